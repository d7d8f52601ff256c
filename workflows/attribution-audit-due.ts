import { ParentClosePolicy, proxyActivities, startChild } from '@temporalio/workflow';
import { attributionAudit } from './attribution-audit.js';
import type { AttributionAuditActivities } from './attribution-audit-activities.js';
import { attributionAuditWorkflowId, retrySignal } from './contract.js';
import { signalIfRunning } from './signal-if-running.js';

const { findDueAudit } = proxyActivities<AttributionAuditActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** What the schedule starts daily: the audit that is due, if one is. An audit that failed is asked to try again. */
export async function attributionAuditDue(): Promise<{ started: string | null }> {
  const due = await findDueAudit();
  if (!due) return { started: null };
  const workflowId = attributionAuditWorkflowId(due.lastDay);
  try {
    await startChild(attributionAudit, {
      workflowId,
      args: [due],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `Attribution audit of ${due.firstDay} to ${due.lastDay}`,
    });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
    await signalIfRunning(workflowId, retrySignal, [{ requestedBy: 'schedule' }]);
  }
  return { started: workflowId };
}
