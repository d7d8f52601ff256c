import { createHash } from 'node:crypto';
import type { ParsedWebhook, WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { engagementsOf, EVENT_TYPES, Malformed } from './payload.js';
import { HEADERS, signedHeaders, verifySignature } from './signature.js';

/** Shares and clicks, as Standard Webhooks. What they hold is described in README.md. */
export const webhooks: ImmediateWebhookSource = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify: verifySignature,

  eventId: deliveryIdOf,

  eventType({ rawBody }) {
    const type = objectOf(rawBody)?.['type'];
    return typeof type === 'string' && type !== '' ? type : undefined;
  },

  parse(delivery): ParsedWebhook {
    const body = objectOf(delivery.rawBody);
    if (!body) return quarantined('the body: expected a JSON object');
    const { type } = body;
    if (typeof type !== 'string' || type === '') return quarantined(`type: expected text, found ${kindOf(type)}`);
    const means = Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type] : undefined;
    if (!means) {
      return { outcome: 'ignored', reason: `only ${Object.keys(EVENT_TYPES).join(' and ')} are subscribed to` };
    }
    try {
      const engagements = engagementsOf(means, body, deliveryIdOf(delivery));
      return { outcome: 'event', event: { kind: 'engagementReported', source: VENDOR, engagements } };
    } catch (error) {
      if (error instanceof Malformed) return quarantined(error.message);
      throw error;
    }
  },

  sign: signedHeaders,
};

/** The same for all attempts. Without one, which no verified delivery is, the content tells. */
function deliveryIdOf({ headers, rawBody }: WebhookDelivery): string {
  return headers[HEADERS.id]?.trim() || `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
}

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

function objectOf(rawBody: Buffer): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
