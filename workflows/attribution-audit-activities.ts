import type { AuditCounts, AuditKind, VarianceRequest } from '../schemas/attribution-audit.js';

/** Days of the company's time zone (YYYY-MM-DD), both included. */
export interface AuditInput {
  kind: AuditKind;
  firstDay: string;
  lastDay: string;
}

/** The steps of the attribution audit. Implemented in activities/. */
export interface AttributionAuditActivities {
  /** The audit that is due; null where none is. */
  findDueAudit(): Promise<AuditInput | null>;
  /** Reads platform, ATS and CRM, holds them against each other, and brings the queue of variances up to date. */
  auditAttribution(audit: AuditInput): Promise<AuditCounts>;
  /** Tells HR ops what it found, or that it failed. @param times the number of this alert. */
  reportAttributionAudit(
    audit: AuditInput,
    result: { counts: AuditCounts } | { step: string; reason: string; times: number },
  ): Promise<void>;
}

/** The steps of an action on a variance. */
export interface VarianceActivities {
  /** Marks it as being resolved; refuses one that is not open, or allows no such action. */
  startVariance(request: VarianceRequest): Promise<{ refusal: string | null }>;
  /** Puts the wish into the inbox, from where it reaches the run of the referral, or of the hire's confirmation. */
  requestVariance(request: VarianceRequest): Promise<void>;
  /** Looks at the systems anew. @returns why it is one still; null when it is none any more. */
  recheckVariance(request: VarianceRequest): Promise<{ unsettled: string | null }>;
  finishVariance(request: VarianceRequest): Promise<void>;
  failVariance(request: VarianceRequest, reason: string): Promise<void>;
}
