import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { BonusDecision } from '../../schemas/referral-bonus.js';
import { BONUS_BUTTONS, type BonusButton } from './blocks/bonus-message.js';

export const BONUS_REASON_CALLBACK_ID = 'bonus_reason';

const REASON_MIN = 3;
const REASON_MAX = 500;

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

const ReasonView = z.looseObject({
  callback_id: z.literal(BONUS_REASON_CALLBACK_ID),
  private_metadata: z.string(),
  state: z.looseObject({
    values: z.looseObject({
      reason: z.looseObject({
        reason: z.looseObject({
          value: z
            .string()
            .transform((text) => text.trim())
            .pipe(z.string().min(REASON_MIN)),
        }),
      }),
    }),
  }),
});

/** Slack takes at most 24 characters for a title or a button of a modal. */
const WORDS = {
  payout: { title: 'Reject the bonus', ask: 'Why is the bonus not paid?', submit: 'Reject' },
  clawback: { title: 'Let it be', ask: 'Why does the advocate keep the bonus?', submit: 'Let it be' },
} as const;

/**
 * The modal that asks why a bonus is not paid, or not taken back.
 * https://docs.slack.dev/surfaces/modals
 */
export function bonusReasonModal(
  decision: Pick<ButtonBonusDecision, 'bonusId' | 'workflowId' | 'about'>,
): types.ModalView {
  const { bonusId, workflowId, about } = decision;
  const words = WORDS[about];
  return {
    type: 'modal',
    callback_id: BONUS_REASON_CALLBACK_ID,
    private_metadata: JSON.stringify({ bonusId, workflowId, about }),
    title: { type: 'plain_text', text: words.title },
    submit: { type: 'plain_text', text: words.submit },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        optional: false,
        label: { type: 'plain_text', text: words.ask },
        hint: { type: 'plain_text', text: 'It is kept with the decision for audits.' },
        element: {
          type: 'plain_text_input',
          action_id: 'reason',
          multiline: true,
          min_length: REASON_MIN,
          max_length: REASON_MAX,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** The decision a button of a bonus stands for; undefined when the action is not one of them, or malformed. */
export function bonusDecisionOfAction(action: unknown): ButtonBonusDecision | undefined {
  const { data } = Action.safeParse(action);
  const value = data && parseJson(ButtonValue, data.value);
  return value && { ...value, decision: BONUS_BUTTONS[data.action_id] };
}

/** The decision that a submitted reason modal stands for; undefined when it is another view, or malformed. */
export function bonusDecisionOfView(view: unknown): ButtonBonusDecision | undefined {
  const { data } = ReasonView.safeParse(view);
  const about = data && parseJson(ButtonValue, data.private_metadata);
  return about && { ...about, decision: 'reject', reason: data.state.values.reason.reason.value };
}

function parseJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
