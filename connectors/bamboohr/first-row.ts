import { heldText } from './held-values.js';
import { firstRow, rowInEffect } from './effective-rows.js';
import { lastTermination } from './employment.js';
import type { HireLayout } from './bindings.js';
import { paths, type BambooClient } from './client.js';
import { WireEmployee, WireRows, type WireRow } from './wire.js';

/** Where a table stands for a hire that begins on a day. */
export interface RowsAtStart {
  /** The row to correct; undefined where one is to be added. */
  row: WireRow | undefined;
  /** The row that counts from that day on and may stay: where it says what is wanted, there is nothing to do. */
  standing: WireRow | undefined;
}

/**
 * Makes the search for the row to correct. Where the employment begins on a day that no row starts on, the first row
 * of the employment is the one of an earlier or later start date: left as it is, it would count from that day on.
 * Rows of an employment before, and those of somebody whose employment began on another day, stay.
 */
export function createFirstRowSearch(client: BambooClient, layout: HireLayout) {
  const hireDateField = layout.flat.find((one) => one.field === 'startDate')?.name;

  async function firstOfEmployment(
    employeeId: string,
    rows: readonly WireRow[],
    dateColumn: string,
    date: string,
  ): Promise<WireRow | undefined> {
    if (hireDateField === undefined) return undefined;
    const query = { fields: hireDateField };
    const employee = await client.get({ path: paths.employee(employeeId), query }, WireEmployee);
    if (heldText(employee[hireDateField]) !== date) return undefined;
    // Without the statuses nobody knows which rows are of an employment before.
    const statuses = await client.getIf({ path: paths.table(employeeId, 'employmentStatus') }, WireRows, [403, 404]);
    if (!statuses) return undefined;
    const before = lastTermination(statuses.filter((row) => (heldText(row['date']) ?? '') < date)) ?? '';
    const own = rows.filter((row) => (heldText(row[dateColumn]) ?? '') > before);
    return firstRow(own, dateColumn);
  }

  return async (
    employeeId: string,
    rows: readonly WireRow[],
    dateColumn: string,
    date: string,
  ): Promise<RowsAtStart> => {
    const found = rowInEffect(rows, dateColumn, date);
    if (found?.startsThen) return { row: found.row, standing: found.row };
    const moved = rows.length > 0 ? await firstOfEmployment(employeeId, rows, dateColumn, date) : undefined;
    return { row: moved, standing: moved ? undefined : found?.row };
  };
}
