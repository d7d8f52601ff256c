import { ApplicationFailure } from '@temporalio/common';
import { splitBonus } from '../domain/bonus-amount.js';
import { judgeBonus, type BonusVerdict } from '../domain/bonus-conditions.js';
import { bonusDueAt } from '../domain/bonus-due.js';
import { lastBonusQuestion } from '../ledger/bonus-questions.js';
import {
  findBonus,
  hasEnded,
  recordBonus,
  resumeBonus,
  type Bonus,
  type BonusPatch,
} from '../ledger/referral-bonuses.js';
import { noteOnReferral, referralsOfApplication } from '../ledger/referrals.js';
import type { BonusStatus } from '../schemas/referral-bonus.js';
import type { BonusActivities, BonusLook } from '../workflows/bonus-activities.js';
import { FailureType } from '../workflows/failure-types.js';
import { readBonusFacts } from './bonus-facts.js';
import type { Dependencies } from './dependencies.js';
import { sharesOf } from './hire-attribution.js';
import { currentRun } from './run.js';

/** Looks at a bonus and its conditions, and ends it. */
export function bonusLookActivities(deps: Dependencies): Pick<BonusActivities, 'lookAtBonus' | 'endBonus'> {
  const { db, policy } = deps;

  return {
    async lookAtBonus(bonusId) {
      const bonus = await resumeBonus(db, bonusId, currentRun(deps));
      if (!bonus) throw noSuchBonus(bonusId);
      if (hasEnded(bonus)) return lookOf(bonus, { is: 'met' }, false);
      const facts = await readBonusFacts(deps, bonus);
      const { timeZone } = policy.company;
      const hire = { startDate: facts.startDate, hiredAt: bonus.hiredAt.toISOString() };
      const dueAt = bonusDueAt({ ...policy.bonus, timeZone }, hire) ?? undefined;
      const changed: BonusPatch = { ...(dueAt ? { dueAt } : {}), ...(await partNow(bonus)) };
      const verdict = Number(changed.amount ?? bonus.amount) > 0 ? judgeBonus(facts) : OTHERS;
      const clawbackApproved = await isClawbackApproved(bonus);
      const status = statusNow(bonus, { verdict, dueAt, clawbackApproved });
      const { amount, ...rest } = changed;
      const patch = amount !== undefined && Number(amount) > 0 ? { ...rest, amount } : rest;
      if (status !== bonus.status || isNews(bonus, patch)) await recordBonus(db, bonusId, status, patch);
      return lookOf({ ...bonus, status, dueAt: dueAt ? new Date(dueAt) : null }, verdict, clawbackApproved);
    },

    async endBonus(bonusId, { as, reason, undone }) {
      const bonus = await requireBonus(deps, bonusId);
      await recordBonus(db, bonusId, as, { reason, undone });
      await noteBonus(
        deps,
        bonus,
        as,
        as === 'void' ? `The bonus is void: ${reason}` : `The bonus is settled: ${reason}`,
      );
    },
  };

  function lookOf(bonus: Bonus, verdict: BonusVerdict, clawbackApproved: boolean): BonusLook {
    const { reminder, escalation, expiry } = policy.approval;
    const until = bonus.paidAt && new Date(bonus.paidAt.getTime() + policy.bonus.clawbackWithin);
    return {
      ...{ status: bonus.status, verdict, clawbackApproved },
      dueAt: bonus.dueAt?.toISOString() ?? null,
      clawbackUntil: until?.toISOString() ?? null,
      policy: {
        checkEveryMs: policy.bonus.checkEvery,
        ...{ reminderMs: reminder, escalationMs: escalation, expiryMs: expiry },
      },
    };
  }

  /** What the advocate's part comes to now; as long as nobody was asked, it goes with who the candidate is the hire of. */
  async function partNow(bonus: Bonus): Promise<BonusPatch> {
    if (bonus.status !== 'waiting') return {};
    const sharing = (await referralsOfApplication(db, bonus.applicationId)).filter(
      (one) => one.disposition !== 'rejected',
    );
    const shares = sharesOf(sharing);
    const own = shares.find(({ referralId }) => referralId === bonus.referralId);
    if (!own) return { amount: '0.00' };
    return { share: own.share, amount: splitBonus(bonus.wholeAmount, shares).get(own.referralId) ?? '0.00' };
  }

  async function isClawbackApproved(bonus: Bonus): Promise<boolean> {
    if (bonus.status !== 'clawback_awaiting_approval') return false;
    const question = await lastBonusQuestion(db, bonus.bonusId);
    return question?.about === 'clawback' && question.decision === 'approve';
  }
}

const OTHERS: BonusVerdict = {
  is: 'not_met',
  reason: 'The candidate is the hire of another advocate.',
  undone: false,
};

/** A question that is open no more leaves the bonus where it was before. */
function statusNow(
  { status }: Bonus,
  now: { verdict: BonusVerdict; dueAt: string | undefined; clawbackApproved: boolean },
): BonusStatus {
  const isUndone = now.verdict.is === 'not_met' && now.verdict.undone;
  if (status === 'clawback_awaiting_approval') return isUndone || now.clawbackApproved ? status : 'paid';
  if (status !== 'waiting' && status !== 'checking' && status !== 'awaiting_approval') return status;
  if (now.dueAt === undefined || Date.now() < Date.parse(now.dueAt)) return 'waiting';
  return status === 'waiting' ? 'checking' : status;
}

const isNews = (bonus: Bonus, { dueAt, amount, share }: BonusPatch): boolean =>
  (dueAt !== undefined && dueAt !== bonus.dueAt?.toISOString()) ||
  (amount !== undefined && amount !== bonus.amount) ||
  (share !== undefined && Number(share) !== Number(bonus.share));

/** @throws VendorNotFound when the ledger has no such bonus. */
export async function requireBonus({ db }: Pick<Dependencies, 'db'>, bonusId: string): Promise<Bonus> {
  const bonus = await findBonus(db, bonusId);
  if (!bonus) throw noSuchBonus(bonusId);
  return bonus;
}

const noSuchBonus = (bonusId: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`The ledger has no bonus ${bonusId}.`, FailureType.VendorNotFound);

/** A step of a bonus, in the chain from share to payout. @param what makes it the same step again. */
export async function noteBonus(deps: Dependencies, bonus: Bonus, what: string, text: string): Promise<void> {
  await noteOnReferral(deps.db, bonus, {
    ...{ type: 'bonus', text, eventKey: `bonus:${bonus.round}:${what}` },
    runUrl: currentRun(deps).runUrl,
  });
}
