import { createHash } from 'node:crypto';
import type { RescissionCause, VendorEvent } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';

type Reader = (body: unknown) => VendorEvent;

/**
 * The events that somebody acts on, and what each means. `offer_updated` means what its status says; the person of
 * `merge_candidate` is the one that is no more. https://developers.greenhouse.io/webhooks.html
 */
const SUBSCRIBED: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['offer_created', (body) => ({ kind: 'offerChanged', applicationId: id(body, 'payload.application_id') })],
  ['offer_updated', offerUpdated],
  ['offer_deleted', (body) => rescinded(id(body, 'payload.offer.application_id'), 'offer_deleted')],
  ['hire_candidate', (body) => ({ kind: 'candidateHired', applicationId: id(body, 'payload.application.id') })],
  ['candidate_stage_change', (body) => ({ kind: 'stageChanged', applicationId: id(body, 'payload.application.id') })],
  ['unhire_candidate', (body) => rescinded(id(body, 'payload.application.id'), 'unhired')],
  ['reject_candidate', (body) => rescinded(id(body, 'payload.application.id'), 'rejected')],
  [
    'merge_candidate',
    (body) => ({
      kind: 'candidateMerged',
      candidateId: id(body, 'payload.person.id'),
      mergedInto: id(body, 'payload.person.new_candidate_id'),
    }),
  ],
  ['candidate_anonymized', (body) => ({ kind: 'candidateAnonymized', candidateId: id(body, 'payload.candidate_id') })],
]);

/** Greenhouse's names of the events that a webhook is needed for. */
export const SUBSCRIBED_EVENTS: readonly string[] = [...SUBSCRIBED.keys()];

/** The rest of the 29 events of the Harvest v3 description's `event_action_type`, and the ping on saving a webhook. */
const UNSUBSCRIBED: ReadonlySet<string> = new Set([
  ...['application_updated', 'delete_application'],
  ...['delete_candidate', 'department_deleted', 'interview_deleted', 'job_approved', 'job_created', 'job_deleted'],
  ...['job_interview_stage_deleted', 'job_post_created', 'job_post_deleted', 'job_post_updated', 'job_updated'],
  ...['new_candidate_application', 'new_prospect_application', 'offer_approved'],
  ...['office_deleted', 'scorecard_deleted', 'unreject_candidate', 'update_candidate', 'ping'],
]);

const OFFER_STATUSES = ['created', 'accepted', 'rejected', 'deprecated'];

/** `Signature: sha256 <hex>`: HMAC-SHA256 over the raw body, which holds escaped unicode that must stay as it is. */
export const webhooks = {
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
    const read = SUBSCRIBED.get(action);
    if (!read) return { outcome: 'ignored', reason: 'not an event that Greenhouse documents' };
    try {
      return { outcome: 'event', event: read(body) };
    } catch (error) {
      if (error instanceof Unexpected) return quarantined(error.message);
      throw error;
    }
  },

  sign(rawBody, secret, _at, eventId) {
    return { signature: `sha256 ${hmacSha256Hex(secret, rawBody)}`, 'greenhouse-event-id': eventId };
  },
} satisfies WebhookSource;

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

/** Something of an event is not what it has to be. Names the place, not the value. */
class Unexpected extends Error {
  constructor(place: string, expected: string, found: unknown) {
    super(`${place}: expected ${expected}, found ${kindOf(found)}`);
  }
}

function offerUpdated(body: unknown): VendorEvent {
  const applicationId = id(body, 'payload.application_id');
  const status = at(body, ['payload', 'offer_status']);
  const word = typeof status === 'string' ? status.toLowerCase() : '';
  if (!OFFER_STATUSES.includes(word)) {
    throw new Unexpected('payload.offer_status', 'Created, Accepted, Rejected or Deprecated', status);
  }
  return { kind: word === 'accepted' ? 'offerAccepted' : 'offerChanged', applicationId };
}

const rescinded = (applicationId: string, cause: RescissionCause): VendorEvent => ({
  kind: 'offerRescinded',
  applicationId,
  cause,
});

/**
 * A number from 2^53 on is not the one that was sent: it may have become somebody else's.
 * @param place "payload.application.id".
 */
function id(body: unknown, place: string): string {
  const found = at(body, place.split('.'));
  const text = Number.isSafeInteger(found) ? String(found) : found;
  if (typeof text === 'string' && /^[1-9]\d{0,18}$/.test(text)) return text;
  throw new Unexpected(place, 'an integer id, below 2^53 or as text of up to 19 digits', found);
}

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
