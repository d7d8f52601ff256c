import { fieldsNotKept } from '../../domain/proof-of-write.js';
import type { HireFields } from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { vendorFailure } from '../failure.js';
import type { HrisConnector } from '../roles/hris.js';
import type { HireLayout } from './bindings.js';
import { VENDOR, paths, type BambooClient } from './client.js';
import { readEmployeeFields, toEmployeeFields } from './employee-fields.js';
import { rehireOf, terminationOf, todayOf, toStatusRow, type StatusWrite } from './employment.js';
import { incomplete, receipt, traceComment, type TableRows } from './table-rows.js';
import { WireEmployee, type WireRow } from './wire.js';

type Writes = Pick<HrisConnector, 'rehireEmployee' | 'terminateEmployee' | 'deleteEmployee'>;

const TABLE = 'employmentStatus';

/** Beginning and end of an employment: rows of the table employmentStatus. There is no endpoint of their own for it. */
export function createEmploymentWriter(
  client: BambooClient,
  rows: TableRows,
  layout: HireLayout,
  now: () => number = Date.now,
): Writes {
  const operation = (id: string) => ({ vendor: VENDOR, operation: `POST ${paths.table(id, TABLE)}` });

  async function putStatus(
    id: string,
    write: StatusWrite,
    columns: Record<string, string>,
    trace: WriteTrace,
  ): Promise<WriteReceipt | undefined> {
    if (write === 'nothing') return undefined;
    const existing: WireRow | undefined = typeof write === 'object' ? write.row : undefined;
    return rows.put(id, TABLE, existing, trace, (path) => ({
      ...columns,
      comment: traceComment(existing?.['comment'], trace, client.http.baseUrl + path),
    }));
  }

  /** The employee's own fields without the employment status, which as a flat field would change the present row. */
  async function putFlat(id: string, fields: HireFields, trace: WriteTrace): Promise<WriteReceipt | undefined> {
    const flat = { ...layout, flat: layout.flat.filter((one) => one.name !== 'employmentHistoryStatus') };
    const json = toEmployeeFields(fields, flat);
    const query = { fields: Object.keys(json).join(',') };
    const present = await client.get({ path: paths.employee(id), query }, WireEmployee);
    const held = readEmployeeFields(present, flat).fields;
    const written = flat.flat.filter((one) => one.name in json).map((one) => one.field);
    if (fieldsNotKept(written, fields, held).length === 0) return undefined;
    return receipt(await client.http.write({ method: 'POST', path: paths.employee(id), json }, trace, () => id));
  }

  return {
    async terminateEmployee(id, date, trace) {
      const write = terminationOf(await rows.of(id, TABLE), date);
      if (write === 'contradicted') {
        throw vendorFailure(
          FailureType.VendorRejected,
          'several employment statuses begin after the day: a person has to end the employment',
          operation(id),
        );
      }
      return putStatus(id, write, toStatusRow(date), trace);
    },

    async rehireEmployee(id, fields, trace) {
      const { startDate, employmentType } = fields;
      if (!startDate) throw incomplete('startDate is missing', paths.table(id, TABLE));
      if (!employmentType) throw incomplete('employmentType is missing', paths.table(id, TABLE));
      const write = rehireOf(await rows.of(id, TABLE), startDate, todayOf(now()));
      if (write === 'contradicted') {
        throw vendorFailure(
          FailureType.VendorRejected,
          'the former employment ends after the new start date: a person has to decide',
          operation(id),
        );
      }
      // The application id goes first: whoever comes back after a crash finds the employee by it, not a second one.
      const flat = await putFlat(id, fields, trace);
      return (await putStatus(id, write, toStatusRow(startDate, employmentType), trace)) ?? flat;
    },

    async deleteEmployee(id) {
      const path = paths.employee(id);
      const there = await client.getIf({ path, query: { fields: 'id' } }, WireEmployee, [404]);
      if (!there) return undefined;
      throw vendorFailure(
        FailureType.VendorRejected,
        'the API cannot delete employees: end the employment, or delete the record in BambooHR',
        { vendor: VENDOR, operation: `DELETE ${path}` },
        { nonRetryable: true },
      );
    },
  };
}
