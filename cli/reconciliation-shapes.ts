import type { RunCounts } from '../ledger/reconciliation-runs.js';
import type {
  ReconciliationAction,
  ReconciliationDifference,
  ReconciliationKind,
  ReconciliationStatus,
} from '../schemas/reconciliation.js';

/** An item of the reconciliation queue, as the API gives it. */
export interface QueueItem {
  id: string;
  kind: ReconciliationKind;
  status: ReconciliationStatus;
  reason: string;
  owner: 'recruiting' | 'hr_ops';
  applicationId: string | null;
  employeeIds: string[];
  person: string | null;
  differences: ReconciliationDifference[];
  suggestedMatch: { applicationId: string | null; employeeId: string | null; why: string } | null;
  suggestedAction: ReconciliationAction;
  day: string;
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
