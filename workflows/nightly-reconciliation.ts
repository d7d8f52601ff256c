import { ParentClosePolicy, proxyActivities, startChild } from '@temporalio/workflow';
import { reconciliationWorkflowId, retrySignal } from './contract.js';
import { dailyReconciliation } from './daily-reconciliation.js';
import type { NightActivities } from './reconciliation-activities.js';
import { signalIfRunning } from './signal-if-running.js';

const { findDueNights } = proxyActivities<NightActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * What the schedule starts: runs each night that is due and not reconciled yet, those that were missed included. Nothing
 * due: it ends at once. It does not wait for them, so that a night that failed does not keep the next one from running;
 * that one run works at a time is theirs to see to.
 */
export async function nightlyReconciliation(): Promise<{ nights: string[] }> {
  const due = await findDueNights();
  for (const { night, kind, window } of due) {
    const workflowId = reconciliationWorkflowId(night);
    try {
      await startChild(dailyReconciliation, {
        workflowId,
        args: [{ kind, window, dryRun: false }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `Reconciliation of the night to ${night}`,
      });
    } catch (error) {
      if (!isStarted(error)) throw error;
      // It is under way, or it has failed and waits: a signal means something to the latter only.
      await signalIfRunning(workflowId, retrySignal, [{ requestedBy: 'schedule' }]);
    }
  }
  return { nights: due.map(({ night }) => night) };
}

/** The SDK's workflow package does not export the class. */
const isStarted = (error: unknown): boolean =>
  error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError';
