import { heldText, isRealDate } from './held-values.js';
import { rowToRead } from './effective-rows.js';
import type { WireEmployee, WireRow } from './wire.js';

/** BambooHR's own word for an ended employment, in the column employmentStatus and the field computed from it. */
const TERMINATED = 'Terminated';

/** What tells an ended employment from a future one: `status` is Inactive for both. */
export const EMPLOYMENT_FIELDS = ['hireDate', 'employmentHistoryStatus', 'terminationDate'] as const;

export const isTermination = (status: unknown): boolean => heldText(status)?.toLowerCase() === TERMINATED.toLowerCase();

/**
 * Whether the employment has ended by a day. The newest employment status counts, also one to come: who is rehired
 * from a later day on has a future employment, not an ended one.
 * @param employee read with EMPLOYMENT_FIELDS and onlyCurrent=false.
 * @param today YYYY-MM-DD
 */
export function hasEnded(employee: WireEmployee, today: string): boolean {
  const status = heldText(employee['employmentHistoryStatus']);
  const endedOn = dateOf(employee['terminationDate']);
  if (status !== undefined) return isTermination(status) && (endedOn === undefined || endedOn <= today);
  const hiredOn = dateOf(employee['hireDate']);
  return endedOn !== undefined && endedOn <= today && (hiredOn === undefined || hiredOn <= today);
}

/** The row that an employment status is to be written to; `add` where a new one is to be added. */
export type StatusWrite = { row: WireRow } | 'add' | 'nothing' | 'contradicted';

/**
 * What ends an employment on a day. A row that begins later is the one of an employment that has not begun: it
 * becomes the termination, as it would put the employee back to work on its day.
 */
export function terminationOf(rows: readonly WireRow[], date: string): StatusWrite {
  const newest = rowToRead(rows, 'date', undefined);
  if (!newest) return 'add';
  const begins = dateOf(newest['date']) ?? '';
  if (isTermination(newest['employmentStatus'])) return begins <= date ? 'nothing' : { row: newest };
  if (begins <= date) return 'add';
  const later = rows.filter((row) => (dateOf(row['date']) ?? '') > date);
  return later.length > 1 ? 'contradicted' : { row: newest };
}

/**
 * What employs somebody again from a day on. An employment that is set to begin on another day to come is moved; one
 * that has begun stays.
 */
export function rehireOf(rows: readonly WireRow[], startDate: string, today: string): StatusWrite {
  const newest = rowToRead(rows, 'date', undefined);
  if (!newest) return 'add';
  const begins = dateOf(newest['date']) ?? '';
  if (isTermination(newest['employmentStatus'])) return begins <= startDate ? 'add' : 'contradicted';
  return begins === startDate || begins <= today ? 'nothing' : { row: newest };
}

/** The status row as it is written; `comment` is added by the caller: it carries the trace. */
export const toStatusRow = (date: string, status: string = TERMINATED): Record<string, string> => ({
  date,
  employmentStatus: status,
});

/** The last day of the employment before the present one, if there was one. */
export function lastTermination(rows: readonly WireRow[]): string | undefined {
  return rows
    .filter((row) => isTermination(row['employmentStatus']))
    .flatMap((row) => dateOf(row['date']) ?? [])
    .sort()
    .at(-1);
}

/** Today as YYYY-MM-DD in UTC. */
export const todayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

function dateOf(value: unknown): string | undefined {
  const text = heldText(value);
  return text !== undefined && isRealDate(text) ? text : undefined;
}
