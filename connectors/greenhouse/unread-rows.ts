import type { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { VENDOR } from './manifest.js';
import { Id } from './wire.js';

/**
 * The rows of a long list that could not be read. They stop nobody but themselves: all others are given first, and
 * then the list ends with a failure that names them.
 */
export interface UnreadRows {
  /** Those rows of a list that the wire model takes. */
  readable<T>(resource: string, rows: readonly unknown[], row: z.ZodType<T>): T[];
  /** Notes a row, once. @param row "offer 12". @param reason what was expected of it, without values. */
  add(row: string, reason: string): void;
  /** @throws VendorContract that names the rows, when there are any. */
  end(): void;
}

/** How many rows a failure names; it counts them all. */
const NAMED_AT_MOST = 10;

/** @param operation "GET /v3/interviews". */
export function createUnreadRows(operation: string): UnreadRows {
  const reasons = new Map<string, string>();
  let withoutId = 0;

  const add = (row: string, reason: string) => {
    if (!reasons.has(row)) reasons.set(row, reason);
  };

  return {
    readable: (resource, rows, row) =>
      rows.flatMap((raw) => {
        const result = row.safeParse(raw);
        if (result.success) return [result.data];
        add(`${resource} ${idOf(raw) ?? `without an id (${(withoutId += 1)})`}`, reasonOf(result.error));
        return [];
      }),
    add,
    end() {
      if (reasons.size === 0) return;
      const named = [...reasons].slice(0, NAMED_AT_MOST).map(([row, reason]) => `${row}: ${reason}`);
      const message = `${reasons.size} left out that could not be read: ${named.join('; ')}`;
      throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation });
    },
  };
}

/** The id of a row whose rest may be unreadable. */
export function idOf(raw: unknown, name = 'id'): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  return Id.safeParse((raw as Record<string, unknown>)[name]).data;
}

/** The first thing that is wrong with a row: where, and what was expected. */
export function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue?.path.map(String).join('.') || 'the row';
  return `${place}: ${issue?.message ?? 'unexpected form'}`;
}
