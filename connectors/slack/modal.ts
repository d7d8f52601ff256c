import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { HoldDecision } from '../../schemas/hold.js';
import { HOLD_SUBJECTS, type HoldSubject } from '../../schemas/hold-subject.js';
import { BUTTONS, type HoldButton } from './blocks/hold-message.js';
import { answeredReason, parseJson, reasonModalOf, type ReasonWords } from './reason-modal.js';

export const REASON_CALLBACK_ID = 'hold_reason';

/** A decision as a button or the modal carries it. Who decided, and when, is in the payload around it. */
export interface ButtonDecision {
  holdId: string;
  /** The diff the person saw. */
  diffHash: string;
  decision: HoldDecision;
  /** What the hold asks about, where that is not terms that differ. */
  about?: HoldSubject | undefined;
  /** Trimmed, at least three characters. */
  reason?: string;
}

const ButtonValue = z.object({
  holdId: z.string().min(1),
  diffHash: z.string().min(1),
  about: z.enum(HOLD_SUBJECTS).optional(),
});

const PrivateMetadata = ButtonValue.extend({
  decision: z.enum(['use_hris', 'reject']),
  /** The message whose button opened the modal. */
  channelId: z.string(),
  messageTs: z.string(),
});
export type ReasonMetadata = z.infer<typeof PrivateMetadata>;

const Action = z.looseObject({
  action_id: z.custom<HoldButton>((id) => typeof id === 'string' && Object.hasOwn(BUTTONS, id)),
  value: z.string(),
});

const REJECT: ReasonWords = { title: 'Reject', ask: 'Why should nothing reach payroll?', submit: 'Reject' };
const KEEP: ReasonWords = {
  title: 'Keep the employee',
  ask: 'Why does the employee stay although the hire was rescinded?',
  submit: 'Keep the employee',
};

const WORDS: Record<HoldSubject, Record<'use_hris' | 'reject', ReasonWords>> = {
  terms: {
    use_hris: {
      title: 'Use HRIS values',
      ask: 'Why do the HRIS values hold against the offer?',
      submit: 'Use HRIS values',
    },
    reject: REJECT,
  },
  screening: {
    use_hris: { title: 'Go on', ask: 'Why does the hire go on?', submit: 'Go on' },
    reject: { ...REJECT, ask: 'Why does the hire end here?' },
  },
  employment: { use_hris: KEEP, reject: KEEP },
};

/**
 * The modal that asks for the reason of a decision that needs one.
 */
export function reasonModal(decision: ReasonMetadata['decision'], metadata: ReasonMetadata): types.ModalView {
  const words = WORDS[metadata.about ?? 'terms'][decision];
  return reasonModalOf(REASON_CALLBACK_ID, { ...metadata, decision }, words);
}

/** The decision a button of a hold stands for; undefined when the action is not one of them, or malformed. */
export function decisionOfAction(action: unknown): ButtonDecision | undefined {
  const { data } = Action.safeParse(action);
  const value = data && parseJson(ButtonValue, data.value);
  return value && { ...value, decision: BUTTONS[data.action_id] };
}

/** The decision that a submitted reason modal stands for; undefined when it is another view, or malformed. */
export function decisionOfView(view: unknown): ButtonDecision | undefined {
  const answer = answeredReason(REASON_CALLBACK_ID, PrivateMetadata, view);
  if (!answer) return undefined;
  const { holdId, diffHash, decision } = answer.metadata;
  return { holdId, diffHash, decision, reason: answer.reason };
}

/** What a reason modal was opened with, also where no reason has been given; undefined for another view. */
export function reasonMetadataOf(view: unknown): ReasonMetadata | undefined {
  const { data } = z
    .looseObject({ callback_id: z.literal(REASON_CALLBACK_ID), private_metadata: z.string() })
    .safeParse(view);
  return data && parseJson(PrivateMetadata, data.private_metadata);
}
