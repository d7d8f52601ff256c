import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  patched,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  TemporalFailure,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { bonusMeantSignal } from './bonus-contract.js';
import type { ConfirmationActivities, MeantBonus } from './confirmation-activities.js';
import {
  confirmHireSignal,
  hireConfirmationStatusQuery,
  hireUndoneSignal,
  recheckContactSignal,
  type ContactChange,
  type HireConfirmationInput,
  type HireConfirmationOutcome,
  type HireConfirmationState,
} from './confirmation-contract.js';
import { bonusWorkflowId, retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { referralBonus } from './referral-bonus.js';
import { signalIfRunning } from './signal-if-running.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const steps = proxyActivities<ConfirmationActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** An announcement that the hire is undone can be faster than what the ATS itself says: it is looked again so often, and this soon. */
const LOOKS_SOON = 3;
const SOON_MS = 10 * 60_000;

/**
 * A hire that an advocate brought, on its way to the CRM and to the advocacy platform; then its bonuses begin. What is
 * announced is read anew, so that neither the order nor the number of the events matters.
 */
export async function hireConfirmation(input: HireConfirmationInput): Promise<HireConfirmationOutcome> {
  const ref = { ats: input.ats, applicationId: input.applicationId };
  let state: HireConfirmationState = { status: 'reading', reason: null };
  let news = 0;
  let change: ContactChange | null = null;
  let retryRequested = false;
  let failures = 0;
  let looksSoon = 0;

  setHandler(hireConfirmationStatusQuery, () => state);
  setHandler(confirmHireSignal, () => void (news += 1));
  setHandler(hireUndoneSignal, () => {
    news += 1;
    looksSoon = LOOKS_SOON;
  });
  setHandler(recheckContactSignal, (changed) => {
    news += 1;
    // An erasure is for good: no later change takes its place.
    if (change?.change !== 'erased') change = changed;
  });
  setHandler(retrySignal, () => void (retryRequested = true));

  try {
    for (;;) {
      const seen = news;
      const again = retryRequested;
      const about: { change: ContactChange | null; again: boolean } = { change, again };
      change = null;
      retryRequested = false;
      try {
        const outcome = await confirmed(about, seen);
        if (outcome?.status === 'confirmed' && looksSoon > 0 && patched('looks-again-for-an-undone-hire')) {
          looksSoon -= 1;
          await condition(() => news > seen || retryRequested, SOON_MS);
        } else if (outcome && news === seen) {
          show({ status: 'ended', reason: null });
          return outcome;
        }
      } catch (error) {
        if (isCancellation(error)) throw error;
        change ??= about.change;
        await failed(stepNow(), failureOf(error), seen);
      }
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => steps.reportConfirmationStopped(ref, 'The run was cancelled.'));
    }
    throw error;
  }

  /** @returns undefined when there is something to look at again. */
  async function confirmed(
    about: { change: ContactChange | null; again: boolean },
    seen: number,
  ): Promise<HireConfirmationOutcome | undefined> {
    show({ status: 'reading', reason: null });
    const plan = await steps.planConfirmation(ref, about);
    switch (plan.is) {
      case 'ended':
        return { status: plan.as, bonuses: [] };
      case 'noConsent':
        show({ status: 'waiting_for_consent', reason: 'The candidate has not agreed that the CRM gets to know them.' });
        await steps.reportMissingConsent(ref);
        await condition(() => news > seen || retryRequested, plan.checkEveryMs);
        return undefined;
      case 'departed':
        await failed('comparing with the CRM', plan.reason, seen);
        return undefined;
      case 'withdraw':
        show({ status: 'withdrawing', reason: null });
        await steps.withdrawFromCrm(ref);
        return { status: 'notHired', bonuses: [] };
      case 'confirm':
        break;
    }
    show({ status: 'confirming', reason: null });
    await steps.confirmToCrm(ref);
    await steps.confirmToAdvocacy(ref);
    const bonuses = await steps.meanBonuses(ref);
    for (const bonus of bonuses) await begin(bonus);
    await steps.settleConfirmation(ref);
    return { status: 'confirmed', bonuses: bonuses.map(({ bonusId }) => bonusId) };
  }

  /** A bonus has a run of its own, which outlives this one. The run of an earlier round goes on with it. */
  async function begin({ bonusId, advocacy, referralId }: MeantBonus): Promise<void> {
    const workflowId = bonusWorkflowId(advocacy, referralId);
    for (;;) {
      try {
        await startChild<typeof referralBonus>('referralBonus', {
          workflowId,
          args: [{ bonusId }],
          parentClosePolicy: ParentClosePolicy.ABANDON,
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `Bonus for referral ${referralId} of ${advocacy}`,
          searchAttributes: { HireAttention: ['none'] },
        });
        return;
      } catch (error) {
        if (!(error instanceof TemporalFailure) || error.name !== ALREADY_STARTED) throw error;
        // It may just have ended: then it is started after all.
        if (await signalIfRunning(workflowId, bonusMeantSignal, [{ bonusId }])) return;
      }
    }
  }

  /** Alerts people, and waits until one of them asks for a retry, or there is news. */
  async function failed(step: string, reason: string, seen: number): Promise<void> {
    failures += 1;
    const times = failures;
    show({ status: 'failed', reason: `${step}: ${reason}` });
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const alerted = alert.run(() => steps.reportConfirmationFailure(ref, { step, reason, times }));
    const told = alerted.catch((error: unknown) => {
      if (!isCancellation(error)) log.error('people could not be told', { reason: failureOf(error) });
    });
    await condition(() => retryRequested || news > seen);
    alert.cancel();
    await told;
  }

  function stepNow(): string {
    return STEPS[state.status] ?? 'reading the hire';
  }

  function show(next: HireConfirmationState): void {
    const attention = attentionOf(next);
    if (attention !== attentionOf(state)) upsertSearchAttributes({ HireAttention: [attention] });
    state = next;
    setCurrentDetails(
      [`**Application ${ref.applicationId}**: ${SENTENCES[next.status]}`, next.reason ?? ''].join('\n\n').trim(),
    );
  }
}

/** What startChild throws where there is a run of this id. @temporalio/workflow does not export its class. */
const ALREADY_STARTED = 'WorkflowExecutionAlreadyStartedError';

const attentionOf = ({ status }: HireConfirmationState): 'none' | 'held' | 'failed' =>
  status === 'failed' ? 'failed' : status === 'waiting_for_consent' ? 'held' : 'none';

const STEPS: Partial<Record<HireConfirmationState['status'], string>> = {
  confirming: 'confirming the hire',
  withdrawing: 'taking the hire from the CRM',
};

const SENTENCES: Record<HireConfirmationState['status'], string> = {
  reading: 'Reading who brought the candidate, and whether they are hired.',
  confirming: 'Confirming the hire to the CRM and to the advocacy platform.',
  withdrawing: 'The hire is none any more: taking it from the CRM.',
  waiting_for_consent: 'Nothing personal goes to the CRM until the candidate has agreed.',
  failed: 'Stopped. Somebody has to mend the cause and retry.',
  ended: 'Nothing more is to be done.',
};
