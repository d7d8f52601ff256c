import type { FailureType } from '../workflows/failure-types.js';

/**
 * The class of what a failed step came from: what the systems hold is not what the map says (field_mismatch), a system
 * does not answer or lets nobody in (vendor), it cannot be told who is meant (identity), a rule keeps it back
 * (policy), or hireline itself (program).
 */
export const ERROR_CAUSES = ['field_mismatch', 'vendor', 'identity', 'policy', 'program'] as const;
export type ErrorCause = (typeof ERROR_CAUSES)[number];

const CAUSES: Readonly<Record<FailureType, ErrorCause>> = {
  VendorUnavailable: 'vendor',
  VendorThrottled: 'vendor',
  VendorUnauthorized: 'vendor',
  LedgerUnavailable: 'vendor',
  AttemptsExhausted: 'vendor',
  VendorRejected: 'field_mismatch',
  VendorContract: 'field_mismatch',
  FieldsIncomplete: 'field_mismatch',
  WriteNotKept: 'field_mismatch',
  VendorNotFound: 'identity',
  VendorConflict: 'identity',
  DuplicateRecords: 'identity',
  ManagerUnresolved: 'identity',
  OfferNotAccepted: 'policy',
  TermsPending: 'policy',
  RescissionUnconfirmed: 'policy',
  PayrollChanged: 'policy',
  ApprovalStale: 'policy',
  AttributedElsewhere: 'policy',
  WriteInProgress: 'program',
};

/** @param failureType the type of the failure itself, not that its attempts are exhausted. */
export function causeOf(failureType: string): ErrorCause {
  return Object.hasOwn(CAUSES, failureType) ? CAUSES[failureType as FailureType] : 'program';
}
