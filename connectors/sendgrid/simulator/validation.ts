import { z } from 'zod';

/** What POST /v3/mail/send takes, as far as hireline sends it; the path of an issue is the `field` of the refusal. */

const Email = z.looseObject({
  email: z
    .string('Does not contain a valid address.')
    .regex(/^[^\s@<>,]+@[^\s@<>,]+$/, 'Does not contain a valid address.'),
  name: z.string().nullish(),
});

const Personalization = z
  .looseObject({
    to: z.array(Email).min(1, 'The to array is required.'),
    cc: z.array(Email).default([]),
    bcc: z.array(Email).default([]),
    custom_args: z.record(z.string(), z.string()).default({}),
  })
  .refine(({ to, cc, bcc }) => {
    const addresses = [...to, ...cc, ...bcc].map(({ email }) => email.toLowerCase());
    return new Set(addresses).size === addresses.length;
  }, 'Each email address in the personalization block should be unique between to, cc, and bcc.');

const MIME_TYPE = /^[^;,\r\n]+$/;

const Content = z.looseObject({
  type: z.string().regex(MIME_TYPE, "The content type cannot contain ';', or CRLF characters."),
  value: z.string().min(1, 'The content value must be a string at least one character in length.'),
});

const Attachment = z.looseObject({
  content: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'The attachment content must be base64 encoded.'),
  filename: z.string().regex(MIME_TYPE, "The filename cannot contain ';', or CRLF characters."),
  type: z
    .string()
    .regex(MIME_TYPE, "The attachment type cannot contain ';', or CRLF characters.")
    .default('application/octet-stream'),
  disposition: z.enum(['inline', 'attachment']).default('attachment'),
});

/** text/plain before text/html before anything else, each once. */
const ORDER = ['text/plain', 'text/html'];

export const MailSend = z.looseObject({
  personalizations: z.array(Personalization).min(1, 'The personalizations field is required.').max(1000),
  from: Email,
  reply_to: Email.nullish(),
  subject: z.string('The subject is required.').min(1, 'The subject is required.'),
  content: z
    .array(Content)
    .min(1, 'Unless a valid template_id is provided, the content parameter is required.')
    .superRefine((parts, context) => {
      const places = parts.map(({ type }) => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length));
      const wrong = places.findIndex((place, index) => place < (places[index - 1] ?? 0));
      if (wrong < 0) return;
      const message = 'If present, text/plain must be first, followed by text/html, followed by any other content.';
      context.addIssue({ code: 'custom', path: [wrong, 'type'], message });
    }),
  attachments: z.array(Attachment).default([]),
  headers: z.record(z.string(), z.string()).default({}),
  custom_args: z.record(z.string(), z.string()).default({}),
  mail_settings: z.looseObject({ sandbox_mode: z.looseObject({ enable: z.boolean() }).nullish() }).nullish(),
  tracking_settings: z.unknown().optional(),
});
export type MailSend = z.infer<typeof MailSend>;

/** Personalizations' and whole mail's custom arguments together may hold this many bytes. */
const CUSTOM_ARGS_BYTES = 10_000;

export const tooManyArguments = (mail: MailSend): boolean =>
  mail.personalizations.some(
    (one) => Buffer.byteLength(JSON.stringify({ ...mail.custom_args, ...one.custom_args })) > CUSTOM_ARGS_BYTES,
  );
