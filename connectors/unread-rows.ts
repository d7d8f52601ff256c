import type { z } from 'zod';
import { FailureType } from '../workflows/failure-types.js';
import { vendorFailure } from './failure.js';

/**
 * The rows of a long list that could not be read. They stop nobody but themselves: all others are given first, and
 * then the list ends with a failure that names them.
 */
export interface UnreadRows {
  /** Notes a row, once. @param row "offer 12". @param reason what was expected of it, without values. */
  add(row: string, reason: string): void;
  /** How many there are. */
  readonly size: number;
  /** @throws VendorContract that names the rows, when there are any. */
  end(): void;
}

/** How many rows a failure names; it counts them all. */
const NAMED_AT_MOST = 10;

/** @param operation "GET /v3/interviews". */
export function createUnreadRows(vendor: string, operation: string): UnreadRows {
  const reasons = new Map<string, string>();
  return {
    get size() {
      return reasons.size;
    },
    add(row, reason) {
      if (!reasons.has(row)) reasons.set(row, reason);
    },
    end() {
      if (reasons.size === 0) return;
      const named = [...reasons].slice(0, NAMED_AT_MOST).map(([row, reason]) => `${row}: ${reason}`);
      const message = `${reasons.size} left out that could not be read: ${named.join('; ')}`;
      throw vendorFailure(FailureType.VendorContract, message, { vendor, operation });
    },
  };
}

/** The first thing that is wrong with a row: where, and what was expected. */
export function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue?.path.map(String).join('.') || 'the row';
  return `${place}: ${issue?.message ?? 'unexpected form'}`;
}
