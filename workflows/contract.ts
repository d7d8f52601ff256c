import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RescissionCause } from '../schemas/events.js';
import type { DecisionRequest } from '../schemas/hold.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { HeldFor } from '../schemas/hire-diff.js';

/** The task queue that hireline's workers poll. */
export const TASK_QUEUE = 'hireline';

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
