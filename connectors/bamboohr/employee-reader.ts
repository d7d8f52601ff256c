import type { FieldProblem, HireFields } from '../../schemas/hire.js';
import type { HrisConnector, HrisEmployee } from '../connector.js';
import type { HireLayout } from './bindings.js';
import { paths, type BambooClient } from './client.js';
import { isProblem, readCompensationRow } from './compensation-row.js';
import { sameName } from './display-name.js';
import { rowToRead } from './effective-rows.js';
import { readEmployeeFields } from './employee-fields.js';
import { heldText } from './held-values.js';
import { readJobRow } from './job-row.js';
import type { People } from './people.js';
import { WireEmployee, WireRows, type WireRow } from './wire.js';

/**
 * Makes HrisConnector.readEmployee: the employee's own fields and the rows of both tables are read at once, as the
 * flat job fields show what is in effect today, which for a future hire is nothing.
 */
export function createEmployeeReader(
  client: BambooClient,
  layout: HireLayout,
  people: People,
): HrisConnector['readEmployee'] {
  const holdsManager = layout.job.some((one) => one.field === 'manager');
  // Without `fields` only the id comes back; the manager's id tells two people of one name apart.
  const names = [
    ...new Set([
      ...layout.flat.map((one) => one.name),
      'status',
      ...(holdsManager ? ['reportsToName', 'reportsToId'] : []),
    ]),
  ];

  async function rowsOf(employeeId: string, table: string, needed: boolean): Promise<WireRow[]> {
    if (!needed) return [];
    return (await client.getIf({ path: paths.table(employeeId, table) }, WireRows, [404])) ?? [];
  }

  return async (employeeId, asOf): Promise<HrisEmployee> => {
    const [employee, jobs, pays] = await Promise.all([
      client.get(
        { path: paths.employee(employeeId), query: { fields: names.join(','), onlyCurrent: 'false' } },
        WireEmployee,
      ),
      rowsOf(employeeId, 'jobInfo', layout.job.length > 0),
      rowsOf(employeeId, 'compensation', layout.holdsCompensation),
    ]);
    const { fields, problems } = readEmployeeFields(employee, layout);
    fields.employeeId = employeeId;
    const on = asOf ?? fields.startDate;
    const job = rowToRead(jobs, 'date', on);
    if (job) {
      const read = readJobRow(job, layout);
      Object.assign(fields, read.fields);
      problems.push(...read.problems);
      const reportsTo = holdsManager ? heldText(job['reportsTo']) : undefined;
      if (reportsTo !== undefined) {
        fields.manager = await people.readReportsTo(reportsTo, managerIdFor(reportsTo, employee, jobs));
      }
    }
    takePay(rowToRead(pays, 'startDate', on), fields, problems);
    return {
      employeeId,
      fields,
      problems,
      status: heldText(employee['status']),
      url: `${client.http.baseUrl}/employees/employee.php?id=${encodeURIComponent(employeeId)}`,
    };
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
