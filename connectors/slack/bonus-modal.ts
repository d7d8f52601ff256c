import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { BonusDecision } from '../../schemas/referral-bonus.js';
import { BONUS_BUTTONS, type BonusButton } from './blocks/bonus-message.js';
import { answeredReason, parseJson, reasonModalOf, type ReasonWords } from './reason-modal.js';

export const BONUS_REASON_CALLBACK_ID = 'bonus_reason';

/** A decision as a button or the modal carries it. Who decided, and when, is in the payload around it. */
export type ButtonBonusDecision = Omit<BonusDecision, 'decidedBy' | 'decidedAt'>;

const ButtonValue = z.object({
  bonusId: z.string().min(1),
  workflowId: z.string().min(1),
  about: z.enum(['payout', 'clawback']),
});

const Action = z.looseObject({
  action_id: z.custom<BonusButton>((id) => typeof id === 'string' && Object.hasOwn(BONUS_BUTTONS, id)),
  value: z.string(),
});

const WORDS = {
  payout: { title: 'Reject the bonus', ask: 'Why is the bonus not paid?', submit: 'Reject' },
  clawback: { title: 'Let it be', ask: 'Why does the advocate keep the bonus?', submit: 'Let it be' },
} satisfies Record<BonusDecision['about'], ReasonWords>;

/**
 * The modal that asks why a bonus is not paid, or not taken back.
 */
export function bonusReasonModal(
  decision: Pick<ButtonBonusDecision, 'bonusId' | 'workflowId' | 'about'>,
): types.ModalView {
  const { bonusId, workflowId, about } = decision;
  return reasonModalOf(BONUS_REASON_CALLBACK_ID, { bonusId, workflowId, about }, WORDS[about]);
}

/** The decision a button of a bonus stands for; undefined when the action is not one of them, or malformed. */
export function bonusDecisionOfAction(action: unknown): ButtonBonusDecision | undefined {
  const { data } = Action.safeParse(action);
  const value = data && parseJson(ButtonValue, data.value);
  return value && { ...value, decision: BONUS_BUTTONS[data.action_id] };
}

/** The decision that a submitted reason modal stands for; undefined when it is another view, or malformed. */
export function bonusDecisionOfView(view: unknown): ButtonBonusDecision | undefined {
  const answer = answeredReason(BONUS_REASON_CALLBACK_ID, ButtonValue, view);
  return answer && { ...answer.metadata, decision: 'reject', reason: answer.reason };
}
