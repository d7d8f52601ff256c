import { findListedBonus, type ListedBonus } from '../ledger/bonus-list.js';
import { recordDelivery } from '../ledger/deliveries.js';
import type { BonusDecision, BonusStatus } from '../schemas/referral-bonus.js';
import type { IngressContext } from './context.js';
import { routeOf } from './routing.js';

/** What came of somebody's wish to decide about a bonus. */
export type BonusDecisionAnswer =
  /** Kept: it reaches the run, now or when Temporal is back. */
  { outcome: 'kept'; bonus: ListedBonus } | { outcome: 'refused'; status: 404 | 409 | 422; reason: string };

const ASKED: Record<BonusDecision['about'], BonusStatus> = {
  payout: 'awaiting_approval',
  clawback: 'clawback_awaiting_approval',
};

/**
 * Keeps a person's decision about a bonus in the inbox, from where it reaches the run. The same decision by the same
 * person about the same question is one decision, however often it comes.
 * @param source where it was made: "slack" or "console".
 */
export async function submitBonusDecision(
  context: IngressContext,
  source: string,
  decision: BonusDecision,
): Promise<BonusDecisionAnswer> {
  const bonus = await findListedBonus(context.db, decision.bonusId);
  if (!bonus || bonus.workflowId !== decision.workflowId) {
    return { outcome: 'refused', status: 404, reason: 'There is no such bonus.' };
  }
  if (decision.decision === 'reject' && !decision.reason?.trim()) {
    return { outcome: 'refused', status: 422, reason: 'This decision needs a reason.' };
  }
  const { question } = bonus;
  const isSame = question?.decision === decision.decision && question.decidedBy === decision.decidedBy;
  if (question?.about === decision.about && question.status === 'decided' && isSame) return { outcome: 'kept', bonus };
  if (bonus.status !== ASKED[decision.about] || question?.status !== 'open') {
    return { outcome: 'refused', status: 409, reason: `Nothing is asked about it: the bonus is ${bonus.status}.` };
  }
  const event = { kind: 'bonusDecided', decision } as const;
  await recordDelivery(context.db, {
    vendor: source,
    eventId: [decision.bonusId, question.openedAt.getTime(), decision.decision, decision.decidedBy].join(':'),
    eventType: 'bonus_decision',
    event,
    ...routeOf(context.systems, event),
    status: 'pending',
    reason: undefined,
    body: Buffer.from(JSON.stringify(decision)),
    headers: {},
    url: '',
  });
  context.forwarder.wake();
  return { outcome: 'kept', bonus };
}
