import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { RunRef } from '../ledger/outbound-writes.js';
import type { HireProgress } from '../ledger/hires.js';
import type { HireRef } from '../workflows/hire-activities.js';
import { FailureType } from '../workflows/failure-types.js';
import { readSnapshot, type HireSnapshot } from '../ledger/hires.js';
import type { Dependencies } from './dependencies.js';

/** The run that the current activity belongs to. */
export function currentRun(deps: Dependencies): { workflowId: string; runId: string; runUrl: string } {
  const execution = Context.current().info.workflowExecution;
  if (!execution) throw new Error('not called by a workflow');
  const { workflowId, runId } = execution;
  return { workflowId, runId, runUrl: deps.links.run(workflowId, runId) };
}

/** The run and the person a write is about, for the audit. */
export function runRef(deps: Dependencies, hire: HireRef | null, candidateId: string | null): RunRef {
  return {
    ...currentRun(deps),
    applicationId: hire?.applicationId ?? null,
    candidateId,
    fieldMapVersion: deps.fieldMap.version,
  };
}

/** The part of a HireProgress that is the same for every step of a run. */
export function progressOf(
  deps: Dependencies,
  hire: HireRef,
): Pick<HireProgress, 'applicationId' | 'ats' | 'workflowId' | 'runId' | 'runUrl'> {
  return { applicationId: hire.applicationId, ats: hire.ats, ...currentRun(deps) };
}

/** What was collected of a hire; it always was before any later step. */
export async function requireSnapshot(deps: Dependencies, hire: HireRef): Promise<HireSnapshot> {
  const snapshot = await readSnapshot(deps.db, hire.applicationId);
  if (!snapshot) {
    throw ApplicationFailure.nonRetryable(
      `The ledger has no hire for application ${hire.applicationId}.`,
      FailureType.VendorNotFound,
    );
  }
  return snapshot;
}

/** "Ada Byron, Software Engineer, starts 2026-12-01": a hire in one line, for people. */
export function hireInOneLine(snapshot: Pick<HireSnapshot, 'candidateName' | 'jobTitle' | 'startDate'>): string {
  return [
    snapshot.candidateName ?? 'Unnamed candidate',
    ...(snapshot.jobTitle ? [snapshot.jobTitle] : []),
    ...(snapshot.startDate ? [`starts ${snapshot.startDate}`] : []),
  ].join(', ');
}
