import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WebhookDelivery, ImmediateWebhookSource } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';

/**
 * Gusto's webhooks: thin events, signed with the subscription's verification token.
 * https://docs.gusto.com/app-integrations/docs/webhooks
 */
const SIGNATURE_HEADER = 'X-Gusto-Signature';

const Text = z.string().min(1);
const EventBody = z.looseObject({ event_type: Text, entity_type: Text.optional(), entity_uuid: Text });
const HandshakeBody = z.looseObject({ verification_token: Text, event_type: z.undefined().optional() });

export const webhooks: ImmediateWebhookSource = {
  vendor: 'gusto',
  contentTypes: ['application/json'],

  verify(delivery, secrets) {
    const signature = delivery.headers[SIGNATURE_HEADER.toLowerCase()]?.trim().toLowerCase();
    if (!signature) {
      // A handshake comes unsigned; who sends the token that is configured already knows the secret.
      const token = tokenOf(delivery);
      const known = token !== undefined && secrets.filter((secret) => sameSignature(token, secret)).length > 0;
      return known ? { ok: true } : { ok: false, reason: `missing header ${SIGNATURE_HEADER}` };
    }
    const matches = secrets.filter((secret) => sameSignature(signature, hmacSha256Hex(secret, delivery.rawBody)));
    return matches.length > 0 ? { ok: true } : { ok: false, reason: 'the signature does not match' };
  },

  /**
   * With the type: published examples of different events bear one uuid, and what is taken for another delivery of the
   * same event is lost. A delivery that is repeated has the same type.
   */
  eventId(delivery) {
    const body = objectOf(delivery);
    const { uuid, event_type: type } = body ?? {};
    if (typeof uuid === 'string' && uuid !== '' && typeof type === 'string' && type !== '') return `${uuid}:${type}`;
    const identity = [type, body?.['entity_uuid'], body?.['timestamp']];
    const known = identity.every((part) => typeof part === 'string' || typeof part === 'number');
    return createHash('sha256')
      .update(known ? JSON.stringify(identity) : delivery.rawBody)
      .digest('hex');
  },

  eventType(delivery) {
    const type = objectOf(delivery)?.['event_type'];
    return typeof type === 'string' && type !== '' ? type : undefined;
  },

  parse(delivery) {
    const body = objectOf(delivery);
    if (!body) return { outcome: 'quarantined', reason: 'the body: expected a JSON object' };
    if (isHandshake(delivery)) {
      const reason =
        'Gusto asks to verify a webhook subscription: answer with PUT /v1/webhook_subscriptions/{uuid}/verify ' +
        '(connectors/gusto/README.md, "The handshake")';
      return { outcome: 'quarantined', reason };
    }
    const parsed = EventBody.safeParse(body);
    if (!parsed.success) {
      const place = String(parsed.error.issues[0]?.path[0] ?? 'the body');
      return { outcome: 'quarantined', reason: `${place}: expected text, found ${kindOf(body[place])}` };
    }
    const { event_type: type, entity_type: entity, entity_uuid: uuid } = parsed.data;
    // employee.bank_account.created and the like are about another entity than the employee.
    if (/^employee\.[^.]+$/.test(type) && (entity ?? 'Employee') === 'Employee') {
      return { outcome: 'event', event: { kind: 'payrollEmployeeChanged', payrollEmployeeId: uuid } };
    }
    return { outcome: 'ignored', reason: `nobody subscribed to ${/^[\w.]{1,80}$/.test(type) ? type : 'this event'}` };
  },

  accountOf(delivery) {
    const body = objectOf(delivery);
    const company = body?.['resource_type'] === 'Company' ? body['resource_uuid'] : undefined;
    return typeof company === 'string' && company !== '' ? company : undefined;
  },

  sign: (rawBody, secret) => ({ [SIGNATURE_HEADER]: hmacSha256Hex(secret, rawBody) }),
};

/** Whether this is Gusto's unsigned request to verify a subscription: a verification token and no event. */
export function isHandshake(delivery: WebhookDelivery): boolean {
  return tokenOf(delivery) !== undefined;
}

function tokenOf(delivery: WebhookDelivery): string | undefined {
  return HandshakeBody.safeParse(objectOf(delivery)).data?.verification_token;
}

function objectOf(delivery: WebhookDelivery): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(delivery.rawBody.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
