import type { HireFields } from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { HrisConnector } from '../roles/hris.js';
import type { HireLayout } from './bindings.js';
import { VENDOR, paths, type BambooClient } from './client.js';
import { saysCompensation, toCompensationRow } from './compensation-row.js';
import { createdEmployeeId, refuseCreate } from './created-employee.js';
import { toEmployeeFields } from './employee-fields.js';
import { createFirstRowSearch } from './first-row.js';
import { saysJob, toJobColumns } from './job-row.js';
import { incomplete, receipt, traceComment, type TableRows } from './table-rows.js';

type Writes = Pick<HrisConnector, 'createEmployee' | 'updateEmployee' | 'putJob' | 'putCompensation'>;

/** The writes of a hire. Job and pay are rows of tables, as a flat jobTitle would count from today on. */
export function createEmployeeWriter(
  client: BambooClient,
  rows: TableRows,
  layout: HireLayout,
  limiter: RateLimiter,
): Writes {
  const { http } = client;
  const rowsAtStart = createFirstRowSearch(client, layout);

  return {
    async createEmployee(fields, trace) {
      const spec = {
        method: 'POST',
        path: paths.employees,
        json: toEmployeeFields(fields, layout),
        accept: [429],
      } as const;
      return receipt(
        await http.write(spec, trace, (response) => {
          refuseCreate(response, limiter);
          return createdEmployeeId(response);
        }),
      );
    },
    async updateEmployee(employeeId, fields, trace) {
      const path = paths.employee(employeeId);
      const json = toEmployeeFields(fields, layout);
      if (Object.keys(json).length === 0) throw incomplete('no field of the employee itself is given', path);
      return receipt(await http.write({ method: 'POST', path, json }, trace, () => employeeId));
    },
    async putJob(employeeId, fields, trace) {
      const date = startDate(fields, paths.table(employeeId, 'jobInfo'));
      const columns = toJobColumns(fields, layout);
      if (fields.manager && columns['reportsTo'] === undefined && layout.job.some((one) => one.field === 'manager')) {
        throw vendorFailure(
          FailureType.ManagerUnresolved,
          `the manager has no ${layout.managerForm === 'id' ? 'employee id' : 'display name'} in the HRIS`,
          { vendor: VENDOR, operation: `POST ${paths.table(employeeId, 'jobInfo')}` },
        );
      }
      if (Object.keys(columns).length === 0) return undefined;
      const found = await rowsAtStart(employeeId, await rows.of(employeeId, 'jobInfo'), 'date', date);
      if (found.standing && saysJob(found.standing, columns, fields.manager)) return undefined;
      return rows.put(employeeId, 'jobInfo', found.row, trace, () => ({ date, ...columns }));
    },
    async putCompensation(employeeId, fields, trace) {
      const table = paths.table(employeeId, 'compensation');
      const date = startDate(fields, table);
      const wanted = fields.compensation;
      if (!wanted) throw incomplete('compensation is missing', table);
      const found = await rowsAtStart(employeeId, await rows.of(employeeId, 'compensation'), 'startDate', date);
      if (found.standing && saysCompensation(found.standing, wanted)) return undefined;
      return rows.put(employeeId, 'compensation', found.row, trace, (path) => ({
        ...toCompensationRow(wanted, date),
        comment: traceComment(found.row?.['comment'], trace, http.baseUrl + path),
      }));
    },
  };
}

function startDate(fields: HireFields, path: string): string {
  if (fields.startDate === undefined) throw incomplete('startDate is missing', path);
  return fields.startDate;
}
