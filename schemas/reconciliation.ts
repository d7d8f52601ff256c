import type { HireFieldName } from './hire.js';

/** What is wrong with one hire between the ATS and the HRIS. */
export const RECONCILIATION_KINDS = ['ats_only', 'hris_only', 'differing', 'doubled'] as const;
export type ReconciliationKind = (typeof RECONCILIATION_KINDS)[number];

/** What can be done about it; each runs as a workflow. */
export const RECONCILIATION_ACTIONS = [
  /** Start or resume the hire's run, so that it is written to the HRIS; for a difference: bring the HRIS to the offer. */
  'write',
  /** Take the employee of the suggested match as this hire's: write the application id to it. */
  'adopt',
  /** Record that these two records are one hire, without writing to either. */
  'link',
  /** Nothing is to be done; needs a reason. */
  'ignore',
] as const;
export type ReconciliationAction = (typeof RECONCILIATION_ACTIONS)[number];

export const RECONCILIATION_STATUSES = ['open', 'resolving', 'resolved', 'closed', 'ignored'] as const;
/**
 * resolving: an action is under way; resolved: by a person's action; closed: its cause disappeared; ignored: by a person.
 */
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** One field on which the two sides do not agree, as shown to people. */
export interface ReconciliationDifference {
  field: HireFieldName;
  ats: string | null;
  hris: string | null;
}

/** An item of the reconciliation queue. */
export interface ReconciliationItem {
  id: string;
  kind: ReconciliationKind;
  status: ReconciliationStatus;
  /** Why it is in the queue, in a sentence without personal data. */
  reason: string;
  /** Whose it is to look at: "recruiting" (the ATS side) or "hr_ops" (the HRIS side). */
  owner: 'recruiting' | 'hr_ops';
  applicationId: string | null;
  /** The employees concerned; more than one where they are doubled. */
  employeeIds: string[];
  /** The person in one line; personal data, for the console only. */
  person: string | null;
  differences: ReconciliationDifference[];
  suggestedMatch: { applicationId: string | null; employeeId: string | null; why: string } | null;
  suggestedAction: ReconciliationAction;
  /** The day (YYYY-MM-DD, company's time zone) the hire belongs to. */
  day: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
  /** How it was closed: by whom, why. */
  resolution: { action: ReconciliationAction | null; by: string; reason: string | null } | null;
}

/** A person's wish to do something about an item, as it reaches its workflow. */
export interface ReconciliationRequest {
  itemId: string;
  action: ReconciliationAction;
  /** Needed for ignore. */
  reason?: string;
  /** In place of the suggested match. */
  employeeId?: string;
  applicationId?: string;
  /** "console:dana", "cli:dana". */
  requestedBy: string;
  requestedAt: string;
}
