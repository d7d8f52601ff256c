import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RescissionCause } from '../schemas/events.js';
import type { DecisionRequest } from '../schemas/hold.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { HeldFor } from '../schemas/hire-diff.js';

/** The task queue that hireline's workers poll. */
export const TASK_QUEUE = 'hireline';
/** Where the steps of a campaign's runs wait: see campaign-steps.ts. */
export const CAMPAIGN_TASK_QUEUE = 'hireline-campaign';

/**
 * The id of a hire's run: one hire has one, whatever event speaks of it.
 * Ids hold vendor and record ids only, never a name or an address.
 */
export const hireWorkflowId = (ats: string, applicationId: string): string => `hire:${ats}:${applicationId}`;

/** The inverse of hireWorkflowId; undefined for another workflow's id. */
export function parseHireWorkflowId(workflowId: string): { ats: string; applicationId: string } | undefined {
  const [, ats, applicationId] = /^hire:([^:]+):(.+)$/.exec(workflowId) ?? [];
  return ats && applicationId ? { ats, applicationId } : undefined;
}

/** The id of the run that tells people of a quarantined delivery. */
export const quarantineWorkflowId = (deliveryId: string): string => `quarantine:${deliveryId}`;

/** The id of the run that keeps a candidate told about one appointment. `source` is the calendar, or the ATS. */
export const interviewWorkflowId = (source: string, eventId: string): string => `interview:${source}:${eventId}`;

/** The id of the run that takes one screening result to the ATS. */
export const screeningWorkflowId = (screening: string, resultId: string): string =>
  `screening:${screening}:${resultId}`;

/** The id of one night's reconciliation. @param date YYYY-MM-DD, the day on which the night ends. */
export const reconciliationWorkflowId = (date: string): string => `reconciliation:${date}`;

/** The id of the run that does something about an item of the reconciliation queue. */
export const reconciliationActionWorkflowId = (itemId: string): string => `reconciliation-action:${itemId}`;

/** The id of the run that follows a change of who a candidate is. */
export const identityWorkflowId = (ats: string, candidateId: string, change: 'merged' | 'anonymized'): string =>
  `identity:${ats}:${candidateId}:${change}`;

/** The id of the run that takes one referral to the ATS. */
export const referralWorkflowId = (advocacy: string, referralId: string): string =>
  `referral:${advocacy}:${referralId}`;

/** The id of the run that finds the referral of a user who came through a shared link. */
export const referredUserWorkflowId = (advocacy: string, referredUserId: string): string =>
  `referred-user:${advocacy}:${referredUserId}`;

/** The id of the run that shows the advocate where an application stands. */
export const referralStatusWorkflowId = (ats: string, applicationId: string): string =>
  `referral-status:${ats}:${applicationId}`;

/** The id of the run that records the offer to a referred candidate. */
export const referralOfferWorkflowId = (ats: string, applicationId: string): string =>
  `referral-offer:${ats}:${applicationId}`;

/** The id of the run that takes in what a source has told of shares, or of clicks. */
export const engagementWorkflowId = (source: string, type: 'share' | 'click'): string => `engagement:${source}:${type}`;

/** The id of the run that confirms a hire to the CRM and to the advocacy platform. */
export const hireConfirmationWorkflowId = (ats: string, applicationId: string): string =>
  `hire-confirmation:${ats}:${applicationId}`;

/** The id of the run that pays one advocate for one referral. */
export const bonusWorkflowId = (advocacy: string, referralId: string): string =>
  `referral-bonus:${advocacy}:${referralId}`;

/** The id of one attribution report. @param period "2026-11-16..2026-11-22". */
export const attributionReportWorkflowId = (period: string): string => `attribution-report:${period}`;

/** The id of one attribution audit. @param date YYYY-MM-DD, the last day that was looked at. */
export const attributionAuditWorkflowId = (date: string): string => `attribution-audit:${date}`;

/** The id of the run that does something about a variance of attribution. */
export const varianceWorkflowId = (varianceId: string): string => `variance:${varianceId}`;

/** The id of one go-live check. */
export const goLiveWorkflowId = (goLiveId: string): string => `go-live:${goLiveId}`;

/** Search attributes by name and type; they hold no personal data. Registered when a stack or worker starts. */
export const SEARCH_ATTRIBUTES = {
  /** A HireStatus. */
  HireStage: 'Keyword',
  /** The vendors a run deals with. */
  HireVendors: 'KeywordList',
  /** "none", "held" or "failed": what waits for a person. */
  HireAttention: 'Keyword',
} as const;

export type HireAttention = 'none' | 'held' | 'failed';

/** What hireLifecycle is started with. */
export interface HireLifecycleInput {
  ats: string;
  applicationId: string;
}

/** How a hire ended. */
export interface HireOutcome {
  status: Extract<HireStatus, 'done' | 'rejected' | 'rescinded'>;
  employeeId: string | null;
  payrollEmployeeId: string | null;
}

/** What `hireStatus` answers: where one hire stands, without personal data. */
export interface HireState {
  status: HireStatus;
  /** Why it waits for a person, in a sentence; null when it does not. */
  reason: string | null;
  employeeId: string | null;
  payrollEmployeeId: string | null;
  /** The open hold. */
  hold: { holdId: string; diffHash: string; fields: HeldFor[] } | null;
}

export const hireStatusQuery = defineQuery<HireState>('hireStatus');

/** The HRIS says that the new employee exists. */
export const employeeCreatedSignal = defineSignal<[{ employeeId: string }]>('employeeCreated');
/** The offer or the HRIS record changed: an open hold looks at both sides again. */
export const recordChangedSignal = defineSignal<[{ side: 'ats' | 'hris' }]>('recordChanged');
/** The terms of the offer may have changed. */
export const offerChangedSignal = defineSignal('offerChanged');
/** The ATS says that the accepted hire is none any more. */
export const offerRescindedSignal = defineSignal<[{ cause: RescissionCause }]>('offerRescinded');
/** A screening result of the candidate changed. */
export const screeningChangedSignal = defineSignal('screeningChanged');
/** Payroll says that something about the employee changed, e.g. that self-onboarding has set the job. */
export const payrollChangedSignal = defineSignal<[]>('payrollChanged');
/** A person decided about a hold. */
export const decideSignal = defineSignal<[DecisionRequest]>('decide');
/** A person asks to try a failed step again. */
export const retrySignal = defineSignal<[{ requestedBy: string }]>('retry');
