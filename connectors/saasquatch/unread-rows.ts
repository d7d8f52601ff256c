import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { VENDOR } from './manifest.js';
import { Id } from './wire.js';

/** The rows of a list that could not be read: they stop nobody but themselves. */
export interface UnreadRows {
  /** @param reason where, and what was expected, without values. */
  add(raw: unknown, reason: string): void;
  /** @throws VendorContract that names the rows, when there are any. */
  end(): void;
}

/** How many rows a failure names; it counts them all. */
const NAMED_AT_MOST = 10;

/** @param operation "GET /referrals". @param noun what a row is: "referral". */
export function createUnreadRows(operation: string, noun: string): UnreadRows {
  const reasons: string[] = [];
  return {
    add(raw, reason) {
      const id = typeof raw === 'object' && raw !== null ? Id.safeParse((raw as { id?: unknown }).id).data : undefined;
      const named = `${noun} ${id ?? 'without an id'}: ${reason}`;
      if (id === undefined || !reasons.includes(named)) reasons.push(named);
    },
    end() {
      if (reasons.length === 0) return;
      const named = reasons.slice(0, NAMED_AT_MOST).join('; ');
      const message = `${reasons.length} left out that could not be read: ${named}`;
      throw vendorFailure(FailureType.VendorContract, message, { vendor: VENDOR, operation });
    },
  };
}
