import type { HireStatus } from '../schemas/hire-status.js';
import type { ReconciliationRequest } from '../schemas/reconciliation.js';
import type { ReconciliationInput, ReconciliationResult } from './reconciliation-contract.js';

export interface NightActivities {
  /** The nights that are due and not reconciled, oldest first. */
  findDueNights(): Promise<{ night: string; kind: 'nightly' | 'catch-up'; window: { from: string; to: string } }[]>;
}

/** What is told of a run. @property times the number of this alert. */
export type ReconciliationReport =
  | ({ outcome: 'completed' } & ReconciliationResult)
  | { outcome: 'failed'; step: string; reason: string; times: number };

/** The steps of one run. Its id is the workflow's. */
export interface ReconciliationActivities {
  /** Takes the turn to reconcile, records that the run begins, and makes room for what it reads. */
  beginReconciliation(run: ReconciliationInput): Promise<void>;
  /** Reads the hires that were accepted in the window. @returns what could not be read; null when all could. */
  readAtsSide(run: ReconciliationInput): Promise<{ leftOut: string | null }>;
  /** Reads the employees that were created in the window. */
  readHrisSide(run: ReconciliationInput): Promise<{ leftOut: string | null }>;
  /** Asks each side for what only the other one listed. Goes on where an earlier attempt stopped. */
  lookUpMissing(run: ReconciliationInput): Promise<void>;
  /** Joins the sides, brings the queue up to date (not in a dry run), and ends the run in the ledger. */
  compareSides(run: ReconciliationInput, leftOut: string[]): Promise<ReconciliationResult>;
  /** Tells HR ops what a run came to, and of metrics that miss their targets; or that it failed. */
  reportReconciliation(run: ReconciliationInput, report: ReconciliationReport): Promise<void>;
  /** Ends a run in the ledger that was stopped. */
  reportReconciliationStopped(run: ReconciliationInput, why: string): Promise<void>;
}

/** What is to be done for a hire so that its run writes what the ATS says. */
export interface HireWish {
  ats: string;
  applicationId: string;
  /** retry: its run has failed and waits; inbox: it is started, or told of, through the inbox. */
  by: 'retry' | 'inbox';
  /** When the hire's row last changed, to tell when it moves; null where there is none. */
  before: string | null;
}

/** The steps of an action on an item of the reconciliation queue. */
export interface ReconciliationActionActivities {
  /** Marks the item as being resolved; refuses one that is not open, or allows no such action. */
  startAction(request: ReconciliationRequest): Promise<{ refusal: string | null }>;
  /** Writes the application's id to the employee, and records whose employee it is. */
  adoptEmployee(request: ReconciliationRequest): Promise<void>;
  /** Records that two records are one hire. */
  linkHire(request: ReconciliationRequest): Promise<void>;
  /** Works out how the hire's run is brought to write what the ATS says. */
  planHire(request: ReconciliationRequest): Promise<HireWish>;
  /** Puts the wish into the inbox, from where it starts the hire's run or reaches it. */
  requestHire(request: ReconciliationRequest, wish: HireWish): Promise<void>;
  /** Whether the hire has come to a point since at which the item can be looked at. */
  watchHire(request: ReconciliationRequest, wish: HireWish): Promise<{ moved: boolean; status: HireStatus | null }>;
  /** Reads both sides anew. @returns why the item is still one; null when it is none any more. */
  recheckItem(request: ReconciliationRequest): Promise<{ unsettled: string | null }>;
  /** Takes the item out of the queue. */
  finishAction(request: ReconciliationRequest): Promise<void>;
  /** Puts it back, with what went wrong. */
  failAction(request: ReconciliationRequest, reason: string): Promise<void>;
}

export interface WatchdogActivities {
  /** Lists what has gone silent, and tells HR ops of what is new among it. */
  watchForSilence(): Promise<{ silent: number; told: number }>;
}
