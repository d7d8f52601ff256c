import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { ReconciliationRequest } from '../schemas/reconciliation.js';
import { hireWorkflowId, retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { ReconciliationActionActivities } from './reconciliation-activities.js';
import type { ActionOutcome } from './reconciliation-contract.js';
import { signalIfRunning } from './signal-if-running.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const steps = proxyActivities<ReconciliationActionActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Between two looks at a hire; a hire that takes longer goes on by itself. */
const FIRST_LOOK_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const PATIENCE_MS = 15 * 60_000;

/**
 * Does what a person asked for about an item of the reconciliation queue, then reads both sides anew: the item leaves
 * the queue when it is none any more, and else goes back into it with what went wrong.
 */
export async function reconciliationAction(request: ReconciliationRequest): Promise<ActionOutcome> {
  const { refusal } = await steps.startAction(request);
  if (refusal !== null) return { outcome: 'refused', reason: refusal };
  try {
    const reason = await carriedOut(request);
    if (reason !== null) return await failed(reason);
    await steps.finishAction(request);
    return { outcome: request.action === 'ignore' ? 'ignored' : 'resolved', reason: null };
  } catch (error) {
    if (!isCancellation(error)) return await failed(failureOf(error));
    await CancellationScope.nonCancellable(() => steps.failAction(request, 'The run was cancelled.'));
    throw error;
  }

  async function failed(reason: string): Promise<ActionOutcome> {
    await steps.failAction(request, reason);
    return { outcome: 'failed', reason };
  }
}

/** @returns why the item is one still; null when it is settled. */
async function carriedOut(request: ReconciliationRequest): Promise<string | null> {
  switch (request.action) {
    case 'ignore':
      return null;
    case 'link':
      await steps.linkHire(request);
      break;
    case 'adopt':
      await steps.adoptEmployee(request);
      await writtenByHire(request);
      break;
    case 'write':
      await writtenByHire(request);
      break;
  }
  return (await steps.recheckItem(request)).unsettled;
}

/** Has the hire's own run write what the ATS says, and waits until that has come to something. */
async function writtenByHire(request: ReconciliationRequest): Promise<void> {
  const wish = await steps.planHire(request);
  const told = wish.by === 'retry' && (await retried(wish, request.requestedBy));
  if (!told) await steps.requestHire(request, wish);
  for (let pause = FIRST_LOOK_MS, waited = 0; waited < PATIENCE_MS; waited += pause) {
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
    await sleep(pause);
    if ((await steps.watchHire(request, wish)).moved) return;
  }
}

const retried = ({ ats, applicationId }: { ats: string; applicationId: string }, requestedBy: string) =>
  signalIfRunning(hireWorkflowId(ats, applicationId), retrySignal, [{ requestedBy }]);
