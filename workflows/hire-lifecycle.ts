import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { DecisionRequest } from '../schemas/hold.js';
import {
  decideSignal,
  employeeCreatedSignal,
  hireStatusQuery,
  payrollChangedSignal,
  recordChangedSignal,
  retrySignal,
  type HireLifecycleInput,
  type HireOutcome,
} from './contract.js';
import { failureOf } from './failure-of.js';
import type { CollectedHire, HireActivities, HireComparison } from './hire-activities.js';
import { createHireProgress } from './hire-progress.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

// Local activities cost the server no round trip of their own. What the first write leaves in doubt, the ledger settles.
const local = proxyLocalActivities<
  Pick<HireActivities, 'collectHire' | 'createEmployee' | 'compareHire' | 'acceptDecision'>
>({
  startToCloseTimeout: '2 minutes',
  localRetryThreshold: '1 second',
  retry: RETRY,
});
const write = proxyActivities<Pick<HireActivities, 'findEmployee' | 'correctHris' | 'dispatchPayroll'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});
const tell = proxyActivities<
  Pick<HireActivities, 'announceHold' | 'remindOfHold' | 'reportHold' | 'reportFailure' | 'reportStopped'>
>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});

/**
 * One hire, from the accepted offer to payroll: written to the HRIS, confirmed by the HRIS, compared with the offer,
 * held for a person where the two disagree, and dispatched to payroll.
 */
export async function hireLifecycle(input: HireLifecycleInput): Promise<HireOutcome> {
  const hire = { ats: input.ats, applicationId: input.applicationId };
  const progress = createHireProgress(hire.applicationId);

  let confirmedByHris = false;
  let payrollChanged = false;
  let recordsChanged = false;
  let retryRequested = false;
  let failures = 0;
  const decisions: DecisionRequest[] = [];

  setHandler(hireStatusQuery, () => progress.state());
  setHandler(employeeCreatedSignal, () => void (confirmedByHris = true));
  setHandler(recordChangedSignal, () => void (recordsChanged = true));
  setHandler(payrollChangedSignal, () => void (payrollChanged = true));
  setHandler(retrySignal, () => void (retryRequested = true));
  setHandler(decideSignal, (request) => void decisions.push(request));

  try {
    const { policy, employeeId } = await untilDone('writing the new hire to the HRIS', async () => {
      progress.enter('writing_hris');
      const collected = await local.collectHire(hire);
      progress.collected(collected);
      const written = await local.createEmployee(hire);
      return { ...collected, ...written };
    });
    progress.employeeIs(employeeId);

    progress.enter('waiting_for_hris');
    await untilDone('looking for the employee in the HRIS', () => hrisConfirmation(policy));

    const approved = await agreement(policy);
    if (approved.rejected) {
      progress.enter('rejected');
      return { status: 'rejected', employeeId, payrollEmployeeId: null };
    }

    progress.enter('dispatching');
    const payroll = await untilDone('dispatching to payroll', () => payrollDispatch(policy, approved.terms));
    progress.payrollEmployeeIs(payroll.payrollEmployeeId);
    if (approved.holdId) {
      const { holdId } = approved;
      await untilTold(() => tell.reportHold(hire, { holdId, progress: payroll.summary }));
    }
    progress.enter('done');
    await condition(allHandlersFinished);
    return { status: 'done', employeeId, payrollEmployeeId: payroll.payrollEmployeeId };
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => tell.reportStopped(hire, 'The run was cancelled.'));
    }
    throw error;
  }

  /** The HRIS's own webhook confirms the employee; when it does not come in time, hireline looks by itself. */
  async function hrisConfirmation(policy: CollectedHire['policy']): Promise<void> {
    if (await condition(() => confirmedByHris, policy.hrisEventWaitMs)) return;
    const { found } = await write.findEmployee(hire);
    if (!found) throw ApplicationFailure.nonRetryable('The HRIS has no such employee any more.', 'VendorNotFound');
  }

  /**
   * The offer and the HRIS agree, or a person has said whose values count. An answer is carried out only while both
   * sides still say what the person saw.
   */
  async function agreement(policy: CollectedHire['policy']): Promise<Agreement> {
    let note: string | null = null;
    for (let question = 1; ; question += 1) {
      const comparison = await compared();
      if (comparison.outcome === 'agree') return { terms: { side: 'offer', diffHash: comparison.diffHash } };

      const holdId = `${hire.applicationId}-${workflowInfo().runId.slice(0, 8)}-${question}`;
      if (comparison.outcome === 'correct') {
        await corrected(comparison, holdId);
        continue;
      }
      const answer = await held(comparison, { holdId, note }, policy);
      if (answer === 'changed') {
        note = 'The records changed since the question before. This is the difference now.';
        continue;
      }
      if (answer.decision === 'reject') return { rejected: true };
      const terms = await carriedOut(answer, comparison);
      if (terms) return { terms, holdId };
      await untilTold(() =>
        tell.reportHold(hire, { holdId, progress: 'Void: the records changed after the decision.' }),
      );
      note = 'The records changed after the last decision, which is void. This is the difference now.';
    }
  }

  /** Both sides, read anew and compared. */
  function compared(): Promise<HireComparison> {
    return untilDone('comparing the offer with the HRIS', () => {
      recordsChanged = false;
      if (progress.state().status !== 'held') progress.enter('comparing');
      return local.compareHire(hire);
    });
  }

  async function corrected({ diffHash, fields }: HireComparison, step: string): Promise<void> {
    await untilDone('correcting the HRIS', () => write.correctHris(hire, { diffHash, fields, step }));
  }

  /** What payroll is dispatched with by this answer; undefined when the records are not what the answer was about. */
  async function carriedOut(answer: DecisionRequest, asked: HireComparison): Promise<PayrollTerms | undefined> {
    const now = await compared();
    if (answer.decision === 'use_hris') {
      return now.diffHash === asked.diffHash ? { side: 'hris', diffHash: now.diffHash } : undefined;
    }
    if (now.outcome === 'agree') return { side: 'offer', diffHash: now.diffHash };
    if (now.diffHash !== asked.diffHash) return undefined;
    await corrected(now, answer.holdId);
    const after = await compared();
    return after.outcome === 'agree' ? { side: 'offer', diffHash: after.diffHash } : undefined;
  }

  /** Asks people, reminds them, and waits for a decision that counts, or until the two sides say something else. */
  async function held(
    asked: HireComparison,
    { holdId, note }: { holdId: string; note: string | null },
    policy: CollectedHire['policy'],
  ): Promise<DecisionRequest | 'changed'> {
    const { diffHash, fields } = asked;
    progress.hold({ holdId, diffHash, fields });
    await untilTold(() => tell.announceHold(hire, { holdId, diffHash, note }));
    for (let waited = 0, times = 1; ;) {
      const next = nextReminder(waited, policy);
      const heard = await condition(() => decisions.length > 0 || recordsChanged, next.inMs);
      const request = decisions.shift();
      if (request) {
        if (await counts(request, holdId)) return request;
        continue;
      }
      // Not every change is announced: a webhook gets lost, and a change that takes effect later makes none.
      if ((await compared()).diffHash !== diffHash) {
        await untilTold(() => tell.reportHold(hire, { holdId, close: 'void', progress: 'The records changed.' }));
        return 'changed';
      }
      if (heard) continue;
      waited += next.inMs;
      if (next.then === 'expire') {
        await untilTold(() => tell.reportHold(hire, { holdId, close: 'expired', progress: 'Nobody decided in time.' }));
        await failed('approval', 'Nobody decided about the hold in time.');
        return 'changed';
      }
      const reminder = { holdId, escalate: next.then === 'escalate', times };
      times += 1;
      await untilTold(() => tell.remindOfHold(hire, reminder));
    }
  }

  /** Whether a decision is about this hold and may be made by whoever made it. The first that counts is the decision. */
  async function counts(request: DecisionRequest, holdId: string): Promise<boolean> {
    if (request.holdId !== holdId) return false;
    const { accepted } = await untilDone('recording the decision', () => local.acceptDecision(hire, request));
    if (!accepted) return false;
    progress.decided();
    await untilTold(() => tell.reportHold(hire, { holdId, progress: PLANNED[request.decision] }));
    return true;
  }

  /** Payroll, in one go where it can be; where only self-onboarding creates the job, in as many as it takes. */
  async function payrollDispatch(
    policy: CollectedHire['policy'],
    terms: PayrollTerms,
  ): Promise<{ payrollEmployeeId: string; summary: string }> {
    for (;;) {
      payrollChanged = false;
      const dispatched = await write.dispatchPayroll(hire, terms);
      if (dispatched.complete) return dispatched;
      await condition(() => payrollChanged, policy.onboardingPollMs);
    }
  }

  /** Does a step; when it fails for good, people are alerted and it is tried again when one of them asks for it. */
  async function untilDone<T>(step: string, work: () => Promise<T>): Promise<T> {
    for (;;) {
      const before = progress.state();
      try {
        return await work();
      } catch (error) {
        if (isCancellation(error)) throw error;
        await failed(step, failureOf(error));
        progress.restore(before);
      }
    }
  }

  async function failed(step: string, reason: string): Promise<void> {
    failures += 1;
    const times = failures;
    retryRequested = false;
    progress.fail(`${step}: ${reason}`);
    // The alert must not keep a retry waiting: whoever asks for one knows already.
    const alert = new CancellationScope();
    const alerted = alert.run(() => untilTold(() => tell.reportFailure(hire, { step, reason, times })));
    await condition(() => retryRequested);
    alert.cancel();
    await alerted.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  /** Tells people something. What cannot be told must not stop the hire: the console has it all the same. */
  async function untilTold(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('people could not be told', { reason: failureOf(error) });
    }
  }
}

interface PayrollTerms {
  side: 'offer' | 'hris';
  diffHash: string;
}

/** What payroll may be dispatched with, and the hold that settled it; or that a person rejected it. */
type Agreement = { rejected?: false; terms: PayrollTerms; holdId?: string | undefined } | { rejected: true };

const PLANNED = {
  use_offer: 'Correcting the HRIS to the offer.',
  use_hris: 'Dispatching to payroll with the values of the HRIS.',
  reject: 'Nothing goes to payroll.',
} as const;

/** The next thing that happens to an open hold of which nobody took notice for `waited` milliseconds. */
function nextReminder(
  waited: number,
  policy: CollectedHire['policy'],
): { inMs: number; then: 'remind' | 'escalate' | 'expire' } {
  const next = [
    { at: (Math.floor(waited / policy.reminderMs) + 1) * policy.reminderMs, then: 'remind' as const },
    ...(waited < policy.escalationMs ? [{ at: policy.escalationMs, then: 'escalate' as const }] : []),
    { at: policy.expiryMs, then: 'expire' as const },
  ].reduce((first, other) => (other.at <= first.at ? other : first));
  return { inMs: Math.max(1, next.at - waited), then: next.then };
}
