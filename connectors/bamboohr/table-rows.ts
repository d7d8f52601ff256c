import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { vendorFailure } from '../failure.js';
import { VENDOR, paths, type BambooClient } from './client.js';
import { heldText } from './held-values.js';
import { WireRows, type WireRow } from './wire.js';

/** Rows of an employee's tables: read, added, corrected. */
export interface TableRows {
  /** @throws VendorNotFound when there is no such employee. */
  of(employeeId: string, table: string): Promise<WireRow[]>;
  /**
   * Adds a row, or corrects `existing`. Neither is answered with an id.
   * @param body the columns to write, given the path they go to.
   */
  put(
    employeeId: string,
    table: string,
    existing: WireRow | undefined,
    trace: WriteTrace,
    body: (path: string) => Record<string, unknown>,
  ): Promise<WriteReceipt>;
}

export function createTableRows(client: BambooClient): TableRows {
  return {
    of: (employeeId, table) => client.get({ path: paths.table(employeeId, table) }, WireRows),
    async put(employeeId, table, existing, trace, body) {
      if (existing && existing.id === undefined) {
        throw vendorFailure(FailureType.VendorContract, 'id: a table row came without one', {
          vendor: VENDOR,
          operation: `GET ${paths.table(employeeId, table)}`,
        });
      }
      const rowId = existing?.id;
      const path = rowId === undefined ? paths.table(employeeId, table) : paths.row(employeeId, table, rowId);
      return receipt(await client.http.write({ method: 'POST', path, json: body(path) }, trace, () => rowId));
    },
  };
}

/** The column `comment` is kept and shown to people: what a person wrote there stays, an earlier trace is replaced. */
export function traceComment(present: unknown, trace: WriteTrace, sentTo: string): string {
  const words = (heldText(present) ?? '').replace(/\s*hireline sent_from=\S+ sent_to=\S+/g, '').trim();
  return `${words} hireline sent_from=${trace.sentFrom} sent_to=${sentTo}`.trim();
}

export function receipt({ recordId, sentTo, payloadHash, status }: WriteReceipt): WriteReceipt {
  return { recordId, sentTo, payloadHash, status };
}

/** A field that a write cannot do without is missing; nothing was sent. */
export function incomplete(message: string, path: string) {
  return vendorFailure(FailureType.FieldsIncomplete, message, { vendor: VENDOR, operation: `POST ${path}` });
}
