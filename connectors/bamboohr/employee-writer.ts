import type { HireFields } from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { HrisConnector, WriteReceipt, WriteTrace } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { HireLayout } from './bindings.js';
import { VENDOR, paths, type BambooClient } from './client.js';
import { saysCompensation, toCompensationRow } from './compensation-row.js';
import { createdEmployeeId, refuseCreate } from './created-employee.js';
import { rowInEffect } from './effective-rows.js';
import { toEmployeeFields } from './employee-fields.js';
import { heldText } from './held-values.js';
import { saysJob, toJobColumns } from './job-row.js';
import { WireRows, type WireRow } from './wire.js';

type Writes = Pick<HrisConnector, 'createEmployee' | 'updateEmployee' | 'putJob' | 'putCompensation'>;

/** The writes of HrisConnector. Job and pay are rows of tables, as a flat jobTitle would count from today on. */
export function createEmployeeWriter(client: BambooClient, layout: HireLayout, limiter: RateLimiter): Writes {
  const { http } = client;

  async function rowsOf(employeeId: string, table: string): Promise<WireRow[]> {
    return client.get({ path: paths.table(employeeId, table) }, WireRows);
  }

  /** Adds a row, or corrects the one that starts on the same day. Neither is answered with an id. */
  async function putRow(
    employeeId: string,
    table: string,
    existing: WireRow | undefined,
    trace: WriteTrace,
    body: (path: string) => Record<string, unknown>,
  ): Promise<WriteReceipt> {
    if (existing && existing.id === undefined) {
      throw vendorFailure(FailureType.VendorContract, 'id: a table row came without one', {
        vendor: VENDOR,
        operation: `GET ${paths.table(employeeId, table)}`,
      });
    }
    const rowId = existing?.id;
    const path = rowId === undefined ? paths.table(employeeId, table) : paths.row(employeeId, table, rowId);
    return receipt(await http.write({ method: 'POST', path, json: body(path) }, trace, () => rowId));
  }

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
      const inEffect = rowInEffect(await rowsOf(employeeId, 'jobInfo'), 'date', date);
      if (inEffect && saysJob(inEffect.row, columns, fields.manager)) return undefined;
      const existing = inEffect?.startsThen ? inEffect.row : undefined;
      return putRow(employeeId, 'jobInfo', existing, trace, () => ({ date, ...columns }));
    },
    async putCompensation(employeeId, fields, trace) {
      const table = paths.table(employeeId, 'compensation');
      const date = startDate(fields, table);
      const wanted = fields.compensation;
      if (!wanted) throw incomplete('compensation is missing', table);
      const inEffect = rowInEffect(await rowsOf(employeeId, 'compensation'), 'startDate', date);
      if (inEffect && saysCompensation(inEffect.row, wanted)) return undefined;
      const existing = inEffect?.startsThen ? inEffect.row : undefined;
      return putRow(employeeId, 'compensation', existing, trace, (path) => ({
        ...toCompensationRow(wanted, date),
        comment: traceComment(existing?.['comment'], trace, http.baseUrl + path),
      }));
    },
  };
}

/** The column is kept and shown to people: what a person wrote there stays, an earlier trace is replaced. */
function traceComment(present: unknown, trace: WriteTrace, sentTo: string): string {
  const words = (heldText(present) ?? '').replace(/\s*hireline sent_from=\S+ sent_to=\S+/g, '').trim();
  return `${words} hireline sent_from=${trace.sentFrom} sent_to=${sentTo}`.trim();
}

function startDate(fields: HireFields, path: string): string {
  if (fields.startDate === undefined) throw incomplete('startDate is missing', path);
  return fields.startDate;
}

function incomplete(message: string, path: string) {
  return vendorFailure(FailureType.FieldsIncomplete, message, { vendor: VENDOR, operation: `POST ${path}` });
}

function receipt({ recordId, sentTo, payloadHash, status }: WriteReceipt): WriteReceipt {
  return { recordId, sentTo, payloadHash, status };
}
