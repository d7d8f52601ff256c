import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../workflows/failure-types.js';

/** Where a vendor call failed and how, for failure details and audit rows. Holds no personal data. */
export interface VendorFailureDetails {
  vendor: string;
  /** "POST /api/v1/employees". */
  operation: string;
  status?: number;
  /** False when the request cannot have reached the vendor: no connection was made. */
  reached?: false;
  /** The vendor's request id, to quote to its support. */
  requestId?: string;
  /** Of an answer of another form: where, what was expected, and the kind of what was there. */
  form?: { place: string; expected: string; found: string };
}

interface FailureOptions {
  nonRetryable?: boolean;
  retryAfterMs?: number;
  cause?: unknown;
}

/**
 * The one way a vendor's failure becomes a Temporal failure.
 * @param message what happened, without values a person could be known by.
 */
export function vendorFailure(
  type: FailureType,
  message: string,
  details: VendorFailureDetails,
  options: FailureOptions = {},
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: `${details.vendor}: ${message}`,
    nonRetryable: options.nonRetryable ?? !RETRYABLE.has(type),
    details: [details],
    ...(options.retryAfterMs === undefined ? {} : { nextRetryDelay: Math.max(1, Math.ceil(options.retryAfterMs)) }),
    ...(options.cause instanceof Error ? { cause: options.cause } : {}),
  });
}

const RETRYABLE: ReadonlySet<FailureType> = new Set<FailureType>([
  FailureType.VendorUnavailable,
  FailureType.VendorThrottled,
]);
