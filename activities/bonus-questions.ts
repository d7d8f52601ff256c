import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ChatMessageRef } from '../connectors/roles/chat.js';
import { findListedBonus } from '../ledger/bonus-list.js';
import {
  closeBonusQuestion,
  countBonusReminder,
  decideBonusQuestion,
  findBonusQuestion,
  openBonusQuestion,
  recordBonusMessage,
  recordBonusProgress,
  type BonusQuestion,
} from '../ledger/bonus-questions.js';
import { recordBonus, type Bonus } from '../ledger/referral-bonuses.js';
import type { BonusNotice } from '../schemas/notice.js';
import type { BonusDecision } from '../schemas/referral-bonus.js';
import type { BonusActivities } from '../workflows/bonus-activities.js';
import { FailureType } from '../workflows/failure-types.js';
import { findAdvocate } from './advocate.js';
import { noteBonus, requireBonus } from './bonus-look.js';
import type { Dependencies } from './dependencies.js';
import { postOnce, replyOnce, updateMessage } from './messages.js';

const ASKED = { payout: 'awaiting_approval', clawback: 'clawback_awaiting_approval' } as const;

const ASKED_SENTENCES = {
  payout: 'People are asked whether the bonus is paid.',
  clawback: 'The hire was undone after the payout: people are asked whether the bonus is taken back.',
};

/** Asks people about a bonus, and keeps the question's message true. */
export function bonusQuestionActivities(
  deps: Dependencies,
): Pick<BonusActivities, 'announceBonus' | 'remindOfBonus' | 'acceptBonusDecision' | 'reportBonusQuestion'> {
  const { db } = deps;

  return {
    async announceBonus(bonusId, { questionId, about }) {
      const bonus = await requireBonus(deps, bonusId);
      await openBonusQuestion(db, { questionId, bonusId, about });
      await recordBonus(db, bonusId, ASKED[about]);
      await noteBonus(deps, bonus, `${about}:${questionId}:asked`, ASKED_SENTENCES[about]);
      await ask(bonus, await requireQuestion(questionId));
    },

    async remindOfBonus(bonusId, { questionId, escalate, times }) {
      const bonus = await requireBonus(deps, bonusId);
      const question = await requireQuestion(questionId);
      if (question.status !== 'open') return;
      const since = question.openedAt.toISOString();
      const what = `the bonus for referral ${bonus.referralId}`;
      const reply = escalate
        ? { text: `Escalated: nobody has decided about ${what} since ${since}.`, mention: deps.approvers }
        : { text: `Reminder: ${what} waits for a decision since ${since}.` };
      const ref = messageOf(question) ?? (await ask(bonus, question));
      await replyOnce(deps, { hire: hireOf(bonus), step: `bonus.${questionId}.remind.${times}` }, ref, reply);
      await countBonusReminder(db, questionId);
    },

    async acceptBonusDecision(questionId, decision) {
      const question = await requireQuestion(questionId);
      const bonus = await requireBonus(deps, question.bonusId);
      // The same word again, after an attempt that was interrupted.
      const isRepeated = question.status === 'decided' && question.decidedBy === decision.decidedBy;
      const refusal = isRepeated ? null : await refusalOf(bonus, question, decision);
      if (refusal !== null) return { accepted: false, why: refusal };
      await decideBonusQuestion(db, questionId, decision);
      const { about, decidedBy } = decision;
      const approved = decision.decision === 'approve';
      if (about === 'payout') {
        const reason = `Rejected: ${decision.reason?.trim() ?? ''}`;
        await recordBonus(db, bonus.bonusId, approved ? 'approved' : 'rejected', approved ? {} : { reason });
      } else if (!approved) {
        await recordBonus(db, bonus.bonusId, 'settled', { reason: 'People let it be.', undone: true });
      }
      const what = about === 'payout' ? 'is paid' : 'is taken back';
      const text = `${decidedBy} decided that the bonus ${approved ? what : what.replace('is', 'is not')}.`;
      await noteBonus(deps, bonus, `${about}:${questionId}`, text);
      return { accepted: true, why: null };
    },

    async reportBonusQuestion(questionId, { close, progress }) {
      if (close) await closeBonusQuestion(db, questionId, close, progress);
      else await recordBonusProgress(db, questionId, progress);
      await updateBonusQuestion(deps, await requireQuestion(questionId));
    },
  };

  /** Posts the question, or finds it posted; a reminder makes up for a question that could not be posted. */
  async function ask(bonus: Bonus, question: BonusQuestion): Promise<ChatMessageRef> {
    const message = {
      ...{ hire: hireOf(bonus), step: `bonus.${question.questionId}.ask` },
      channelId: deps.channels.hrOps,
    };
    const ref = await postOnce(deps, message, await bonusNotice(deps, bonus, question));
    await recordBonusMessage(db, question.questionId, ref);
    return ref;
  }

  async function requireQuestion(id: string): Promise<BonusQuestion> {
    const question = await findBonusQuestion(db, id);
    if (question) return question;
    throw ApplicationFailure.nonRetryable(`The ledger has no question ${id}.`, FailureType.VendorNotFound);
  }

  /** Why a decision does not count; null when it does. Checked here too: a signal can be sent by others than Slack. */
  async function refusalOf(bonus: Bonus, question: BonusQuestion, decision: BonusDecision): Promise<string | null> {
    if (question.status !== 'open') return `the question is ${question.status}`;
    if (decision.decision === 'reject' && !decision.reason?.trim()) return 'a reason is needed';
    const [where, who = ''] = decision.decidedBy.split(':');
    if (where === 'slack' && !deps.approvers.includes(who)) return 'not on the list of approvers';
    const advocate = await findAdvocate(deps, bonus.advocateId);
    const decider = where === 'slack' ? await deps.chat.emailOf(who) : who.toLowerCase();
    if (advocate?.email && decider === advocate.email) return 'nobody decides about their own bonus';
    return null;
  }
}

/** Makes the message of a question say how it stands now. */
export async function updateBonusQuestion(deps: Dependencies, question: BonusQuestion): Promise<void> {
  const ref = messageOf(question);
  if (!ref) return;
  const bonus = await requireBonus(deps, question.bonusId);
  const version = createHash('sha256').update(`${question.status}\n${question.progress}`).digest('hex').slice(0, 8);
  const message = { hire: hireOf(bonus), step: `bonus.${question.questionId}.update.${version}` };
  await updateMessage(deps, message, ref, await bonusNotice(deps, bonus, question));
}

const hireOf = ({ ats, applicationId }: Bonus) => ({ ats, applicationId });

function messageOf({ channelId, messageId }: BonusQuestion): ChatMessageRef | undefined {
  return channelId !== null && messageId !== null ? { channelId, messageId } : undefined;
}

async function bonusNotice(deps: Dependencies, bonus: Bonus, question: BonusQuestion): Promise<BonusNotice> {
  const { advocateName, candidateName } = (await findListedBonus(deps.db, bonus.bonusId)) ?? {};
  return {
    kind: 'bonus',
    bonusId: bonus.bonusId,
    workflowId: bonus.workflowId,
    about: question.about,
    amount: `${bonus.amount} ${bonus.currency}`,
    advocate: advocateName ?? `Advocate ${bonus.advocateId}`,
    candidate: candidateName ?? `application ${bonus.applicationId}`,
    conditions: conditionsOf(bonus, question),
    runUrl: deps.links.run(bonus.workflowId),
    consoleUrl: deps.links.bonus(bonus.bonusId),
    state: noticeState(question),
  };
}

/** What is known to be so when it is asked. */
function conditionsOf(bonus: Bonus, { about }: BonusQuestion): string[] {
  const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? 'an unknown day';
  const hired = `Hired ${day(bonus.hiredAt)}`;
  if (about === 'clawback') return [`${hired}, and undone since`, `Handed to payroll ${day(bonus.paidAt)}`];
  const whole = bonus.amount === bonus.wholeAmount ? [] : [`A part of ${bonus.wholeAmount} ${bonus.currency}`];
  return [`${hired}, and still there`, `Due since ${day(bonus.dueAt)}`, 'The advocate is still employed', ...whole];
}

function noticeState(question: BonusQuestion): BonusNotice['state'] {
  const { status, decision, decidedBy, decidedAt, reason, progress } = question;
  if (status === 'decided' && decision && decidedBy && decidedAt) {
    const decided = { decision, decidedBy, decidedAt: decidedAt.toISOString(), progress: progress ?? '' };
    return { is: 'decided', ...decided, ...(reason ? { reason } : {}) };
  }
  if (status === 'void' || status === 'expired') return { is: status, why: progress ?? '' };
  return { is: 'open', remindedTimes: question.remindedTimes };
}
