import { defineQuery } from '@temporalio/workflow';
import type { RunCounts, RunKind } from '../ledger/reconciliation-runs.js';
import type { ReconciliationKind } from '../schemas/reconciliation.js';

/** What dailyReconciliation is started with. Its workflow id names the run in the ledger, too. */
export interface ReconciliationInput {
  kind: RunKind;
  /** Whose days are compared; ISO 8601 UTC, `to` not included. */
  window: { from: string; to: string };
  /** Compares, and leaves the queue as it is. */
  dryRun: boolean;
}

/** waiting: for another run to end; failed: until somebody asks for a retry, or the next night comes. */
export type ReconciliationStep = 'waiting' | 'reading' | 'looking_up' | 'comparing' | 'telling' | 'failed' | 'done';

/** What `reconciliationStatus` answers. */
export interface ReconciliationState {
  step: ReconciliationStep;
  /** Why it has failed, in a sentence without personal data; null when it has not. */
  reason: string | null;
  /** What it came to, once it is through. */
  result: ReconciliationResult | null;
}

/** How far a run is, as its steps tell the ledger. */
export interface ReconciliationProgress {
  /** Records read so far. */
  ats: number;
  hris: number;
  /** Days of the window that were read in the HRIS. */
  days: { done: number; total: number };
  atsRead: boolean;
  lookUps: { done: number; total: number };
}

/** A finding without personal data. */
export interface FoundMismatch {
  kind: ReconciliationKind;
  applicationId: string | null;
  employeeIds: string[];
  /** Fields that differ. */
  fields: string[];
}

/** What a run came to. */
export interface ReconciliationResult {
  counts: RunCounts;
  /** The first of what was found. */
  sample: FoundMismatch[];
  /** What could not be read, in sentences; it makes no finding and closes none. */
  leftOut: string[];
}

export type ReconciliationOutcome =
  ({ outcome: 'completed' } & ReconciliationResult) | { outcome: 'failed'; reason: string };

export const reconciliationStatusQuery = defineQuery<ReconciliationState>('reconciliationStatus');

/** How an action on an item of the queue ended. */
export interface ActionOutcome {
  /** failed: the item is back in the queue, with the reason; refused: nothing was done. */
  outcome: 'resolved' | 'ignored' | 'failed' | 'refused';
  reason: string | null;
}
