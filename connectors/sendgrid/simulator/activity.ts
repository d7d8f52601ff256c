import type { Router } from 'express';
import { refuse } from './answers.js';
import type { MailRecord, Mails } from './mails.js';

/** One comparison of the query language, in brackets or not: unique_args['message_key']="…", to_email="…", msg_id="…". */
const COMPARISON = /^\(?\s*(?:unique_args\[['"]([^'"\]]+)['"]\]|(to_email|msg_id|subject))\s*=\s*"([^"]*)"\s*\)?$/;

/** The Email Activity API, which an account has only when it paid for it. */
export function activityRoutes(api: Router, mails: Mails): void {
  api.get('/v3/messages', (request, response) => {
    if (!mails.settings().activity)
      return refuse(response, 403, { message: 'access forbidden', field: 'authorization' });
    const [, argument, field, value = ''] = COMPARISON.exec(String(request.query['query'] ?? '')) ?? [];
    if (argument === undefined && field === undefined) {
      return refuse(response, 400, { message: 'invalid query', field: 'query' });
    }
    const limit = Number(request.query['limit'] ?? 10);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
      return refuse(response, 400, { message: 'limit must be between 1 and 1000', field: 'limit' });
    }
    const rows = mails.records.all().flatMap((mail) =>
      mail.recipients.flatMap(({ email, custom_args: args }, index) => {
        const row = activityRow(mail, email, index);
        const found = argument === undefined ? row[field as 'to_email'] : args[argument];
        return found === value ? [row] : [];
      }),
    );
    response.json({ messages: rows.slice(-limit).reverse() });
  });
}

const activityRow = (mail: MailRecord, email: string, index: number) => ({
  from_email: mail.from.email,
  msg_id: `${mail.id}.recvd-sandbox-0-${index}.0`,
  subject: mail.subject,
  to_email: email,
  status: mail.events.includes('delivered')
    ? 'delivered'
    : mail.events.includes('bounce')
      ? 'not_delivered'
      : 'processing',
  opens_count: 0,
  clicks_count: 0,
  last_event_time: mail.taken_at.replace(/\.\d+Z$/, 'Z'),
});
