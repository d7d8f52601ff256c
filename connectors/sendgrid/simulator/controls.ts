import type { Router } from 'express';
import { z } from 'zod';
import type { Events } from './events.js';
import type { MailRecord, Mails } from './mails.js';

const Event = z.strictObject({
  event: z.enum([
    'processed',
    'deferred',
    'delivered',
    'bounce',
    'dropped',
    'spamreport',
    'open',
    'click',
    'unsubscribe',
    'group_unsubscribe',
    'group_resubscribe',
  ]),
  type: z.enum(['bounce', 'blocked']).optional(),
  reason: z.string().optional(),
  /** One of the recipients; default: all of them. */
  email: z.string().optional(),
});

const Change = z.strictObject({
  activity: z.boolean().optional(),
  silent: z.boolean().optional(),
  duplicates: z.boolean().optional(),
  out_of_order: z.boolean().optional(),
  automatic_events: z.boolean().optional(),
});

/** What recipients, mail servers and SendGrid's sales people do, below /_sandbox. */
export function controlRoutes(controls: Router, mails: Mails, events: Events): void {
  controls.get('/mails', (_request, response) => void response.json(mails.records.all().map(show)));

  controls.post('/mails/:id/event', (request, response) => {
    const mail = mails.records.get(request.params.id);
    if (!mail) return void response.status(404).json({ error: 'no such mail' });
    const parsed = Event.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    const { event, email, ...details } = parsed.data;
    events.fire(mail, event, details, email);
    response.status(202).end();
  });

  controls.get('/settings', (_request, response) => void response.json(mails.settings()));
  controls.post('/settings', (request, response) => {
    const parsed = Change.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    response.json(mails.change(parsed.data));
  });
}

/** With attachments decoded, and the recipients' addresses as people read them. */
const show = ({ attachments, content, recipients, ...mail }: MailRecord) => ({
  ...mail,
  to: recipients.map(({ email }) => email),
  text: content.find(({ type }) => type === 'text/plain')?.value ?? null,
  html: content.find(({ type }) => type === 'text/html')?.value ?? null,
  attachments: attachments.map(({ content: encoded, ...attachment }) => ({
    ...attachment,
    text: Buffer.from(encoded, 'base64').toString('utf8'),
  })),
});
