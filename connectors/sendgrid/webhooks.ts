import { createHash } from 'node:crypto';
import type { MessageReport } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { signBody, verifySignature } from './signature.js';
import { MailEvent, messageIdOf } from './wire.js';

/**
 * What an event says of the mail. A `bounce` of type `blocked` is final as well: SendGrid lists mails that were refused
 * or deferred for more than 72 hours as blocks, and only the address stays good for other mails
 * (https://www.twilio.com/docs/sendgrid/glossary/blocks). `deferred` alone means that SendGrid goes on trying.
 */
const OUTCOMES: ReadonlyMap<string, MessageReport['outcome']> = new Map([
  ['processed', 'accepted'],
  ['deferred', 'deferred'],
  ['delivered', 'delivered'],
  ['bounce', 'bounced'],
  ['dropped', 'dropped'],
  ['spamreport', 'complained'],
]);

/**
 * The event webhook: a list of events about any number of mails, in any order. Events beside those above (open, click,
 * unsubscribe, group_unsubscribe, group_resubscribe, account changes) report on no delivery and are passed over.
 */
export const webhooks: ImmediateWebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify: verifySignature,

  /** The same for a batch that comes again, whatever the order within. */
  eventId(delivery) {
    const ids = (eventsOf(delivery) ?? []).map((event) => objectOf(event)?.['sg_event_id']);
    const known = ids.length > 0 && ids.every((id) => typeof id === 'string' && id !== '');
    return createHash('sha256')
      .update(known ? JSON.stringify(ids.sort()) : delivery.rawBody)
      .digest('hex');
  },

  eventType(delivery) {
    const names = (eventsOf(delivery) ?? []).map(nameOf).filter((name) => name !== undefined);
    return names.length > 0 ? [...new Set(names)].sort().join(',') : undefined;
  },

  parse(delivery): ParsedWebhook {
    const events = eventsOf(delivery);
    if (!events) return { outcome: 'quarantined', reason: 'the body: expected a JSON list' };
    if (events.length === 0) return { outcome: 'quarantined', reason: 'the body: expected at least one event' };
    const reports: MessageReport[] = [];
    for (const [index, event] of events.entries()) {
      if (nameOf(event) === undefined)
        return quarantined(index, 'event', 'a name', objectOf(event)?.['event'] ?? event);
      const outcome = OUTCOMES.get(nameOf(event) ?? '');
      if (!outcome) continue;
      const parsed = MailEvent.safeParse(event);
      if (!parsed.success) {
        const place = String(parsed.error.issues[0]?.path[0] ?? 'event');
        const expected = place === 'timestamp' ? 'seconds since 1970' : 'text';
        return quarantined(index, place, expected, objectOf(event)?.[place]);
      }
      const { message_key: messageKey = null, sg_message_id: longId = null } = parsed.data;
      if (messageKey === null && longId === null) return quarantined(index, 'sg_message_id', 'text', longId);
      reports.push({
        reportId: parsed.data.sg_event_id,
        messageKey,
        messageId: longId === null ? null : messageIdOf(longId),
        outcome,
        at: new Date(parsed.data.timestamp * 1000).toISOString(),
      });
    }
    if (reports.length === 0) return { outcome: 'ignored', reason: 'no event in it reports on a delivery' };
    return { outcome: 'event', event: { kind: 'messagesReported', comms: VENDOR, reports } };
  },

  /** @param privateKey PKCS #8 PEM of the key whose public half verifies. */
  sign: (rawBody, privateKey, at) => signBody(rawBody, privateKey, at),
};

/** The whole delivery waits, with its good events: replayed after a mend, it loses none of them. */
const quarantined = (index: number, place: string, expected: string, found: unknown): ParsedWebhook => ({
  outcome: 'quarantined',
  reason: `[${index}].${place}: expected ${expected}, found ${kindOf(found)}`,
});

function nameOf(event: unknown): string | undefined {
  const name = objectOf(event)?.['event'];
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : undefined;
}

function eventsOf({ rawBody }: WebhookDelivery): unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
