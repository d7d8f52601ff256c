import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { BonusActivities, BonusLook } from './bonus-activities.js';
import type { ReferralBonusInput, ReferralBonusOutcome } from './bonus-contract.js';
import { listenForBonusNews } from './bonus-news.js';
import { showBonusProgress } from './bonus-progress.js';
import { askAboutBonus, type BonusAnswer } from './bonus-question.js';
import { createBonusSteps } from './bonus-steps.js';

// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*); what is retried here are
// crashes and lost workers.
const act = proxyActivities<BonusActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** A run that has looked so often leaves the rest to a new one. */
const LOOKS = 30;
/** An announcement can be faster than what the ATS itself says: it is looked again so often, and this soon. */
const LOOKS_SOON = 3;
const SOON_MS = 10 * 60_000;

/**
 * What one advocate is paid for one referral: waits for the retention period, looks whether the conditions are met,
 * asks people, hands it to payroll, and takes it back when the hire is undone in time and people say so. How it stands
 * is in the ledger, so that a run that was ended is gone on with by another.
 */
export async function referralBonus(input: ReferralBonusInput): Promise<ReferralBonusOutcome> {
  const { bonusId } = input;
  const progress = showBonusProgress(bonusId);
  const news = listenForBonusNews();
  const steps = createBonusSteps({ bonusId, progress, news, tell: act });
  let looksSoon = input.looksSoon ?? 0;
  let looks = 0;
  let asked = 0;

  try {
    for (;;) {
      const look = await looked();
      const ended = look && (await moved(look));
      if (!ended) continue;
      progress.enter(ended.status);
      if (news.next !== null && news.next !== bonusId) {
        await continueAsNew<typeof referralBonus>({ bonusId: news.next });
      }
      return ended;
    }
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => act.reportBonusStopped(bonusId, 'The run was cancelled.'));
    }
    throw error;
  }

  /** The bonus as it stands, with its conditions read anew; undefined when that has failed. */
  async function looked(): Promise<BonusLook | undefined> {
    looks += 1;
    news.hireUndone = false;
    const look = await steps.tried('looking at the bonus', () => act.lookAtBonus(bonusId));
    if (look) {
      progress.enter(look.status);
      progress.dueAt(look.dueAt);
    }
    return look;
  }

  /** Takes the bonus one step on. @returns how it ended; undefined when it is to be looked at again. */
  async function moved(look: BonusLook): Promise<ReferralBonusOutcome | undefined> {
    const { verdict } = look;
    switch (look.status) {
      case 'void':
      case 'rejected':
      case 'clawed_back':
      case 'settled':
        return { status: look.status };
      case 'approved':
        return paid();
      case 'paid':
      case 'clawback_awaiting_approval':
        return afterwards(look);
      default:
        if (verdict.is === 'not_met') return over({ as: 'void', reason: verdict.reason, undone: verdict.undone });
        if (look.dueAt === null || Date.now() < Date.parse(look.dueAt)) return waited(look, look.dueAt);
        if (verdict.is === 'unknown') return void (await steps.failed('checking the conditions', verdict.reason));
        return payout(look);
    }
  }

  async function payout(look: BonusLook): Promise<undefined> {
    progress.enter('awaiting_approval');
    const stillDue = async () => {
      const now = await act.lookAtBonus(bonusId).catch(unlessCancelled);
      if (!now) return undefined;
      if (now.verdict.is === 'not_met') return now.verdict.reason;
      return now.dueAt !== null && Date.now() < Date.parse(now.dueAt) ? 'The start date of the hire has moved.' : null;
    };
    const answer = await ask(look, 'payout', stillDue, {
      approve: 'It is handed to payroll.',
      reject: 'Nothing is paid.',
    });
    if (answer === 'expired') await steps.failed('approval', 'Nobody decided about the bonus in time.');
  }

  async function paid(): Promise<ReferralBonusOutcome | undefined> {
    const { word } = news;
    const result = await steps.tried('handing it to payroll', () =>
      act.payBonus(bonusId, word?.about === 'payout' ? word : null),
    );
    if (!result) return undefined;
    if (news.word === word) news.word = null;
    return result.paid ? undefined : { status: 'void' };
  }

  /** Paid: until the time is over in which it can be taken back. */
  async function afterwards(look: BonusLook): Promise<ReferralBonusOutcome | undefined> {
    const { verdict, clawbackUntil } = look;
    if (look.clawbackApproved) return takenBack();
    if (verdict.is === 'not_met' && verdict.undone) return clawback(look);
    if (clawbackUntil !== null && Date.now() >= Date.parse(clawbackUntil)) {
      return over({
        as: 'settled',
        reason: 'The hire has stood for as long as the bonus could be taken back.',
        undone: false,
      });
    }
    return waited(look, clawbackUntil);
  }

  async function clawback(look: BonusLook): Promise<undefined> {
    progress.enter('clawback_awaiting_approval');
    const stillUndone = async () => {
      const now = await act.lookAtBonus(bonusId).catch(unlessCancelled);
      if (!now) return undefined;
      return now.verdict.is === 'not_met' && now.verdict.undone ? null : 'The hire stands again.';
    };
    const answer = await ask(look, 'clawback', stillUndone, {
      approve: 'Payroll takes it back.',
      reject: 'The advocate keeps it.',
    });
    if (answer === 'expired') await steps.failed('approval', 'Nobody decided in time whether it is taken back.');
  }

  async function takenBack(): Promise<ReferralBonusOutcome | undefined> {
    const { word } = news;
    const result = await steps.tried('having payroll take it back', () =>
      act.deductBonus(bonusId, word?.about === 'clawback' ? word : null),
    );
    if (!result) return undefined;
    if (news.word === word) news.word = null;
    return { status: 'clawed_back' };
  }

  function ask(
    { policy }: BonusLook,
    about: 'payout' | 'clawback',
    look: () => Promise<string | null | undefined>,
    planned: Record<'approve' | 'reject', string>,
  ): Promise<BonusAnswer> {
    asked += 1;
    const questionId = `${bonusId}-${workflowInfo().runId.slice(0, 8)}-${asked}`;
    return askAboutBonus({ bonusId, questionId, about, policy, look, planned }, { news, steps, tell: act });
  }

  async function over(end: Parameters<BonusActivities['endBonus']>[1]): Promise<ReferralBonusOutcome | undefined> {
    const done = await steps.tried('ending the bonus', async () => {
      await act.endBonus(bonusId, end);
      return true;
    });
    return done ? { status: end.as } : undefined;
  }

  /** Waits until the next look is due, or the hire is said to be none any more. */
  async function waited({ policy }: BonusLook, until: string | null): Promise<undefined> {
    if (looks >= LOOKS || workflowInfo().continueAsNewSuggested) {
      if (!news.hireUndone && news.next === null) await continueAsNew<typeof referralBonus>({ bonusId, looksSoon });
    }
    const left = until === null ? Infinity : Math.max(1, Date.parse(until) - Date.now());
    const nextLook = looksSoon > 0 ? Math.min(SOON_MS, policy.checkEveryMs) : policy.checkEveryMs;
    news.retryRequested = false;
    await condition(() => news.hireUndone || news.retryRequested, Math.min(nextLook, left));
    looksSoon = news.hireUndone ? LOOKS_SOON : Math.max(0, looksSoon - 1);
  }
}

/** A look that fails says nothing: what was asked stands, and is looked at again. */
function unlessCancelled(error: unknown): undefined {
  if (isCancellation(error)) throw error;
  return undefined;
}
