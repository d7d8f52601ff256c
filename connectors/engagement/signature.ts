import { createHmac } from 'node:crypto';
import { sameSignature } from '../webhook-signature.js';
import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';

/**
 * Standard Webhooks 1.0.0, symmetric signatures (v1): the base64 HMAC-SHA256 of `id.timestamp.body`, the body as its
 * bytes. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * The npm package of the same authors is not used: it signs the body as text, so bytes that are no UTF-8 change on the
 * way, goes by its own clock, and takes an id with a dot.
 */
export const HEADERS = { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' } as const;

/** Either way, as in the authors' own libraries. */
const TOLERANCE_MS = 5 * 60_000;
const PREFIX = 'whsec_';

/** @param secrets newest first; one that is not base64 matches nothing. */
export function verifySignature(delivery: WebhookDelivery, secrets: readonly string[]): WebhookVerification {
  const [id, timestamp, signatures] = [HEADERS.id, HEADERS.timestamp, HEADERS.signature].map((name) =>
    delivery.headers[name]?.trim(),
  );
  if (!id) return refused(`missing header ${HEADERS.id}`);
  if (!timestamp) return refused(`missing header ${HEADERS.timestamp}`);
  if (!signatures) return refused(`missing header ${HEADERS.signature}`);
  // The dot divides what is signed: with one in the id, what belongs to the id could pass for the time.
  if (id.includes('.')) return refused(`${HEADERS.id}: expected an id without a dot`);
  if (!/^\d{1,12}$/.test(timestamp)) return refused(`${HEADERS.timestamp}: expected seconds since 1970`);
  const age = delivery.receivedAt.getTime() - Number(timestamp) * 1_000;
  if (Math.abs(age) > TOLERANCE_MS) return refused(`${HEADERS.timestamp}: more than 5 minutes from now`);
  const given = signatures.split(/\s+/);
  const expected = secrets.flatMap((secret) => signatureOf(id, timestamp, delivery.rawBody, secret) ?? []);
  // All of them are compared, so that the time taken does not tell which secret it was.
  const matches = expected.flatMap((one) => given.map((other) => sameSignature(other, one)));
  return matches.includes(true) ? { ok: true } : refused('the signature does not match');
}

/**
 * The three headers of one attempt.
 * @param at of the attempt, not of what happened.
 * @throws Error when the secret is not base64.
 */
export function signedHeaders(rawBody: Buffer, secret: string, at: Date, id: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = signatureOf(id, timestamp, rawBody, secret);
  if (signature === undefined) throw new Error('A secret of Standard Webhooks is whsec_ and base64.');
  return { [HEADERS.id]: id, [HEADERS.timestamp]: timestamp, [HEADERS.signature]: signature };
}

/** undefined for a secret that is not base64: an empty or shortened key must not verify anything. */
function signatureOf(id: string, timestamp: string, rawBody: Buffer, secret: string): string | undefined {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]{2,}={0,2}$/.test(encoded)) return undefined;
  const hmac = createHmac('sha256', Buffer.from(encoded, 'base64')).update(`${id}.${timestamp}.`).update(rawBody);
  return `v1,${hmac.digest('base64')}`;
}

const refused = (reason: string): WebhookVerification => ({ ok: false, reason });
