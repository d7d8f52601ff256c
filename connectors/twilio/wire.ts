import { z } from 'zod';

/** What hireline reads of Twilio's answers. Loose: fields are added without notice. */

/** A text as the Messages resource lists it. Dates are RFC 2822, "Thu, 24 Aug 2023 05:01:45 +0000". */
export const Message = z.looseObject({
  sid: z.string().min(1),
  body: z.string().nullish(),
  direction: z.string().nullish(),
  date_created: z.string().nullish(),
});
export type Message = z.infer<typeof Message>;

export const MessagePage = z.looseObject({ messages: z.array(Message), next_page_uri: z.string().nullish() });

export const CreatedMessage = z.looseObject({ sid: z.string().min(1) });

export const Account = z.looseObject({ status: z.string() });

export const ErrorBody = z.looseObject({ code: z.number().int() });
