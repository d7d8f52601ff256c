import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
} from '@temporalio/workflow';
import { failureOf } from './failure-of.js';
import { FailureType } from './failure-types.js';
import type { HireActivities, HireRef } from './hire-activities.js';
import type { HireNews } from './hire-news.js';
import type { HireProgress } from './hire-progress.js';

/** How the steps of a hire are done: until they succeed, or until a person or the ATS has something to say. */
export interface HireSteps {
  /**
   * Does a step; when it fails for good, people are alerted and it is tried again when one of them asks for it, or when
   * the terms change. Before each try, an announced rescission is looked into.
   * @throws Rescinded when the hire is none any more.
   */
  untilDone<T>(step: string, work: () => Promise<T>): Promise<T>;
  /** The same for a step that a rescission does not stop. */
  insist<T>(step: string, work: () => Promise<T>): Promise<T>;
  /** Looks into a rescission, if one was announced. @throws Rescinded when it is true. */
  heedRescission(): Promise<void>;
  /** Stops as failed, with people alerted, until somebody asks to go on, or the offer changes. */
  failed(step: string, reason: string): Promise<void>;
  /** Tells people something. What cannot be told must not stop the hire: the console has it all the same. */
  untilTold(work: () => Promise<void>): Promise<void>;
}

/** Thrown, and always caught by the workflow, when the ATS has confirmed that the hire is none any more. */
export class Rescinded extends Error {
  constructor(override readonly cause: NonNullable<HireNews['rescission']>['cause']) {
    super(cause);
  }
}

interface Context {
  hire: HireRef;
  progress: HireProgress;
  news: HireNews;
  tell: Pick<HireActivities, 'reportFailure' | 'reportPending'>;
  ask: Pick<HireActivities, 'checkRescission'>;
}

export function createSteps({ hire, progress, news, tell, ask }: Context): HireSteps {
  let failures = 0;
  /** What people were alerted to last. */
  let alerted = '';
  const steps: HireSteps = { untilDone, insist, heedRescission, failed, untilTold };
  return steps;

  function untilDone<T>(step: string, work: () => Promise<T>): Promise<T> {
    return attempt(step, async () => {
      await heedRescission();
      return work();
    });
  }

  function insist<T>(step: string, work: () => Promise<T>): Promise<T> {
    return attempt(step, work);
  }

  async function attempt<T>(step: string, work: () => Promise<T>): Promise<T> {
    for (;;) {
      const before = progress.state();
      const offerNews = news.offerNews;
      try {
        return await work();
      } catch (error) {
        if (isCancellation(error) || error instanceof Rescinded) throw error;
        if (isPending(error)) await acceptance(failureOf(error), offerNews);
        else await failed(step, failureOf(error), offerNews);
        progress.restore(before);
      }
    }
  }

  async function heedRescission(): Promise<void> {
    const announced = news.rescission;
    if (!announced) return;
    const { cause } = announced;
    const { rescinded } = await insist('asking the ATS about the rescission', async () => {
      const asked = news.rescission ?? announced;
      try {
        return await ask.checkRescission(hire, { cause: asked.cause, reasserted: asked.reasserted });
      } catch (error) {
        if (isUnconfirmed(error) && news.rescission === asked) news.rescission = { ...asked, unconfirmed: true };
        throw error;
      }
    });
    news.rescission = undefined;
    if (rescinded) throw new Rescinded(cause);
  }

  /** Newer terms are on the table: until the candidate accepts them, nothing more is written. */
  async function acceptance(why: string, since: number): Promise<void> {
    news.retryRequested = false;
    progress.wait(`Newer terms wait for the candidate: ${why}.`);
    await untilTold(() => tell.reportPending(hire, why));
    await condition(() => news.offerNews !== since || news.retryRequested || news.rescission !== undefined);
  }

  /** @param since the count of offer news when what failed began: what came meanwhile may have mended it. */
  async function failed(step: string, reason: string, since = news.offerNews): Promise<void> {
    // What a change of the offer has not mended is not told again; whoever asked for a retry hears of it.
    if (news.retryRequested || alerted !== `${step}: ${reason}`) failures += 1;
    alerted = `${step}: ${reason}`;
    const times = failures;
    news.retryRequested = false;
    const heardBefore = news.rescission;
    progress.fail(`${step}: ${reason}`);
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const told = alert.run(() => untilTold(() => tell.reportFailure(hire, { step, reason, times })));
    await condition(() => news.retryRequested || news.offerNews !== since || news.rescission !== heardBefore);
    alert.cancel();
    await told.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
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

function isPending(error: unknown): boolean {
  return applicationFailure(error)?.type === FailureType.TermsPending;
}

/** Whether the ATS was asked as often as policy says, and did not bear the rescission out. */
function isUnconfirmed(error: unknown): boolean {
  const [details] = (applicationFailure(error)?.details ?? []) as ({ unconfirmed?: unknown } | null)[];
  return details?.unconfirmed === true;
}

function applicationFailure(error: unknown): ApplicationFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause : undefined;
}
