import { createHash } from 'node:crypto';
import type { Environment } from '../../config/environment.js';
import type { HireEvent } from '../../schemas/events.js';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource, WebhookVerification } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './client.js';
import { WireEvent } from './wire.js';

/** What the signature is computed over. The vendor's own sample says body, then timestamp; some guides the reverse. */
export type SignatureOrder = 'body_timestamp' | 'timestamp_body';

/** @throws Error when BAMBOOHR_SIGNATURE_ORDER is set to anything else. */
export function signatureOrder(environment: Environment): SignatureOrder {
  const order = environment['BAMBOOHR_SIGNATURE_ORDER']?.trim() || 'body_timestamp';
  if (order === 'body_timestamp' || order === 'timestamp_body') return order;
  throw new Error('BAMBOOHR_SIGNATURE_ORDER: expected body_timestamp or timestamp_body.');
}

/**
 * BambooHR retries up to 155 minutes after the first attempt (5, 10, 20, 40 and 80 minutes apart), and it is not
 * documented whether a retry is signed anew. Within a day an old delivery is a late one, not a forgery.
 */
const OLDEST_MS = 24 * 3_600_000;
/** Clocks differ by this much at most. */
const FUTURE_MS = 5 * 60_000;

const SIGNATURE = 'x-bamboohr-signature';
const TIMESTAMP = 'x-bamboohr-timestamp';
const LEGACY = 'legacy webhook: register with events employee.created, employee.updated, employee.deleted';

/**
 * BambooHR's event-based webhooks (https://documentation.bamboohr.com/docs/event-based-webhooks).
 * @param order read with each delivery, so that the setting is the environment's.
 */
export function createWebhookSource(order: () => SignatureOrder): ImmediateWebhookSource {
  const signature = (secret: string, body: Buffer, timestamp: string): string =>
    order() === 'body_timestamp' ? hmacSha256Hex(secret, body, timestamp) : hmacSha256Hex(secret, timestamp, body);

  return {
    vendor: VENDOR,
    contentTypes: ['application/json'],
    verify({ headers, rawBody, receivedAt }, secrets): WebhookVerification {
      const given = headers[SIGNATURE]?.trim().toLowerCase();
      const timestamp = headers[TIMESTAMP]?.trim();
      if (!given) return { ok: false, reason: 'the header X-BambooHR-Signature is missing' };
      if (!timestamp) return { ok: false, reason: 'the header X-BambooHR-Timestamp is missing' };
      // Every secret is tried, so that the time taken does not tell which one fits.
      const fits = secrets.map((secret) => sameSignature(given, signature(secret, rawBody, timestamp)));
      if (!fits.includes(true)) return { ok: false, reason: 'X-BambooHR-Signature does not fit' };
      const sentAt = timestampMs(timestamp);
      if (sentAt === undefined) return { ok: false, reason: 'X-BambooHR-Timestamp is not a time' };
      const age = receivedAt.getTime() - sentAt;
      if (age > OLDEST_MS) return { ok: false, reason: 'X-BambooHR-Timestamp is stale' };
      return age < -FUTURE_MS ? { ok: false, reason: 'X-BambooHR-Timestamp is in the future' } : { ok: true };
    },
    eventId({ rawBody }) {
      const body = jsonObject(rawBody);
      const parsed = WireEvent.safeParse(body);
      const identity =
        body && parsed.success
          ? [
              parsed.data.type,
              parsed.data.data.employeeId,
              body['timestamp'] ?? null,
              parsed.data.data.changedFields ?? [],
            ]
          : undefined;
      return createHash('sha256')
        .update(identity ? JSON.stringify(identity) : rawBody)
        .digest('hex');
    },
    eventType({ rawBody }) {
      const body = jsonObject(rawBody);
      if (body && isLegacy(body)) return 'employee_with_fields';
      return typeof body?.['type'] === 'string' ? body['type'] : undefined;
    },
    parse,
    sign(rawBody, secret, at) {
      const timestamp = String(Math.floor(at.getTime() / 1000));
      return { [SIGNATURE]: signature(secret, rawBody, timestamp), [TIMESTAMP]: timestamp };
    },
  };
}

function parse({ rawBody }: WebhookDelivery): ParsedWebhook {
  const body = jsonObject(rawBody);
  if (!body) return { outcome: 'quarantined', reason: 'the body: expected a JSON object' };
  if (isLegacy(body)) return { outcome: 'ignored', reason: LEGACY };
  const type = body['type'];
  if (typeof type !== 'string') {
    return { outcome: 'quarantined', reason: `type: expected the name of an event, found ${kindOf(type)}` };
  }
  if (type.startsWith('employee_with_fields.')) return { outcome: 'ignored', reason: LEGACY };
  if (!HANDLED.has(type)) return { outcome: 'ignored', reason: 'nobody subscribed to this event' };
  const parsed = WireEvent.safeParse(body);
  if (!parsed.success) {
    const { path = [], message } = parsed.error.issues[0] ?? {};
    const found = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], body);
    return { outcome: 'quarantined', reason: `${path.map(String).join('.')}: ${message}, found ${kindOf(found)}` };
  }
  return { outcome: 'event', event: toEvent(type, parsed.data.data) };
}

const HANDLED: ReadonlySet<string> = new Set(['employee.created', 'employee.updated', 'employee.deleted']);

function toEvent(type: string, data: { employeeId: string; changedFields?: string[] | null | undefined }): HireEvent {
  const { employeeId } = data;
  if (type === 'employee.created') return { kind: 'employeeCreated', employeeId };
  if (type === 'employee.deleted') return { kind: 'employeeDeleted', employeeId };
  return { kind: 'employeeUpdated', employeeId, changedFields: data.changedFields ?? [] };
}

/** The field-based payload of webhooks that were registered without `events`. */
const isLegacy = (body: Record<string, unknown>): boolean => Array.isArray(body['employees']) && !('data' in body);

function jsonObject(rawBody: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(rawBody.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970 of epoch seconds, epoch milliseconds or ISO 8601 with any form of offset. */
function timestampMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number >= 1e11 ? number : number * 1000;
  }
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}
