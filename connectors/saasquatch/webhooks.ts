import { createHash } from 'node:crypto';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../webhook-source.js';
import { kindOf } from '../wire.js';
import { createKeySets, type KeySets } from './key-sets.js';
import { VENDOR } from './manifest.js';
import { signBody, verifySignature } from './signature.js';

/** Types that are documented and start nothing here: a subscription gets them all. https://docs.saasquatch.com/api/webhooks */
const UNUSED: ReadonlySet<string> = new Set([
  ...['user.reward.balance.changed', 'coupon.created', 'reward.created', 'referral.automoderation.complete'],
  ...['referral.converted', 'referral.ended', 'export.created', 'export.completed', 'theme.publish.finished', 'test'],
  ...['email.referred.reward.earned', 'email.referral.started', 'email.referral.paid'],
  'email.referral.rewardLimitReached',
]);

/**
 * SaaSquatch's webhooks. Whoever is told of says who or which it is; all else is read anew, as deliveries come in any
 * order and up to three days late. Only the type says what an envelope is about: a published example has a heading
 * that says otherwise.
 */
export function createWebhooks(keySets: KeySets): WebhookSource {
  return {
    vendor: VENDOR,
    contentTypes: ['application/json'],

    /** @param urls where the keys are published. */
    verify: (delivery, urls) => verifySignature(delivery, urls, keySets),

    /**
     * With the type: all published examples, of whatever type, bear one id, and what is taken for another delivery of
     * the same event is lost. A delivery that is repeated has the same type.
     */
    eventId(delivery) {
      const body = objectOf(delivery);
      const [id, type] = [idAt(body, 'id'), textAt(body, 'type')];
      if (id !== undefined && type !== undefined) return `${id}:${type}`;
      return `sha256:${createHash('sha256').update(delivery.rawBody).digest('hex')}`;
    },

    eventType: (delivery) => textAt(objectOf(delivery), 'type'),

    parse(delivery): ParsedWebhook {
      const body = objectOf(delivery);
      if (!body) return quarantined('the body: expected a JSON object');
      const type = textAt(body, 'type');
      if (type === undefined) return quarantined(`type: expected the name of an event, found ${kindOf(body['type'])}`);
      if (UNUSED.has(type)) return { outcome: 'ignored', reason: `nothing depends on ${type} events` };
      if (type !== 'user.created' && type !== 'referral.started') {
        return { outcome: 'ignored', reason: 'not an event that SaaSquatch documents' };
      }
      const data = record(body['data']);
      if (!data) return quarantined(`data: expected an object, found ${kindOf(body['data'])}`);
      const id = idAt(data, 'id');
      if (id === undefined) return quarantined(`data.id: expected an id, found ${kindOf(data['id'])}`);
      if (type === 'referral.started') {
        return { outcome: 'event', event: { kind: 'referralStarted', advocacy: VENDOR, referralId: id } };
      }
      return userCreated(id, data);
    },

    accountOf: (delivery) => textAt(objectOf(delivery), 'tenantAlias'),

    /** @param privateKey PKCS #8 PEM of the RSA key whose public half is published. */
    sign: (rawBody, privateKey) => signBody(rawBody, privateKey),
  };
}

export const webhooks: WebhookSource = createWebhooks(createKeySets());

/** Tenants with the classic program do not say with which code a user came: there, the referral's own event tells. */
function userCreated(id: string, data: Record<string, unknown>): ParsedWebhook {
  const codes = data['referredByCodes'] ?? [];
  if (!Array.isArray(codes)) {
    return quarantined(`data.referredByCodes: expected a list, found ${kindOf(codes)}`);
  }
  const stranger = (codes as unknown[]).find((code) => typeof code !== 'string');
  if (stranger !== undefined) {
    return quarantined(`data.referredByCodes: expected texts, found ${kindOf(stranger)}`);
  }
  const code = record(data['referredBy'])?.['code'];
  const referred = codes.length > 0 || (typeof code === 'string' && code.trim() !== '');
  if (!referred) return { outcome: 'ignored', reason: 'the user came without a referral code' };
  return { outcome: 'event', event: { kind: 'referredUserCreated', advocacy: VENDOR, referredUserId: id } };
}

const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

function objectOf({ rawBody }: WebhookDelivery): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(rawBody.toString('utf8')));
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** Names only: an address in its place would go to logs. */
function textAt(body: Record<string, unknown> | undefined, name: 'type' | 'tenantAlias'): string | undefined {
  const value = body?.[name];
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined;
}

function idAt(body: Record<string, unknown> | undefined, name: 'id'): string | undefined {
  const value = body?.[name];
  // A number from 2^53 on is not the one that was sent.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && value.trim() !== '' && value.length <= 200 ? value : undefined;
}
