import type { Duration } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { ReferralActivities, ReferredApplicationActivities } from './referral-activities.js';
import {
  assignReferralSignal,
  referralNewsSignal,
  referralStatusQuery,
  type ReferralAssignment,
  type ReferralCaptureInput,
  type ReferralCaptureOutcome,
  type ReferralState,
} from './referral-contract.js';
import { stopUntil } from './stopped-run.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const steps = proxyActivities<ReferralActivities & ReferredApplicationActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** How often the platform is asked for a consent where a reading of before policy's interval does not say. */
const LOOK_FOR_CONSENT = '1 day';

/**
 * One referral on its way to the ATS: read at the platform, consent, candidate, ownership, application, and the status
 * that the advocate is shown. Nothing of the candidate crosses before their consent is recorded. Each event makes the
 * referral be read anew, and what is done already is found and left as it is.
 */
export async function referralCapture(input: ReferralCaptureInput): Promise<ReferralCaptureOutcome> {
  const ref = { advocacy: input.advocacy, referralId: input.referralId };
  let state: ReferralState = { status: 'received', reason: null, applicationId: null };
  let consentAsked = input.consentAsked ?? false;
  let told = 0;
  let assignment: ReferralAssignment | undefined;
  let step = '';
  let failures = 0;
  /** What people were told last, unless one of them has asked for a retry since. */
  let alerted: string | undefined;
  let lookAgain: Duration = LOOK_FOR_CONSENT;

  setHandler(referralStatusQuery, () => state);
  setHandler(referralNewsSignal, () => void (told += 1));
  setHandler(retrySignal, () => {
    alerted = undefined;
    told += 1;
  });
  setHandler(assignReferralSignal, (given) => {
    assignment = given;
    alerted = undefined;
    told += 1;
  });

  try {
    for (;;) {
      await makeWay();
      const seen = told;
      const news = () => told > seen;
      try {
        const outcome = await captured();
        alerted = undefined;
        if (outcome === 'waiting') await condition(news, lookAgain);
        else if (!news()) return outcome;
      } catch (error) {
        if (isCancellation(error)) throw error;
        await failed(failureOf(error), news);
      }
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => steps.reportReferralStopped(ref, 'The run was cancelled.'));
    }
    throw error;
  }

  async function captured(): Promise<ReferralCaptureOutcome | 'waiting'> {
    if (assignment) {
      const given = assignment;
      step = 'taking the candidate that was chosen';
      await steps.assignReferral(ref, given);
      if (assignment === given) assignment = undefined;
    }

    step = 'reading the referral';
    const reading = await steps.readReferral(ref);
    if (reading.outcome === 'ignored') {
      show({ ...state, status: 'ignored', reason: reading.reason });
      return { status: 'ignored', reason: reading.reason, ats: null, applicationId: null };
    }
    if (reading.outcome === 'no_consent') {
      show({ ...state, status: 'waiting_for_consent', reason: reading.reason });
      step = 'asking for consent';
      lookAgain = reading.lookAgainMs ?? LOOK_FOR_CONSENT;
      if (!consentAsked) await steps.reportConsentMissing(ref);
      consentAsked = true;
      return 'waiting';
    }

    show({ ...state, status: 'capturing', reason: null });
    step = 'bringing it to the ATS';
    const outcome = await steps.captureReferral(ref);
    show({ ...outcome });
    const { ats, applicationId } = outcome;
    if (outcome.status !== 'captured' || ats === null || applicationId === null) return outcome;

    // After it is recorded whose the application is: a change from now on is followed by referralStatusSync.
    step = 'showing the advocate where it stands';
    const { status } = await steps.showStatus({ ats, applicationId });
    step = 'having the hire confirmed';
    if (status === 'hired') await steps.requestHireConfirmation(ref, { ats, applicationId });
    return outcome;
  }

  /** Alerts people, and waits until one of them asks for a retry or says whom it is about, or there is news. */
  async function failed(reason: string, news: () => boolean): Promise<void> {
    // The same once more is listed, and told under the name of the alert that was sent: nobody is told it twice.
    if (alerted !== `${step}: ${reason}`) failures += 1;
    alerted = `${step}: ${reason}`;
    const failure = { step, reason, times: failures };
    show({ ...state, status: 'failed', reason: `${step}: ${reason}` });
    await stopUntil(() => steps.reportReferralFailure(ref, failure), news);
  }

  /** A run that has become long leaves the rest to a new one. */
  async function makeWay(): Promise<void> {
    if (!workflowInfo().continueAsNewSuggested || assignment) return;
    await continueAsNew<typeof referralCapture>({ ...ref, consentAsked });
  }

  function show(next: ReferralState): void {
    const attention = next.status === 'failed' ? 'failed' : 'none';
    if (attention !== (state.status === 'failed' ? 'failed' : 'none')) {
      upsertSearchAttributes({ HireAttention: [attention] });
    }
    state = { status: next.status, reason: next.reason, applicationId: next.applicationId };
    setCurrentDetails(
      [`**Referral ${ref.referralId} of ${ref.advocacy}**: ${SENTENCES[next.status]}`, next.reason ?? '']
        .join('\n\n')
        .trim(),
    );
  }
}

const SENTENCES: Record<ReferralState['status'], string> = {
  received: 'Reading the referral at the platform.',
  waiting_for_consent: 'Waiting for the candidate’s consent. Nothing has crossed.',
  capturing: 'Consented. Bringing it to the ATS.',
  captured: 'The ATS has it.',
  rejected: 'Rejected by rule; the platform was told.',
  failed: 'Stopped. Somebody has to mend the cause and retry, or say whom it is about.',
  ignored: 'Nothing was to be done.',
};
