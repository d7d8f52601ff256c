/**
 * The types of all failures that cross an activity's boundary. Workflows match `err.cause.type` against these;
 * the Web UI shows them.
 */
export const FailureType = {
  /** No answer, or a server error: worth another attempt. The outcome of a write is unknown. */
  VendorUnavailable: 'VendorUnavailable',
  /** The vendor asked to wait. Does not count as an attempt. */
  VendorThrottled: 'VendorThrottled',
  /** The vendor refused what was sent. Never repeated as it is. */
  VendorRejected: 'VendorRejected',
  /** Credentials or permissions do not suffice. */
  VendorUnauthorized: 'VendorUnauthorized',
  VendorNotFound: 'VendorNotFound',
  /** The record changed meanwhile, or exists already. */
  VendorConflict: 'VendorConflict',
  /** The vendor answered in a form its documentation does not describe. */
  VendorContract: 'VendorContract',
  /** A field that must not be empty is, or cannot be read. */
  FieldsIncomplete: 'FieldsIncomplete',
  /** The ATS no longer says that the offer is accepted. */
  OfferNotAccepted: 'OfferNotAccepted',
  /** Newer terms of an accepted offer wait for the candidate to accept them. */
  TermsPending: 'TermsPending',
  /** The ATS announced that a hire is none any more, and still shows it as one. */
  RescissionUnconfirmed: 'RescissionUnconfirmed',
  /** Somebody else has changed in payroll what hireline dispatched. */
  PayrollChanged: 'PayrollChanged',
  /** More than one record at a vendor claims to be this hire. */
  DuplicateRecords: 'DuplicateRecords',
  /** The ATS credits somebody else with the application already. */
  AttributedElsewhere: 'AttributedElsewhere',
  /** What was written reads back differently. */
  WriteNotKept: 'WriteNotKept',
  /** The manager can't be found, or not told apart, in the HRIS. */
  ManagerUnresolved: 'ManagerUnresolved',
  /** Another attempt of the same write is still under way. */
  WriteInProgress: 'WriteInProgress',
  /** What was approved is not what the records say any more. */
  ApprovalStale: 'ApprovalStale',
  /** The ledger could not be reached. Does not count as an attempt at a vendor. */
  LedgerUnavailable: 'LedgerUnavailable',
  /** The step failed as often as policy allows. */
  AttemptsExhausted: 'AttemptsExhausted',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];
