/** What is wrong with one referral between advocacy platform, ATS and CRM. */
export const VARIANCE_KINDS = [
  /** The platform has it, no application in the ATS carries it. */
  'missing_in_ats',
  /** Two systems name different advocates, or different referrals. */
  'differing',
  /** The ATS or the CRM names a referral that the platform does not know. */
  'unknown_to_platform',
  /** A referred candidate was hired, and the CRM does not say so. */
  'missing_in_crm',
  /** The CRM has a hire that the ATS does not confirm. */
  'not_hired',
] as const;
export type VarianceKind = (typeof VARIANCE_KINDS)[number];

/** What it comes from. */
export const VARIANCE_CAUSES = [
  /** The platform's or the ATS's event never reached hireline. */
  'payload_never_came',
  /** It came, and could not be understood. */
  'quarantined',
  /** By rule: the candidate was known, or is another advocate's. Nothing is to be done. */
  'dedup',
  /** The candidate has not agreed. */
  'consent',
  /** The records are of somebody else, or were merged. */
  'identity',
  /** Its run has failed, or is still under way. */
  'run_failed',
  'in_progress',
  /** Somebody changed what hireline wrote. */
  'changed_elsewhere',
] as const;
export type VarianceCause = (typeof VARIANCE_CAUSES)[number];

/** capture: take the referral to the ATS again; confirm: take the hire to the CRM again; ignore: needs a reason. */
export const VARIANCE_ACTIONS = ['capture', 'confirm', 'ignore'] as const;
export type VarianceAction = (typeof VARIANCE_ACTIONS)[number];

/** One variance. Ids only. */
export interface Variance {
  /** What is wrong with which record: the same in every audit, and no other variance's. */
  key: string;
  kind: VarianceKind;
  cause: VarianceCause;
  /** A sentence for people, without personal data. */
  reason: string;
  referralId: string | null;
  applicationId: string | null;
  /** The advocate as each system names them; null where it names none. */
  advocateIds: { platform: string | null; ats: string | null; crm: string | null };
  /** Null: settled by rule, nothing is to be done and it is in no queue. */
  action: VarianceAction | null;
}

export const AUDIT_KINDS = ['first', 'monthly', 'manual'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** What an audit looked at and found. */
export interface AuditCounts {
  platform: number;
  ats: number;
  crm: number;
  /** Referrals on which all systems agree. */
  agreeing: number;
  /** Put into the queue by this audit. */
  opened: number;
  /** Closed by it, as their cause has disappeared. */
  closed: number;
  /** In the queue now. */
  open: number;
  byCause: Record<VarianceCause, number>;
}

export const VARIANCE_STATUSES = ['open', 'resolving', 'resolved', 'closed', 'ignored'] as const;
export type VarianceStatus = (typeof VARIANCE_STATUSES)[number];

/** A person's wish to do something about a variance. */
export interface VarianceRequest {
  varianceId: string;
  action: VarianceAction;
  reason?: string;
  /** "console:dana". */
  requestedBy: string;
}
