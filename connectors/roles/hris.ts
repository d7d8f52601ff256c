import type { HireFields, HireReading } from '../../schemas/hire.js';
import type { Person } from '../../schemas/person.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import type { TimeWindow } from './ats.js';

/** One employee as the HRIS holds them; `fields.manager` is resolved to a person of the HRIS where it can be. */
export interface HrisEmployee extends HireReading {
  employeeId: string;
  /** The vendor's own word for the employment status, if given. */
  status: string | undefined;
  /** Whether the employment has ended. A future hire's has not. */
  terminated: boolean;
  url: string | undefined;
}

/** An employee of the HRIS who has a hire's personal e-mail address. */
export interface SamePerson {
  employeeId: string;
  /** Whether the employment has ended. A future hire's has not. */
  terminated: boolean;
  /** The ATS application id that the employee carries. */
  applicationId: string | undefined;
}

/** The rows a new hire is written in, in this order. Each is one vendor call and one audit row. */
export type HrisWrite = 'employee' | 'job' | 'compensation';

export interface HrisConnector extends Connector {
  /**
   * Employees that carry this ATS application id, future hires included. More than one is a duplicate.
   * `fields` narrows the search; only the application id decides.
   */
  findByApplication(applicationId: string, fields: HireFields): Promise<string[]>;
  /**
   * The people of the HRIS that are this person: by e-mail or employee number, never by name alone.
   * [] = not found; more than one = ambiguous.
   */
  findPeople(person: Person): Promise<Person[]>;
  /** Creates the employee with its flat fields (no job, no compensation). Not idempotent: look up first. */
  createEmployee(fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /** Changes the employee's flat fields; only those given. */
  updateEmployee(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /**
   * Makes the job row in effect at `fields.startDate` say jobTitle, department and manager: adds it, corrects it,
   * or finds it right already (then undefined and nothing is sent).
   */
  putJob(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** The same for the compensation row. */
  putCompensation(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Reads an employee with the job and compensation in effect on `asOf` (YYYY-MM-DD; default: on the hire date,
   * as a future hire's rows are not in effect today).
   * @throws VendorNotFound when there is no such employee.
   */
  readEmployee(employeeId: string, asOf?: string): Promise<HrisEmployee>;

  /** All employees that were created in the window, future hires included, a batch at a time; read as readEmployee does. */
  listCreatedEmployees(window: TimeWindow): AsyncIterable<HrisEmployee[]>;
  /** Employees who are this person, by personal e-mail address: former and present ones, and future hires. */
  findSamePerson(fields: HireFields): Promise<SamePerson[]>;
  /**
   * Employs a former employee again from `fields.startDate` on, with the flat fields of the new hire; job and
   * compensation are put as for a new one. Undefined when they are employed so already.
   */
  rehireEmployee(employeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Ends the employment on a day (YYYY-MM-DD); undefined when it has ended already. */
  terminateEmployee(employeeId: string, date: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Removes the record; undefined when there is none any more.
   * @throws VendorRejected where the vendor keeps what is to be removed.
   */
  deleteEmployee(employeeId: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
}
