/**
 * What a vendor's webhook means to hireline, in vendor-neutral words. A connector's webhook source turns a
 * delivery into one of these, or into "ignored" when nobody subscribed to it.
 * Ids only: no event carries a name, an e-mail or pay.
 */
export type HireEvent =
  /** The candidate accepted the offer. Starts a hire. */
  | { kind: 'offerAccepted'; applicationId: string }
  /** The ATS marks the candidate as hired (also the stand-in for an offerAccepted that got lost). Starts a hire. */
  | { kind: 'candidateHired'; applicationId: string }
  /** The terms of an offer were created or changed. Means something only for a hire that has started. */
  | { kind: 'offerChanged'; applicationId: string }
  /** The offer was deleted, or the candidate unhired or rejected. Means something only for a started hire. */
  | { kind: 'offerRescinded'; applicationId: string }
  /** A new employee exists in the HRIS. */
  | { kind: 'employeeCreated'; employeeId: string }
  | { kind: 'employeeUpdated'; employeeId: string; changedFields: string[] }
  | { kind: 'employeeDeleted'; employeeId: string }
  /** An employee's payroll record changed (onboarded, job set, …). */
  | { kind: 'payrollEmployeeChanged'; payrollEmployeeId: string };

export type HireEventKind = HireEvent['kind'];
