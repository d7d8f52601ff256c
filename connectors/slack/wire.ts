import { z } from 'zod';

/**
 * The parts of Slack's answers that are used. Everything else in them is let pass.
 * https://docs.slack.dev/apis/web-api/
 */

/** What every answer has. A failure is HTTP 200 with `ok: false`. */
export const SlackAnswer = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  /** The scope that is missing, with missing_scope. */
  needed: z.string().nullish(),
  response_metadata: z.looseObject({ messages: z.array(z.string()).nullish() }).nullish(),
});
export type SlackAnswer = z.infer<typeof SlackAnswer>;

const Timestamp = z.union([z.string(), z.number()]).transform(String);

/** chat.postMessage and chat.update. `channel` and `ts` together are the message's address. */
export const PostedMessage = z.looseObject({ channel: z.string(), ts: Timestamp });

export const HistoryMessage = z.looseObject({
  ts: Timestamp,
  metadata: z
    .looseObject({ event_type: z.string().nullish(), event_payload: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
  /** Of a thread's parent: when its newest reply was posted. */
  latest_reply: Timestamp.nullish(),
});
export type HistoryMessage = z.infer<typeof HistoryMessage>;

/** conversations.history (newest first, no replies) and conversations.replies (the parent first). */
export const HistoryPage = z.looseObject({
  messages: z.array(HistoryMessage),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

export const AuthTest = z.looseObject({ team: z.string().nullish(), user: z.string().nullish() });

/** https://docs.slack.dev/reference/methods/users.info; the address only with the scope users:read.email. */
export const UserInfo = z.looseObject({
  user: z.looseObject({ profile: z.looseObject({ email: z.string().nullish() }).nullish() }),
});
