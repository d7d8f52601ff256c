import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { VarianceRequest } from '../schemas/attribution-audit.js';
import type { VarianceActivities } from './attribution-audit-activities.js';
import { failureOf } from './failure-of.js';

const steps = proxyActivities<VarianceActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Between two looks; a run that takes longer goes on by itself. */
const FIRST_LOOK_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const PATIENCE_MS = 5 * 60_000;

/** Does what a person asked for about a variance of attribution, and looks until it is none any more. */
export async function varianceAction(
  request: VarianceRequest,
): Promise<{ outcome: 'resolved' | 'ignored' | 'failed' | 'refused'; reason: string | null }> {
  const { refusal } = await steps.startVariance(request);
  if (refusal !== null) return { outcome: 'refused', reason: refusal };
  try {
    const reason = request.action === 'ignore' ? null : await carriedOut();
    if (reason !== null) return await failed(reason);
    await steps.finishVariance(request);
    return { outcome: request.action === 'ignore' ? 'ignored' : 'resolved', reason: null };
  } catch (error) {
    if (!isCancellation(error)) return await failed(failureOf(error));
    await CancellationScope.nonCancellable(() => steps.failVariance(request, 'The run was cancelled.'));
    throw error;
  }

  /** @returns why it is one still; null when it is settled. */
  async function carriedOut(): Promise<string | null> {
    await steps.requestVariance(request);
    let pause = FIRST_LOOK_MS;
    for (let waited = 0; ; waited += pause) {
      pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
      await sleep(pause);
      const { unsettled } = await steps.recheckVariance(request);
      if (unsettled === null || waited > PATIENCE_MS) return unsettled;
    }
  }

  async function failed(reason: string) {
    await steps.failVariance(request, reason);
    return { outcome: 'failed' as const, reason };
  }
}
