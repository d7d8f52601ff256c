import { createHash } from 'node:crypto';
import type { MessageReport } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { signRequest, verifySignature } from './signature.js';
import { messageKeyOf } from './status-callback.js';

/**
 * What a status says of the text. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 * `failed` never left Twilio, `undelivered` came back from the carrier. Of `partially_delivered` some segments are
 * missing: as good as bounced to who must read it.
 */
const OUTCOMES: ReadonlyMap<string, MessageReport['outcome']> = new Map([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'accepted'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'bounced'],
  ['partially_delivered', 'bounced'],
  ['failed', 'dropped'],
  ['canceled', 'dropped'],
]);

/** Texts from people, which a messaging service may send to the same address. */
const INCOMING: ReadonlySet<string> = new Set(['receiving', 'received']);

/** Status callbacks: a form each, in any order, without a time of their own. */
export const webhooks: ImmediateWebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/x-www-form-urlencoded'],

  verify: verifySignature,

  /** A text comes into each status once. */
  eventId(delivery) {
    const { sid, status } = callbackOf(delivery);
    return createHash('sha256')
      .update(sid && status ? JSON.stringify([sid, status]) : delivery.rawBody)
      .digest('hex');
  },

  eventType(delivery) {
    const { status } = callbackOf(delivery);
    return status && /^\w{1,40}$/.test(status) ? status : undefined;
  },

  parse(delivery): ParsedWebhook {
    const { sid, status } = callbackOf(delivery);
    if (!sid) return quarantined('MessageSid', 'text', sid);
    if (!status) return quarantined('MessageStatus', 'text', status);
    if (INCOMING.has(status)) return { outcome: 'ignored', reason: 'an incoming text: nothing depends on it' };
    const outcome = OUTCOMES.get(status);
    if (!outcome) return quarantined('MessageStatus', 'a status that Twilio documents', status);
    const report: MessageReport = {
      reportId: `${sid}:${status}`,
      messageKey: messageKeyOf(delivery.url),
      messageId: sid,
      outcome,
      at: delivery.receivedAt.toISOString(),
    };
    return { outcome: 'event', event: { kind: 'messagesReported', comms: VENDOR, reports: [report] } };
  },

  accountOf: (delivery) => formOf(delivery).get('AccountSid') || undefined,

  /** @param url the full address the request goes to: Twilio signs it. */
  sign: (rawBody, authToken, _at, _eventId, url = '') => signRequest(url, rawBody, authToken),
};

/** Older names of the same (SmsSid, SmsStatus) stand beside the new ones, or alone. */
function callbackOf(delivery: WebhookDelivery): { sid: string | undefined; status: string | undefined } {
  const form = formOf(delivery);
  return {
    sid: form.get('MessageSid') || form.get('SmsSid') || undefined,
    status: form.get('MessageStatus') || form.get('SmsStatus') || undefined,
  };
}

const formOf = ({ rawBody }: WebhookDelivery): URLSearchParams => new URLSearchParams(rawBody.toString('utf8'));

const quarantined = (place: string, expected: string, found: unknown): ParsedWebhook => ({
  outcome: 'quarantined',
  reason: `${place}: expected ${expected}, found ${kindOf(found)}`,
});
