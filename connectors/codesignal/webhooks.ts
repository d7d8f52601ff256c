import { createHash } from 'node:crypto';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';

const SIGNATURE_HEADER = 'X-CodeSignal-Signature';

/** Events about a test session. */
const SESSION_EVENTS: ReadonlySet<string> = new Set([
  ...['companyTestSessionCreated', 'companyTestSessionStarted', 'companyTestSessionFinished'],
  ...['preScreenCandidateDeclined', 'preScreenResultShared', 'preScreenExpired', 'preScreenIntegrityReviewUpdated'],
  ...['preScreenResultVerificationPending', 'preScreenResultVerified', 'preScreenResultNotVerified'],
]);

/** The others that are documented: tests as such, and live interviews. */
const UNSUBSCRIBED: ReadonlySet<string> = new Set([
  ...['assessmentCreated', 'assessmentUpdated', 'liveInterviewFinished', 'liveInterviewFeedbackUpdated'],
]);

/**
 * CodeSignal's webhooks. The signature is over the address, the event's name and its time, and not over the body: who
 * has seen one delivery can send any payload with it. So nothing but the session's id is taken, and that only to
 * read the session anew. https://developer.codesignal.com/webhooks/
 */
export const webhooks = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify(delivery, secrets) {
    const given = delivery.headers[SIGNATURE_HEADER.toLowerCase()]?.trim().toLowerCase();
    if (!given) return { ok: false, reason: `missing header ${SIGNATURE_HEADER}` };
    const signed = signedText(delivery.rawBody, delivery.url);
    const matches = secrets.map((secret) => sameSignature(given, hmacSha256Hex(secret, signed)));
    return matches.includes(true)
      ? { ok: true }
      : { ok: false, reason: 'the signature does not match the address, the event and its time' };
  },

  /** What CodeSignal sends again, it sends with the time it first happened at. */
  eventId({ rawBody }) {
    const body = objectOf(rawBody);
    const identity = [body?.['event'], body?.['triggeredOn'], sessionIdOf(body)];
    const known = identity.every((part) => typeof part === 'string' || typeof part === 'number');
    return `sha256:${createHash('sha256')
      .update(known ? JSON.stringify(identity) : rawBody)
      .digest('hex')}`;
  },

  eventType({ rawBody }) {
    const event = objectOf(rawBody)?.['event'];
    return typeof event === 'string' && event !== '' ? event : undefined;
  },

  parse({ rawBody }): ParsedWebhook {
    const body = objectOf(rawBody);
    if (!body) {
      return quarantined(
        'the body: expected a JSON object. On saving a webhook, CodeSignal tries it with an empty one',
      );
    }
    const { event, triggeredOn } = body;
    if (isEmpty({ ...body, payload: undefined }) && isEmpty(body['payload'])) {
      return { outcome: 'ignored', reason: 'CodeSignal tries the address of a webhook on saving it' };
    }
    if (typeof event !== 'string' || event === '') {
      return quarantined(`event: expected the name of an event, found ${kindOf(event)}`);
    }
    if (UNSUBSCRIBED.has(event)) return { outcome: 'ignored', reason: `nothing depends on ${event}` };
    if (!SESSION_EVENTS.has(event)) return { outcome: 'ignored', reason: 'not an event that CodeSignal documents' };
    // Name and time are signed as one text: only a whole time proves where the name ends.
    if (!/^\d{13}$/.test(String(triggeredOn))) {
      return quarantined(`triggeredOn: expected milliseconds since 1970, found ${kindOf(triggeredOn)}`);
    }
    const id = sessionIdOf(body);
    if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) {
      return quarantined(`payload.testSessionId: expected a test session's id, found ${kindOf(id)}`);
    }
    return { outcome: 'event', event: { kind: 'screeningChanged', screening: VENDOR, resultId: id } };
  },

  /** @param url where the delivery goes: it is part of what is signed. */
  sign(rawBody: Buffer, secret: string, _at: Date, _eventId: string, url?: string): Record<string, string> {
    if (url === undefined) throw new Error('CodeSignal signs the address: expected the URL that the delivery goes to');
    return { [SIGNATURE_HEADER]: hmacSha256Hex(secret, signedText(rawBody, url)) };
  },
} satisfies WebhookSource;

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

/** What is missing counts as empty. */
function signedText(rawBody: Buffer, url: string): string {
  const body = objectOf(rawBody);
  return url + [body?.['event'], body?.['triggeredOn']].map(plainText).join('');
}

const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function sessionIdOf(body: Record<string, unknown> | undefined): unknown {
  const payload = body?.['payload'];
  return isRecord(payload) ? payload['testSessionId'] : undefined;
}

function objectOf(rawBody: WebhookDelivery['rawBody']): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing, or an object without a value. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.values(value).every((one) => one === undefined));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
