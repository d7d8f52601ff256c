import type { FieldProblem, HireFields } from '../../schemas/hire.js';
import type { HrisConnector, HrisEmployee } from '../roles/hris.js';
import type { HireLayout } from './bindings.js';
import { paths, type BambooClient } from './client.js';
import { isProblem, readCompensationRow } from './compensation-row.js';
import { sameName } from './display-name.js';
import { rowToRead } from './effective-rows.js';
import { EMPLOYMENT_FIELDS, hasEnded, todayOf } from './employment.js';
import { readEmployeeFields } from './employee-fields.js';
import { heldText } from './held-values.js';
import { readJobRow } from './job-row.js';
import type { People } from './people.js';
import { WireEmployee, WireRows, type WireRow } from './wire.js';

/** What BambooHR holds of one employee, as it was read. */
export interface EmployeeRecord {
  employeeId: string;
  /** With the fields `fieldNames`. */
  employee: WireEmployee;
  jobs: WireRow[];
  pays: WireRow[];
}

export interface EmployeeReader {
  /** The employee fields a reading is made from; without asking for them only the id comes back. */
  fieldNames: readonly string[];
  readEmployee: HrisConnector['readEmployee'];
  /**
   * The employee in hireline's words, with the rows in effect on `asOf`, or on the hire date.
   * @param readReportsTo People.readReportsTo, or one that remembers.
   */
  assemble(
    record: EmployeeRecord,
    asOf: string | undefined,
    readReportsTo: People['readReportsTo'],
  ): Promise<HrisEmployee>;
}

/**
 * Reads employees: their own fields and the rows of both tables, as the flat job fields show what is in effect today,
 * which for a future hire is nothing.
 */
export function createEmployeeReader(
  client: BambooClient,
  layout: HireLayout,
  people: People,
  now: () => number = Date.now,
): EmployeeReader {
  const holdsManager = layout.job.some((one) => one.field === 'manager');
  // The manager's id tells two people of one name apart.
  const fieldNames = [
    ...new Set([
      ...layout.flat.map((one) => one.name),
      ...EMPLOYMENT_FIELDS,
      'status',
      ...(holdsManager ? ['reportsToName', 'reportsToId'] : []),
    ]),
  ];

  async function rowsOf(employeeId: string, table: string, needed: boolean): Promise<WireRow[]> {
    if (!needed) return [];
    return (await client.getIf({ path: paths.table(employeeId, table) }, WireRows, [404])) ?? [];
  }

  const assemble: EmployeeReader['assemble'] = async (record, asOf, readReportsTo) => {
    const { employeeId, employee, jobs, pays } = record;
    const { fields, problems } = readEmployeeFields(employee, layout);
    fields.employeeId = employeeId;
    const on = asOf ?? fields.startDate;
    const job = layout.job.length > 0 ? rowToRead(jobs, 'date', on) : undefined;
    if (job) {
      const read = readJobRow(job, layout);
      Object.assign(fields, read.fields);
      problems.push(...read.problems);
      const reportsTo = holdsManager ? heldText(job['reportsTo']) : undefined;
      if (reportsTo !== undefined) {
        fields.manager = await readReportsTo(reportsTo, managerIdFor(reportsTo, employee, jobs));
      }
    }
    if (layout.holdsCompensation) takePay(rowToRead(pays, 'startDate', on), fields, problems);
    return {
      employeeId,
      fields,
      problems,
      status: heldText(employee['status']),
      terminated: hasEnded(employee, todayOf(now())),
      url: `${client.http.baseUrl}/employees/employee.php?id=${encodeURIComponent(employeeId)}`,
    };
  };

  return {
    fieldNames,
    assemble,
    async readEmployee(employeeId, asOf) {
      const query = { fields: fieldNames.join(','), onlyCurrent: 'false' };
      const [employee, jobs, pays] = await Promise.all([
        client.get({ path: paths.employee(employeeId), query }, WireEmployee),
        rowsOf(employeeId, 'jobInfo', layout.job.length > 0),
        rowsOf(employeeId, 'compensation', layout.holdsCompensation),
      ]);
      return assemble({ employeeId, employee, jobs, pays }, asOf, (...manager) => people.readReportsTo(...manager));
    },
  };
}

function takePay(row: WireRow | undefined, fields: HireFields, problems: FieldProblem[]): void {
  if (!row) return;
  const read = readCompensationRow(row);
  if (isProblem(read)) problems.push(read);
  else fields.compensation = read;
}

/**
 * The manager's id as the employee itself shows it. It belongs to one row only, so it counts where a single row names
 * this manager.
 */
function managerIdFor(reportsTo: string, employee: WireEmployee, jobs: WireRow[]): string | undefined {
  const shownName = heldText(employee['reportsToName']);
  if (shownName === undefined || !sameName(shownName, reportsTo)) return undefined;
  const rows = jobs.filter((row) => heldText(row['reportsTo']) === reportsTo);
  return rows.length === 1 ? heldText(employee['reportsToId']) : undefined;
}
