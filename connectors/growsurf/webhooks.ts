import { createHash } from 'node:crypto';
import type { ParsedWebhook, WebhookDelivery, WebhookSource } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';
import { kindOf } from '../wire.js';
import { EVENT, UNSUBSCRIBED } from './events.js';
import { VENDOR } from './manifest.js';

const SIGNATURE_HEADER = 'GrowSurf-Signature';

/** GrowSurf leaves it to the receiver how old a delivery may be. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * GrowSurf's webhooks: `ts=<milliseconds>,v=<hex HMAC-SHA256 of ts.body>`, sent where the program's webhook has a secret.
 * https://docs.growsurf.com/developer-tools/webhooks/securing-your-webhooks
 */
export const webhooks = {
  vendor: VENDOR,
  contentTypes: ['application/json'],

  verify(delivery, secrets) {
    const header = delivery.headers[SIGNATURE_HEADER.toLowerCase()];
    if (!header?.trim()) return refused(`missing header ${SIGNATURE_HEADER}`);
    const { ts, v } = partsOf(header);
    if (!ts || !/^\d{1,16}$/.test(ts)) return refused(`${SIGNATURE_HEADER}: expected ts=<milliseconds since 1970>`);
    if (!v) return refused(`${SIGNATURE_HEADER}: expected v=<signature>`);
    const age = delivery.receivedAt.getTime() - Number(ts);
    if (Math.abs(age) > TOLERANCE_MS) return refused(`${SIGNATURE_HEADER}: more than 5 minutes from now`);
    const matches = secrets.map((secret) => sameSignature(v.toLowerCase(), signature(secret, ts, delivery.rawBody)));
    return matches.includes(true) ? { ok: true } : refused('the signature does not match');
  },

  /** GrowSurf sends no id of a delivery. Counters in the body may move between two attempts: they do not count. */
  eventId({ rawBody }) {
    const body = objectOf(rawBody);
    const data = record(body?.['data']);
    const subject = data?.['id'] ?? record(data?.['participant'])?.['id'];
    const identity = [body?.['event'], body?.['createdAt'], subject];
    const known = identity.every((part) => typeof part === 'string' || typeof part === 'number');
    const content = known ? JSON.stringify([...identity, ...recordIds(data)]) : rawBody;
    return `sha256:${createHash('sha256').update(content).digest('hex')}`;
  },

  eventType({ rawBody }) {
    const event = objectOf(rawBody)?.['event'];
    return typeof event === 'string' && event !== '' ? event : undefined;
  },

  accountOf({ rawBody }) {
    const body = objectOf(rawBody);
    const data = record(body?.['data']);
    const id = body?.['event'] === 'CAMPAIGN_ENDED' ? data?.['id'] : record(data?.['campaign'])?.['id'];
    return typeof id === 'string' && id !== '' ? id : undefined;
  },

  parse({ rawBody }): ParsedWebhook {
    const body = objectOf(rawBody);
    if (!body) return quarantined('the body: expected a JSON object');
    const { event, data } = body;
    if (typeof event !== 'string' || event === '') return quarantined(`event: expected text, found ${kindOf(event)}`);
    if (UNSUBSCRIBED.has(event)) return { outcome: 'ignored', reason: `nothing depends on ${event}` };
    if (event !== EVENT) return { outcome: 'ignored', reason: 'not an event that GrowSurf documents' };
    const participant = record(data);
    if (!participant) return quarantined(`data: expected a participant, found ${kindOf(data)}`);
    const { id, referrer, referredBy } = participant;
    if (typeof id !== 'string' || id === '') return quarantined(`data.id: expected an id, found ${kindOf(id)}`);
    if (isNothing(referrer) && isNothing(referredBy)) {
      return { outcome: 'ignored', reason: 'nobody has referred this participant' };
    }
    // Who referred them is read from GrowSurf: a referral has the id of the participant who came.
    return { outcome: 'event', event: { kind: 'referralStarted', advocacy: VENDOR, referralId: id } };
  },

  sign(rawBody: Buffer, secret: string, at: Date) {
    const ts = String(at.getTime());
    return { [SIGNATURE_HEADER]: `ts=${ts},v=${signature(secret, ts, rawBody)}` };
  },
} satisfies WebhookSource;

const signature = (secret: string, ts: string, rawBody: Buffer): string => hmacSha256Hex(secret, `${ts}.`, rawBody);

function partsOf(header: string): Record<string, string | undefined> {
  return Object.fromEntries(
    header.split(',').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

/** Ids of what else an event is about: a participant may reach two goals in one moment. */
const recordIds = (data: Record<string, unknown> | undefined): unknown[] =>
  ['campaign', 'reward', 'commission', 'adjustedCommission', 'payout'].map(
    (name) => record(data?.[name])?.['id'] ?? null,
  );

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';
const refused = (reason: string) => ({ ok: false as const, reason });
const quarantined = (reason: string): ParsedWebhook => ({ outcome: 'quarantined', reason });

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

function objectOf(rawBody: WebhookDelivery['rawBody']): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(rawBody.toString('utf8')));
  } catch {
    return undefined;
  }
}
