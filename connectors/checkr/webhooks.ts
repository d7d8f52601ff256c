import { createHash } from 'node:crypto';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';

const SIGNATURE_HEADER = 'X-Checkr-Signature';

/** What events other than a report's are about: the screenings of a report among them, which its own events sum up. */
const UNSUBSCRIBED: ReadonlySet<string> = new Set([
  ...['account', 'token', 'candidate', 'invitation', 'adverse_action', 'subscription', 'continuous_check'],
  ...['verification', 'document', 'candidate_story', 'assessment', 'ssn_trace', 'sex_offender_search'],
  ...['national_criminal_search', 'county_criminal_search', 'state_criminal_search', 'federal_criminal_search'],
  ...['federal_civil_search', 'county_civil_search', 'municipal_criminal_search', 'international_criminal_search'],
  ...['global_watchlist_search', 'terrorist_watchlist_search', 'motor_vehicle_report', 'eviction_search'],
  ...['facis_search', 'drug_screening', 'employment_verification', 'education_verification'],
  ...['professional_license_verification', 'personal_reference_verification', 'professional_reference_verification'],
  ...['credit_report', 'identity_document_verification', 'occupational_health_screening'],
]);

/**
 * Checkr's webhooks. The signature is over the raw body and holds no time, so only the event's id tells a replay.
 * `data.object` is the whole record or its id alone (`include_object`): nothing but the id is taken.
 * https://docs.checkr.com/apis/webhooks, https://github.com/checkr/webhook-verification-examples
 */
export const webhooks: ImmediateWebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify({ headers, rawBody }, secrets) {
    const given = headers[SIGNATURE_HEADER.toLowerCase()]?.trim().toLowerCase();
    if (!given) return { ok: false, reason: `missing header ${SIGNATURE_HEADER}` };
    const matches = secrets.map((secret) => sameSignature(given, hmacSha256Hex(secret, rawBody)));
    return matches.includes(true) ? { ok: true } : { ok: false, reason: 'the signature does not match the body' };
  },

  eventId(delivery) {
    const id = textAt(objectOf(delivery), ['id']);
    return id ?? `sha256:${createHash('sha256').update(delivery.rawBody).digest('hex')}`;
  },

  eventType: (delivery) => textAt(objectOf(delivery), ['type']),

  /** Every `report.*` counts, whatever it says: the report is read anew, and events may come in any order. */
  parse(delivery): ParsedWebhook {
    const body = objectOf(delivery);
    if (!body) return quarantined('the body: expected a JSON object');
    const type = textAt(body, ['type']);
    if (!type) return quarantined(`type: expected the name of an event, found ${kindOf(body['type'])}`);
    const [subject = ''] = type.split('.');
    if (UNSUBSCRIBED.has(subject)) return { outcome: 'ignored', reason: `nothing depends on ${subject} events` };
    if (subject !== 'report') return { outcome: 'ignored', reason: 'not an event that Checkr documents' };
    const kind = at(body, ['data', 'object', 'object']);
    if (kind !== undefined && kind !== 'report') {
      return quarantined(`data.object.object: expected "report", found ${kindOf(kind)}`);
    }
    const id = textAt(body, ['data', 'object', 'id']);
    if (!id || !/^[\w-]{1,100}$/.test(id)) {
      return quarantined(`data.object.id: expected a report's id, found ${kindOf(at(body, ['data', 'object', 'id']))}`);
    }
    return { outcome: 'event', event: { kind: 'screeningChanged', screening: VENDOR, resultId: id } };
  },

  accountOf: (delivery) => textAt(objectOf(delivery), ['account_id']),

  sign: (rawBody, secret) => ({ [SIGNATURE_HEADER]: hmacSha256Hex(secret, rawBody) }),
};

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

function objectOf({ rawBody }: WebhookDelivery): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (isRecord(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
