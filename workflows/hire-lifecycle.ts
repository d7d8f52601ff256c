import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { RescissionCause } from '../schemas/events.js';
import type { DecisionRequest } from '../schemas/hold.js';
import { hireStatusQuery, type HireLifecycleInput, type HireOutcome } from './contract.js';
import type { HireActivities, HireComparison, HirePolicy } from './hire-activities.js';
import { listenForNews } from './hire-news.js';
import { createHireProgress } from './hire-progress.js';
import { createQuestions } from './hire-question.js';
import { createSteps, Rescinded } from './hire-steps.js';

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
const write = proxyActivities<
  Pick<
    HireActivities,
    | 'findEmployee'
    | 'correctHris'
    | 'dispatchPayroll'
    | 'checkRescission'
    | 'planUndoing'
    | 'undoPayroll'
    | 'undoEmployee'
    | 'reportRescinded'
  >
>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});
const tell = proxyActivities<
  Pick<
    HireActivities,
    'announceHold' | 'remindOfHold' | 'reportHold' | 'reportFailure' | 'reportPending' | 'reportStopped'
  >
>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: RETRY,
});

/**
 * One hire, from the accepted offer to payroll: written to the HRIS, confirmed by the HRIS, compared with the offer,
 * held for a person where the two disagree, and dispatched to payroll. When the hire changes its mind, meanwhile or
 * afterwards, the same way is gone again with the new terms, or what was written is undone.
 */
export async function hireLifecycle(input: HireLifecycleInput): Promise<HireOutcome> {
  const hire = { ats: input.ats, applicationId: input.applicationId };
  const progress = createHireProgress(hire.applicationId);
  setHandler(hireStatusQuery, () => progress.state());
  const news = listenForNews();
  const steps = createSteps({ hire, progress, news, tell, ask: write });
  const questions = createQuestions({ hire, progress, news, steps, tell, record: local });
  let asked = 0;

  try {
    for (;;) {
      const outcome = await followed();
      await condition(allHandlersFinished);
      if (!news.termsChanged && !news.rescission) return outcome;
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => tell.reportStopped(hire, 'The run was cancelled.'));
    }
    throw error;
  }

  /** The hire as the ATS has it now: in HRIS and payroll, or in neither. */
  async function followed(): Promise<HireOutcome> {
    try {
      return await untilInPayroll();
    } catch (error) {
      if (!(error instanceof Rescinded)) throw error;
      return await undone(error.cause);
    }
  }

  async function untilInPayroll(): Promise<HireOutcome> {
    const { policy, employeeId, isNew, stands } = await steps.untilDone(
      'writing the new hire to the HRIS',
      async () => {
        progress.enter('writing_hris');
        news.termsChanged = false;
        const collected = await local.collectHire(hire);
        progress.collected(collected);
        if (collected.writtenAs !== undefined) return { ...collected, employeeId: collected.writtenAs, isNew: false };
        const { employeeId, rehired } = await local.createEmployee(hire);
        return { ...collected, employeeId, isNew: !rehired };
      },
    );
    progress.employeeIs(employeeId);
    if (stands) {
      progress.payrollEmployeeIs(stands.payrollEmployeeId);
      progress.enter('done');
      return { status: 'done', employeeId, payrollEmployeeId: stands.payrollEmployeeId };
    }

    // The HRIS announces new employees only: one that was there before has been read back already.
    if (isNew) {
      progress.enter('waiting_for_hris');
      await steps.untilDone('looking for the employee in the HRIS', () => hrisConfirmation(policy));
    }

    const approved = await agreement(policy);
    if (approved.rejected) {
      progress.enter('rejected');
      return { status: 'rejected', employeeId, payrollEmployeeId: null };
    }

    progress.enter('dispatching');
    const payroll = await steps.untilDone('dispatching to payroll', () => payrollDispatch(policy, approved.terms));
    progress.payrollEmployeeIs(payroll.payrollEmployeeId);
    if (approved.holdId) {
      const { holdId } = approved;
      await steps.untilTold(() => tell.reportHold(hire, { holdId, progress: payroll.summary }));
    }
    progress.enter('done');
    return { status: 'done', employeeId, payrollEmployeeId: payroll.payrollEmployeeId };
  }

  /** The HRIS's own webhook confirms the employee; when it does not come in time, hireline looks by itself. */
  async function hrisConfirmation(policy: HirePolicy): Promise<void> {
    const heard = () => news.confirmedByHris || news.rescission !== undefined;
    if (await condition(heard, policy.hrisEventWaitMs)) return;
    const { found } = await write.findEmployee(hire);
    if (!found) throw ApplicationFailure.nonRetryable('The HRIS has no such employee any more.', 'VendorNotFound');
  }

  /**
   * The offer and the HRIS agree, or a person has said whose values count. An answer is carried out only while both
   * sides still say what the person saw.
   */
  async function agreement(policy: HirePolicy): Promise<Agreement> {
    let note: string | null = null;
    for (;;) {
      const comparison = await compared();
      if (comparison.outcome === 'agree') return { terms: { side: 'offer', diffHash: comparison.diffHash } };

      const holdId = nextHoldId();
      if (comparison.outcome === 'correct') {
        await corrected(comparison, holdId);
        continue;
      }
      const answer = await questions.ask(comparison, { holdId, note, policy, look: compared, planned: DISAGREEMENT });
      if (answer === 'changed') {
        note = 'The records changed since the question before. This is the difference now.';
        continue;
      }
      if (answer.decision === 'reject') return { rejected: true };
      const terms = await carriedOut(answer, comparison);
      if (terms) return { terms, holdId };
      await steps.untilTold(() =>
        tell.reportHold(hire, { holdId, progress: 'Void: the records changed after the decision.' }),
      );
      note = 'The records changed after the last decision, which is void. This is the difference now.';
    }
  }

  /** Both sides, read anew and compared. */
  function compared(): Promise<HireComparison> {
    return steps.untilDone('comparing the offer with the HRIS', () => {
      news.recordsChanged = false;
      news.termsChanged = false;
      if (progress.state().status !== 'held') progress.enter('comparing');
      return local.compareHire(hire);
    });
  }

  async function corrected({ diffHash, fields }: HireComparison, step: string): Promise<void> {
    await steps.untilDone('correcting the HRIS', () => write.correctHris(hire, { diffHash, fields, step }));
  }

  /** What payroll is dispatched with by this answer; undefined when the records are not what the answer was about. */
  async function carriedOut(answer: DecisionRequest, question: HireComparison): Promise<PayrollTerms | undefined> {
    const now = await compared();
    if (answer.decision === 'use_hris') {
      return now.diffHash === question.diffHash ? { side: 'hris', diffHash: now.diffHash } : undefined;
    }
    if (now.outcome === 'agree') return { side: 'offer', diffHash: now.diffHash };
    if (now.diffHash !== question.diffHash) return undefined;
    await corrected(now, answer.holdId);
    const after = await compared();
    return after.outcome === 'agree' ? { side: 'offer', diffHash: after.diffHash } : undefined;
  }

  /** Payroll, in one go where it can be; where only self-onboarding creates the job, in as many as it takes. */
  async function payrollDispatch(
    policy: HirePolicy,
    terms: PayrollTerms,
  ): Promise<{ payrollEmployeeId: string; summary: string }> {
    for (;;) {
      news.payrollChanged = false;
      const dispatched = await write.dispatchPayroll(hire, terms);
      if (dispatched.complete) return dispatched;
      await condition(() => news.payrollChanged || news.rescission !== undefined, policy.onboardingPollMs);
      await steps.heedRescission();
    }
  }

  /** What was written is undone, payroll first; where payroll has paid, only when a person says so. */
  async function undone(cause: RescissionCause): Promise<HireOutcome> {
    progress.enter('compensating');
    await questions.withdraw('The hire was rescinded in the ATS.');
    const kept = !(await undoingMayGoOn(cause));
    if (!kept) {
      const step = nextHoldId();
      await steps.insist('undoing the hire in payroll', () => write.undoPayroll(hire, { step }));
      await steps.insist('undoing the hire in the HRIS', () => write.undoEmployee(hire, { step }));
    }
    await steps.insist('listing the hire as rescinded', () => write.reportRescinded(hire, { kept }));
    const { employeeId, payrollEmployeeId } = progress.state();
    progress.enter('rescinded');
    if (news.termsChanged) await reinstatedOrNot(cause);
    return { status: 'rescinded', employeeId, payrollEmployeeId };
  }

  async function undoingMayGoOn(cause: RescissionCause): Promise<boolean> {
    for (;;) {
      const plan = () => steps.insist('planning what is undone', () => write.planUndoing(hire, { cause }));
      const { policy, question } = await plan();
      if (!question) return true;
      const look = async () => ({ diffHash: (await plan()).question?.diffHash ?? 'nothing to ask' });
      const about = { diffHash: question.diffHash, fields: ['employment' as const] };
      const answer = await questions.ask(about, { holdId: nextHoldId(), note: null, policy, look, planned: UNDOING });
      if (answer !== 'changed') return answer.decision === 'use_offer';
    }
  }

  /** Something about the offer was announced while the hire was being undone: only if it stands again is it news. */
  async function reinstatedOrNot(cause: RescissionCause): Promise<void> {
    const { rescinded } = await steps.insist('asking the ATS about the rescission', () =>
      write.checkRescission(hire, { cause, reasserted: true }),
    );
    if (!rescinded) return;
    news.termsChanged = false;
    await steps.insist('listing the hire as rescinded', () => write.reportRescinded(hire, { kept: false }));
  }

  function nextHoldId(): string {
    asked += 1;
    return `${hire.applicationId}-${workflowInfo().runId.slice(0, 8)}-${asked}`;
  }
}

interface PayrollTerms {
  side: 'offer' | 'hris';
  diffHash: string;
}

/** What payroll may be dispatched with, and the hold that settled it; or that a person rejected it. */
type Agreement = { rejected?: false; terms: PayrollTerms; holdId?: string | undefined } | { rejected: true };

const DISAGREEMENT = {
  use_offer: 'Correcting the HRIS to the offer.',
  use_hris: 'Dispatching to payroll with the values of the HRIS.',
  reject: 'Nothing goes to payroll.',
} as const;

const UNDOING = {
  use_offer: 'Undoing the hire in payroll and in the HRIS.',
  use_hris: 'The HRIS and payroll keep the employee.',
  reject: 'The HRIS and payroll keep the employee.',
} as const;
