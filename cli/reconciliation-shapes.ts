import type { RunCounts } from '../ledger/reconciliation-runs.js';
import type { ReconciliationAction, ReconciliationItem, ReconciliationKind } from '../schemas/reconciliation.js';

/** An item of the reconciliation queue, as the API gives it. */
export interface QueueItem extends Omit<ReconciliationItem, 'firstSeenAt' | 'lastSeenAt' | 'closedAt' | 'resolution'> {
  ageSeconds: number;
  firstSeenAt: string;
  resolution: { by: string; reason: string | null } | null;
  request: { action: ReconciliationAction; requestedBy: string; requestedAt: string } | null;
  runUrl: string | null;
  failure: string | null;
}

/** A reconciliation, as the API gives it. */
export interface RunItem {
  id: string;
  from: string;
  to: string;
  dryRun: boolean;
  outcome: 'running' | 'completed' | 'failed';
  failure: string | null;
  counts: RunCounts | null;
  progress: {
    step: string;
    share: number;
    ats: number;
    hris: number;
    lookUps: { done: number; total: number };
  } | null;
  found: { kind: ReconciliationKind; applicationId: string | null; employeeIds: string[]; fields: string[] }[] | null;
  leftOut: string[] | null;
  runUrl: string;
}
