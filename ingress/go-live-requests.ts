import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Outcome } from '../ledger/deliveries.js';
import type { InboxEvent } from '../schemas/delivery.js';
import { goLiveWorkflowId, TASK_QUEUE } from '../workflows/contract.js';
import type { goLiveCheck } from '../workflows/go-live-check.js';

/** Starts a go-live check; one that was started is not started again. */
export async function startGoLive(
  client: Client,
  event: Extract<InboxEvent, { kind: 'goLiveRequested' }>,
): Promise<Outcome> {
  const workflowId = goLiveWorkflowId(event.goLiveId);
  const { kind: _, ...input } = event;
  try {
    await client.workflow.start<typeof goLiveCheck>('goLiveCheck', {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Go-live check ${event.goLiveId}${event.write ? ', with test candidates' : ''}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return { status: 'forwarded', workflowId };
}
