import { z } from 'zod';

/** What hireline reads of SendGrid's answers and events. Loose: fields are added without notice. */

export const Scopes = z.looseObject({ scopes: z.array(z.string()) });

/** A row of the Email Activity API: one message, as its last event left it. */
const ActivityMessage = z.looseObject({ msg_id: z.string().min(1), last_event_time: z.string().nullish() });
export type ActivityMessage = z.infer<typeof ActivityMessage>;
export const ActivityMessages = z.looseObject({ messages: z.array(ActivityMessage) });

export const Errors = z.looseObject({ errors: z.array(z.looseObject({ field: z.string().nullish() })) });

const Text = z.string().min(1);

/** An event of the event webhook that reports on a mail; `custom_args` of the mail stand beside SendGrid's fields. */
export const MailEvent = z.looseObject({
  event: Text,
  /** Seconds since 1970. */
  timestamp: z.union([
    z.number().int().min(0).max(99_999_999_999),
    z
      .string()
      .regex(/^\d{1,11}$/)
      .transform(Number),
  ]),
  sg_event_id: Text,
  sg_message_id: Text.nullish(),
  message_key: Text.nullish(),
});
export type MailEvent = z.infer<typeof MailEvent>;

/**
 * A mail's id as the answer to its sending gives it (X-Message-Id). Events and activity add, after a dot, which of
 * SendGrid's filters handled it: "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-…".
 */
export const messageIdOf = (longId: string): string => longId.split('.')[0] ?? longId;
