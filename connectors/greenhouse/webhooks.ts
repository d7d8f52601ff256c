import { createHash } from 'node:crypto';
import type { HireEvent } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../connector.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';

type ApplicationEvent = Extract<HireEvent, { applicationId: string }>['kind'];

/**
 * The events that somebody acts on: where each tells its application, and what it means.
 * `offer_updated` means what its status says. https://developers.greenhouse.io/webhooks.html
 */
const SUBSCRIBED: ReadonlyMap<string, { at: readonly string[]; means: ApplicationEvent }> = new Map([
  ['offer_created', { at: ['payload', 'application_id'], means: 'offerChanged' }],
  ['offer_updated', { at: ['payload', 'application_id'], means: 'offerChanged' }],
  ['offer_deleted', { at: ['payload', 'offer', 'application_id'], means: 'offerRescinded' }],
  ['hire_candidate', { at: ['payload', 'application', 'id'], means: 'candidateHired' }],
  ['unhire_candidate', { at: ['payload', 'application', 'id'], means: 'offerRescinded' }],
  ['reject_candidate', { at: ['payload', 'application', 'id'], means: 'offerRescinded' }],
]);

/** The rest of the 29 events of the Harvest v3 description's `event_action_type`, and the ping on saving a webhook. */
const UNSUBSCRIBED: ReadonlySet<string> = new Set([
  ...['application_updated', 'candidate_anonymized', 'candidate_stage_change', 'delete_application'],
  ...['delete_candidate', 'department_deleted', 'interview_deleted', 'job_approved', 'job_created', 'job_deleted'],
  ...['job_interview_stage_deleted', 'job_post_created', 'job_post_deleted', 'job_post_updated', 'job_updated'],
  ...['merge_candidate', 'new_candidate_application', 'new_prospect_application', 'offer_approved'],
  ...['office_deleted', 'scorecard_deleted', 'unreject_candidate', 'update_candidate', 'ping'],
]);

const OFFER_STATUSES = ['created', 'accepted', 'rejected', 'deprecated'];

/** `Signature: sha256 <hex>`: HMAC-SHA256 over the raw body, which holds escaped unicode that must stay as it is. */
export const webhooks: WebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify({ headers, rawBody }, secrets) {
    const header = headers['signature']?.trim();
    if (!header) return { ok: false, reason: 'the Signature header is missing' };
    const [, given] = /^sha256 ([0-9a-f]{64})$/i.exec(header) ?? [];
    if (!given) return { ok: false, reason: 'the Signature header is not of the form "sha256 <hex>"' };
    const matches = secrets.map((secret) => sameSignature(given.toLowerCase(), hmacSha256Hex(secret, rawBody)));
    return matches.includes(true) ? { ok: true } : { ok: false, reason: 'the signature does not match the body' };
  },

  eventId({ headers, rawBody }) {
    return headers['greenhouse-event-id']?.trim() || `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
  },

  eventType(delivery) {
    const action = at(parseJson(delivery), ['action']);
    return typeof action === 'string' && action !== '' ? action : undefined;
  },

  parse(delivery): ParsedWebhook {
    const body = parseJson(delivery);
    if (body === undefined) return quarantined('the body is not JSON');
    const action = at(body, ['action']);
    if (typeof action !== 'string' || action === '') {
      return quarantined(`action: expected the name of an event, found ${kindOf(action)}`);
    }
    if (UNSUBSCRIBED.has(action)) return { outcome: 'ignored', reason: `nothing depends on ${action}` };
    const subscribed = SUBSCRIBED.get(action);
    if (!subscribed) return { outcome: 'ignored', reason: 'not an event that Greenhouse documents' };
    const id = at(body, subscribed.at);
    const applicationId = typeof id === 'number' || typeof id === 'string' ? String(id) : '';
    if (!/^[1-9]\d*$/.test(applicationId)) {
      return quarantined(`${subscribed.at.join('.')}: expected an integer id, found ${kindOf(id)}`);
    }
    if (action !== 'offer_updated') return event(subscribed.means, applicationId);
    const status = at(body, ['payload', 'offer_status']);
    const word = typeof status === 'string' ? status.toLowerCase() : '';
    if (!OFFER_STATUSES.includes(word)) {
      return quarantined(
        `payload.offer_status: expected Created, Accepted, Rejected or Deprecated, found ${kindOf(status)}`,
      );
    }
    return event(word === 'accepted' ? 'offerAccepted' : 'offerChanged', applicationId);
  },

  sign(rawBody, secret, _at, eventId) {
    return { signature: `sha256 ${hmacSha256Hex(secret, rawBody)}`, 'greenhouse-event-id': eventId };
  },
};

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

const event = (kind: ApplicationEvent, applicationId: string): ParsedWebhook => ({
  outcome: 'event',
  event: { kind, applicationId },
});

function parseJson({ rawBody }: WebhookDelivery): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}
