import type { z } from 'zod';
import { createUnreadRows as createRows, reasonOf, type UnreadRows as Rows } from '../unread-rows.js';
import { VENDOR } from './manifest.js';
import { Id } from './wire.js';

export interface UnreadRows extends Pick<Rows, 'add' | 'end'> {
  /** Those rows of a list that the wire model takes. */
  readable<T>(resource: string, rows: readonly unknown[], row: z.ZodType<T>): T[];
}

/** @param operation "GET /v3/interviews". */
export function createUnreadRows(operation: string): UnreadRows {
  const unread = createRows(VENDOR, operation);
  let withoutId = 0;
  return {
    add: unread.add,
    end: unread.end,
    readable: (resource, rows, row) =>
      rows.flatMap((raw) => {
        const result = row.safeParse(raw);
        if (result.success) return [result.data];
        unread.add(`${resource} ${idOf(raw) ?? `without an id (${(withoutId += 1)})`}`, reasonOf(result.error));
        return [];
      }),
  };
}

/** The id of a row whose rest may be unreadable. */
export function idOf(raw: unknown, name = 'id'): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  return Id.safeParse((raw as Record<string, unknown>)[name]).data;
}
