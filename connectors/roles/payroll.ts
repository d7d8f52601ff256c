import type { HireFields, HireReading } from '../../schemas/hire.js';
import type { Connector, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';

/** One employee as payroll holds them. */
export interface PayrollEmployee extends HireReading {
  payrollEmployeeId: string;
  url: string | undefined;
  /** Whether a job exists, and so compensation can be set. */
  hasJob: boolean;
  /** Whether the employment has ended, or will end on a day that is set. */
  terminated: boolean;
}

export type PayrollWrite = 'employee' | 'workAddress' | 'job' | 'compensation';

export interface PayrollConnector extends Connector {
  /** False where the API surface cannot create jobs: the job is then set by the employee's self-onboarding. */
  readonly canCreateJobs: boolean;
  /** Payroll employees that may be this hire, by personal e-mail, terminated ones included. */
  findEmployees(fields: HireFields): Promise<{ payrollEmployeeId: string; terminated: boolean }[]>;
  createEmployee(fields: HireFields, trace: WriteTrace): Promise<WriteReceipt>;
  /** Sets the place of work from the start date on, unless it is set already (then undefined). */
  putWorkAddress(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Makes the employee's primary job say title and hire date; undefined when it already does. */
  putJob(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Makes the primary job's compensation say this pay; undefined when it already does. */
  putCompensation(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** @throws VendorNotFound when there is no such employee. */
  readEmployee(payrollEmployeeId: string): Promise<PayrollEmployee>;

  /** Whether a payroll has paid this employee; undefined where the vendor does not let us know. */
  hasBeenPaid(payrollEmployeeId: string): Promise<boolean | undefined>;
  /** Ends the employment on a day (YYYY-MM-DD); undefined when it has ended already. */
  terminateEmployee(payrollEmployeeId: string, date: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /**
   * Removes an employee that no payroll has paid; undefined when there is none any more.
   * @throws VendorRejected where the vendor keeps what is to be removed: terminate then.
   */
  deleteEmployee(payrollEmployeeId: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  /** Employs a terminated employee again from `fields.startDate` on; undefined when they are employed so already. */
  rehireEmployee(payrollEmployeeId: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined>;

  /**
   * Whether a one-time payment or deduction with this reference was handed over. `reference` is hireline's own, unique
   * for each one meant; the vendor keeps it where people see it.
   */
  findAdjustment(payrollEmployeeId: string, adjustment: PayAdjustment): Promise<string | undefined>;
  /**
   * Has the next payroll that is still open pay (or deduct) an amount once. Not idempotent: look for it first.
   * @throws VendorRejected when no payroll is open, or the employee is on none.
   */
  addAdjustment(payrollEmployeeId: string, adjustment: PayAdjustment, trace: WriteTrace): Promise<WriteReceipt>;
}

/** An amount that payroll is to pay or to take back once. */
export interface PayAdjustment {
  kind: 'payment' | 'deduction';
  reference: string;
  /** Decimal text with two places, more than zero: "1500.00". */
  amount: string;
  /** ISO 4217. */
  currency: string;
  /** What the payslip says: "Referral bonus". */
  description: string;
}
