import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { ReconciliationActivities, ReconciliationReport } from './reconciliation-activities.js';
import {
  reconciliationStatusQuery,
  type ReconciliationInput,
  type ReconciliationOutcome,
  type ReconciliationResult,
  type ReconciliationState,
  type ReconciliationStep,
} from './reconciliation-contract.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

const steps = proxyActivities<ReconciliationActivities>({
  // Both sides can be as long as a vendor lets them be read.
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '30 seconds',
  retry: RETRY,
});
const tell = proxyActivities<Pick<ReconciliationActivities, 'reportReconciliation' | 'reportReconciliationStopped'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});

/** A failed night is taken up by the next one; after that nobody waits for it. */
const WAITS_FOR_RETRY = '26 hours';

/**
 * One comparison of the two sides: everything in the window is read from both into the ledger, what only one of them
 * lists is looked up on the other, and what they do not agree on goes into the queue.
 */
export async function dailyReconciliation(input: ReconciliationInput): Promise<ReconciliationOutcome> {
  let state: ReconciliationState = { step: 'waiting', reason: null, result: null };
  let retryRequested = false;
  let failures = 0;
  setHandler(reconciliationStatusQuery, () => state);
  setHandler(retrySignal, () => void (retryRequested = true));
  show('waiting');

  try {
    for (;;) {
      try {
        const result = await reconciled();
        state = { ...state, result };
        show('telling');
        await untilTold({ outcome: 'completed', ...result });
        show('done');
        return { outcome: 'completed', ...result };
      } catch (error) {
        if (isCancellation(error)) throw error;
        const reason = failureOf(error);
        if (!(await askedAgainAfter(reason))) return { outcome: 'failed', reason };
      }
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => tell.reportReconciliationStopped(input, 'The run was cancelled.'));
    }
    throw error;
  }

  async function reconciled(): Promise<ReconciliationResult> {
    show('waiting');
    await steps.beginReconciliation(input);
    show('reading');
    const read = await both(
      () => steps.readAtsSide(input),
      () => steps.readHrisSide(input),
    );
    show('looking_up');
    await steps.lookUpMissing(input);
    show('comparing');
    return steps.compareSides(
      input,
      read.flatMap(({ leftOut }) => leftOut ?? []),
    );
  }

  /** Alerts people, and waits until one of them, or the next night, asks for another try. @returns whether one did. */
  async function askedAgainAfter(reason: string): Promise<boolean> {
    const failed = { outcome: 'failed' as const, step: WORDS[state.step], reason, times: (failures += 1) };
    show('failed', `${failed.step}: ${reason}`);
    // Whoever started it by hand starts it anew.
    if (input.kind === 'manual') {
      await untilTold(failed);
      return false;
    }
    retryRequested = false;
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const alerted = alert.run(() => untilTold(failed));
    const asked = await condition(() => retryRequested, WAITS_FOR_RETRY);
    alert.cancel();
    await alerted.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
    return asked;
  }

  /** What cannot be told is in the ledger all the same: it is not compared anew for that. */
  async function untilTold(report: ReconciliationReport): Promise<void> {
    try {
      await tell.reportReconciliation(input, report);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('people could not be told', { reason: failureOf(error) });
    }
  }

  function show(step: ReconciliationStep, reason: string | null = null): void {
    state = { ...state, step, reason };
    setCurrentDetails([`**${capital(WORDS[step])}**`, reason ?? ''].join('\n\n').trim());
  }
}

/** Two steps at once. When one fails the other is let end, so that nothing of it is under way when both begin anew. */
async function both<T>(...steps: (() => Promise<T>)[]): Promise<T[]> {
  const ended = await Promise.allSettled(steps.map((step) => step()));
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

const WORDS: Record<ReconciliationStep, string> = {
  waiting: 'waiting for its turn',
  reading: 'reading both sides',
  looking_up: 'looking up what only one side lists',
  comparing: 'comparing both sides',
  telling: 'telling HR ops',
  failed: 'failed',
  done: 'done',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
