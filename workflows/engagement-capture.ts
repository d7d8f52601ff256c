import { continueAsNew, isCancellation, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { EngagementActivities, StoppedAt } from './referral-activities.js';
import { engagementsWaitSignal, type EngagementCaptureInput, type EngagementStreamRef } from './referral-contract.js';
import { stopUntil } from './stopped-run.js';

const steps = proxyActivities<EngagementActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** What comes within this time is taken in together: a campaign tells of thousands in a burst. */
const GATHER = '2 seconds';
/** When a run that has stopped looks by itself whether it can go on. */
const PATIENCE = '10 minutes';

/**
 * Takes in what waits of a stream until nothing waits any more. Whoever adds the row that is then the oldest to wait
 * signals, once it is committed; a look that takes something is always followed by another look. So each row is seen by
 * a look that begins after it was committed (see ingress/engagement-hand-over.ts).
 */
export async function captureEngagements(
  type: EngagementStreamRef['type'],
  input: EngagementCaptureInput,
): Promise<{ taken: number }> {
  const stream = { source: input.source, type };
  let waiting = true;
  let taken = input.taken ?? 0;
  let failures = 0;
  let reported: string | undefined;
  setHandler(engagementsWaitSignal, () => void (waiting = true));
  setHandler(retrySignal, () => void (waiting = true));

  while (waiting) {
    await sleep(GATHER);
    waiting = false;
    try {
      await takeAll();
      await readAdvocates();
    } catch (error) {
      if (isCancellation(error)) throw error;
      failures += 1;
      await stopped({ step: `taking in ${type}s`, reason: failureOf(error), times: failures });
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew({ source: input.source, taken });
  }
  return { taken };

  async function takeAll(): Promise<void> {
    for (;;) {
      const batch = await steps.takeInEngagements(stream);
      taken += batch.taken;
      if (batch.taken === 0) return;
    }
  }

  async function readAdvocates(): Promise<void> {
    for (;;) {
      const { more } = await steps.readNewAdvocates();
      if (!more) return;
    }
  }

  async function stopped(failure: StoppedAt): Promise<void> {
    // People are told once of one cause; the run goes on by itself when it is mended.
    const isNew = failure.reason !== reported;
    reported = failure.reason;
    const report = () => (isNew ? steps.reportEngagementFailure(stream, failure) : Promise.resolve());
    await stopUntil(report, () => waiting, PATIENCE);
    waiting = true;
  }
}
