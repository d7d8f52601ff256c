import { held, isRealDate } from './held-values.js';
import type { WireRow } from './wire.js';

/** The row of a table that counts on a day, and whether it starts on that very day. */
export interface RowInEffect {
  row: WireRow;
  startsThen: boolean;
}

/**
 * The latest row that starts on or before a day. Of rows that start on the same day the one added last counts.
 * @param dateColumn the column that rows are dated by: jobInfo.date, compensation.startDate.
 * @param on YYYY-MM-DD
 */
export function rowInEffect(rows: readonly WireRow[], dateColumn: string, on: string): RowInEffect | undefined {
  const latest = inOrder(rows, dateColumn)
    .filter(({ date }) => date <= on)
    .at(-1);
  return latest && { row: latest.row, startsThen: latest.date === on };
}

/** The row in effect on a day, or the first one to come where none is. Without a day: the newest. */
export function rowToRead(rows: readonly WireRow[], dateColumn: string, on: string | undefined): WireRow | undefined {
  const ordered = inOrder(rows, dateColumn);
  if (on === undefined) return ordered.at(-1)?.row;
  return rowInEffect(rows, dateColumn, on)?.row ?? ordered[0]?.row;
}

/** The row with the earliest date. */
export const firstRow = (rows: readonly WireRow[], dateColumn: string): WireRow | undefined =>
  inOrder(rows, dateColumn)[0]?.row;

/** The vendor gives rows in no particular order. Rows without a real date are never in effect. */
function inOrder(rows: readonly WireRow[], dateColumn: string): { row: WireRow; date: string }[] {
  return rows
    .flatMap((row) => {
      const date = held(row[dateColumn]);
      return typeof date === 'string' && isRealDate(date) ? [{ row, date }] : [];
    })
    .sort((a, b) => (a.date === b.date ? Number(a.row.id ?? 0) - Number(b.row.id ?? 0) : a.date < b.date ? -1 : 1));
}
