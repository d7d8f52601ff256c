import type { types } from '@slack/bolt';
import { z } from 'zod';

const REASON_MIN = 3;
const REASON_MAX = 500;

/** What a modal that asks for a reason says. Slack takes at most 24 characters for a title or a button. */
export interface ReasonWords {
  title: string;
  ask: string;
  submit: string;
}

/**
 * A modal that asks for one reason.
 * @param metadata comes back with the answer.
 * https://docs.slack.dev/surfaces/modals
 */
export function reasonModalOf(callbackId: string, metadata: unknown, words: ReasonWords): types.ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: JSON.stringify(metadata),
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

const Reason = z
  .string()
  .transform((text) => text.trim())
  .pipe(z.string().min(REASON_MIN));

/**
 * What a submitted modal was opened with, and the reason (trimmed, at least three characters); undefined when it is
 * another view, or malformed.
 */
export function answeredReason<T>(
  callbackId: string,
  metadata: z.ZodType<T>,
  view: unknown,
): { metadata: T; reason: string } | undefined {
  const { data } = z
    .looseObject({
      callback_id: z.literal(callbackId),
      private_metadata: z.string(),
      state: z.looseObject({
        values: z.looseObject({ reason: z.looseObject({ reason: z.looseObject({ value: Reason }) }) }),
      }),
    })
    .safeParse(view);
  const known = data && parseJson(metadata, data.private_metadata);
  return known && { metadata: known, reason: data.state.values.reason.reason.value };
}

/** A value that a button or a modal carries as JSON; undefined when it is not what the schema takes. */
export function parseJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
