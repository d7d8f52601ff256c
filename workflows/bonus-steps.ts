import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import type { BonusActivities } from './bonus-activities.js';
import type { BonusNews } from './bonus-news.js';
import type { BonusProgress } from './bonus-progress.js';
import { failureOf } from './failure-of.js';

/** What has failed is tried again by itself after so long: a bonus waits for months, and nobody sits by. */
const AGAIN_AFTER = '1 day';

/** How the steps of a bonus are done. */
export interface BonusSteps {
  /** Does a step; when it fails for good, people are alerted, and `undefined` says that it is to be looked at again. */
  tried<T>(step: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Stops as failed, with people alerted, until somebody asks to go on, there is news, or a day has gone by. */
  failed(step: string, reason: string): Promise<void>;
  /** Tells people something. What cannot be told must not stop the bonus: the console has it all the same. */
  untilTold(work: () => Promise<void>): Promise<void>;
}

export function createBonusSteps(context: {
  bonusId: string;
  progress: BonusProgress;
  news: BonusNews;
  tell: Pick<BonusActivities, 'reportBonusFailure'>;
}): BonusSteps {
  const { bonusId, progress, news, tell } = context;
  let failures = 0;
  return { tried, failed, untilTold };

  async function tried<T>(step: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isCancellation(error)) throw error;
      await failed(step, failureOf(error));
      return undefined;
    }
  }

  async function failed(step: string, reason: string): Promise<void> {
    failures += 1;
    const times = failures;
    news.retryRequested = false;
    const heard = news.count();
    progress.fail(`${step}: ${reason}`);
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const alerted = alert.run(() => tell.reportBonusFailure(bonusId, { step, reason, times }));
    const told = alerted.catch((error: unknown) => {
      if (!isCancellation(error)) log.error('people could not be told', { reason: failureOf(error) });
    });
    await condition(() => news.retryRequested || news.count() > heard, AGAIN_AFTER);
    alert.cancel();
    await told;
  }

  async function untilTold(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('people could not be told', { reason: failureOf(error) });
    }
  }
}
