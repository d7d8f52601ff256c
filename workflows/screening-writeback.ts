import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { hireWorkflowId, retrySignal, screeningChangedSignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { RecordedScreening, ScreeningActivities } from './screening-activities.js';
import {
  chooseCandidateSignal,
  screeningResultChangedSignal,
  screeningStatusQuery,
  type CandidateChoice,
  type ScreeningOutcome,
  type ScreeningState,
  type ScreeningWritebackInput,
} from './screening-contract.js';
import { signalIfRunning } from './signal-if-running.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const steps = proxyActivities<ScreeningActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * One screening result on its way to the ATS. Each event makes the result be read anew, so that the order and the
 * number of the events do not matter; what is news is appended to the candidate's history.
 */
export async function screeningWriteback(input: ScreeningWritebackInput): Promise<ScreeningOutcome> {
  const ref = { screening: input.screening, resultId: input.resultId };
  let state: ScreeningState = { status: 'reading', reason: null, sequence: null };
  let received = input.pending ?? 0;
  let retryRequested = false;
  let choice: CandidateChoice | undefined;
  let failures = 0;

  setHandler(screeningStatusQuery, () => state);
  setHandler(screeningResultChangedSignal, () => void (received += 1));
  setHandler(retrySignal, () => void (retryRequested = true));
  setHandler(chooseCandidateSignal, (chosen) => void (choice = chosen));

  try {
    // Each event has a reading, and with it an audit row, of its own.
    for (let handled = 0; ;) {
      await makeWay(handled);
      const [seen, chosen] = [received, choice];
      retryRequested = false;
      try {
        const { sequence } = await writtenBack();
        handled += 1;
        if (handled < received || choice) continue;
        show({ status: 'written', reason: null, sequence });
        return { sequence };
      } catch (error) {
        if (isCancellation(error)) throw error;
        await failed(failureOf(error), () => received > seen || (choice !== undefined && choice !== chosen));
      }
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => steps.reportScreeningStopped(ref, 'The run was cancelled.'));
    }
    throw error;
  }

  async function writtenBack(): Promise<RecordedScreening> {
    show({ ...state, status: 'reading', reason: null });
    if (choice) {
      const chosen = choice;
      await steps.assignScreening(ref, chosen);
      if (choice === chosen) choice = undefined;
    }
    const recorded = await steps.readScreening(ref);
    show({ status: 'writing', reason: null, sequence: recorded.sequence });
    // Before the ATS is written: what keeps payroll waiting must not wait for the ATS itself. A hire looks by itself
    // before it dispatches, so one that has not begun need not be told.
    for (const { ats, applicationId } of recorded.hires) {
      await signalIfRunning(hireWorkflowId(ats, applicationId), screeningChangedSignal, []);
    }
    await steps.appendToAts(ref);
    return recorded;
  }

  /** Alerts people, and waits until one of them asks for a retry, or there is news: an event, or whose the result is. */
  async function failed(reason: string, news: () => boolean): Promise<void> {
    failures += 1;
    const times = failures;
    const step = state.status === 'writing' ? 'writing to the ATS' : 'reading the result';
    show({ ...state, status: 'failed', reason: `${step}: ${reason}` });
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const alerted = alert.run(() => steps.reportScreeningFailure(ref, { step, reason, times }));
    const told = alerted.catch((error: unknown) => {
      if (!isCancellation(error)) log.error('people could not be told', { reason: failureOf(error) });
    });
    await condition(() => retryRequested || news());
    alert.cancel();
    await told;
  }

  /** A run that has become long leaves the rest to a new one. */
  async function makeWay(handled: number): Promise<void> {
    if (!workflowInfo().continueAsNewSuggested || choice) return;
    await continueAsNew<typeof screeningWriteback>({ ...ref, pending: received - handled });
  }

  function show(next: ScreeningState): void {
    const attention = next.status === 'failed' ? 'failed' : 'none';
    if (attention !== (state.status === 'failed' ? 'failed' : 'none')) {
      upsertSearchAttributes({ HireAttention: [attention] });
    }
    state = next;
    setCurrentDetails(
      [`**Result ${ref.resultId} of ${ref.screening}**: ${SENTENCES[next.status]}`, next.reason ?? '']
        .join('\n\n')
        .trim(),
    );
  }
}

const SENTENCES: Record<ScreeningState['status'], string> = {
  reading: 'Reading the result at the vendor.',
  writing: 'Recorded. Appending it to the history of the candidate in the ATS.',
  failed: 'Stopped. Somebody has to mend the cause and retry, or say whose the result is.',
  written: 'The ATS has every state of the result.',
};
