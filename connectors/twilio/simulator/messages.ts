import type { Request, Response, Router } from 'express';
import { formOf, refuse } from './answers.js';
import { newSid, showText, type Records, type TextRecord } from './records.js';
import type { Statuses } from './statuses.js';

const LONGEST_BODY = 1600;

/** The Messages resource: create and list. */
export function messageRoutes(api: Router, records: Records, statuses: Statuses, accountSid: string): void {
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;

  api.post(path, (request, response) => {
    const fields = acceptable(request, response, records);
    if (!fields) return;
    const now = new Date().toISOString();
    const text = records.texts.put(fields.sid, { ...fields, created_at: now, updated_at: now });
    const { silent, automatic_statuses: automatic } = records.settings();
    if (automatic) statuses.plan(text);
    if (silent) return void request.socket.destroy();
    response.status(201).json(showText(accountSid, text));
  });

  api.get(path, (request, response) => {
    const size = Number(request.query['PageSize'] ?? 50);
    const page = Number(request.query['Page'] ?? 0);
    if (!Number.isInteger(size) || size < 1 || size > 1000 || !Number.isInteger(page) || page < 0) {
      return refuse(response, 400, 20006, 'Invalid page size or page');
    }
    const rows = records.texts
      .all()
      .filter((text) => isAsked(request, text))
      .reverse();
    const at = (number: number) => {
      const query = new URLSearchParams(new URL(request.originalUrl, 'http://localhost').search);
      query.set('PageSize', String(size));
      query.set('Page', String(number));
      return `${path}?${query.toString()}`;
    };
    const shown = rows.slice(page * size, (page + 1) * size);
    response.json({
      first_page_uri: at(0),
      previous_page_uri: page > 0 ? at(page - 1) : null,
      next_page_uri: rows.length > (page + 1) * size ? at(page + 1) : null,
      uri: at(page),
      page,
      page_size: size,
      start: page * size,
      end: page * size + Math.max(0, shown.length - 1),
      messages: shown.map((text) => showText(accountSid, text)),
    });
  });
}

/** Filters To, From and DateSent, with = , > (from that day on) or < (until that day); queued texts have no such date. */
function isAsked(request: Request, text: TextRecord): boolean {
  const { To: to, From: from } = request.query;
  const day = text.sent_at?.slice(0, 10);
  const is = (name: string, holds: (wanted: string) => boolean) => {
    const wanted = request.query[name];
    return wanted === undefined || (day !== undefined && holds(String(wanted).slice(0, 10)));
  };
  return (
    (to === undefined || to === text.to) &&
    (from === undefined || from === text.from) &&
    is('DateSent', (wanted) => day === wanted) &&
    is('DateSent>', (wanted) => (day ?? '') >= wanted) &&
    is('DateSent<', (wanted) => (day ?? '') <= wanted)
  );
}

type NewText = Omit<TextRecord, 'created_at' | 'updated_at'>;

function acceptable(request: Request, response: Response, records: Records): NewText | undefined {
  const form = formOf(request);
  const no = (code: number, message: string): undefined => {
    refuse(response, 400, code, message);
    return undefined;
  };
  const [to, from, service] = [form.get('To'), form.get('From'), form.get('MessagingServiceSid')];
  const [body, callback] = [form.get('Body'), form.get('StatusCallback')];
  if (!to) return no(21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return no(21211, `The 'To' number ${to} is not a valid phone number.`);
  if (!from && !service) return no(21603, "A 'From' phone number is required.");
  if (service && !/^MG[0-9a-f]{32}$/i.test(service)) return no(21705, 'The Messaging Service Sid is invalid.');
  if (!body) return no(21602, 'Message body is required.');
  if (body.length > LONGEST_BODY) return no(21617, 'The concatenated message body exceeds the 1600 character limit.');
  if (callback && !/^https?:\/\//i.test(callback)) return no(21609, 'The StatusCallback URL is not a valid URL.');
  if (records.settings().opted_out.includes(to)) return no(21610, 'Attempt to send to unsubscribed recipient');
  return {
    sid: newSid('SM'),
    to,
    from: service ? null : from,
    messaging_service_sid: service,
    body,
    status: service ? 'accepted' : 'queued',
    error_code: null,
    status_callback: callback,
    sent_at: null,
  };
}
