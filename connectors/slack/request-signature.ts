import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';
import { hmacSha256Hex, sameSignature } from '../webhook-signature.js';

const TIMESTAMP = 'x-slack-request-timestamp';
const SIGNATURE = 'x-slack-signature';
const VERSION = 'v0';

/** Older requests may be replays. */
const MAX_AGE_SECONDS = 5 * 60;

/**
 * Whether a request comes from Slack: `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{raw body}` with the signing
 * secret. https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @param secrets newest first; at least one. Tried in turn.
 */
export function verifySlackRequest(
  delivery: Pick<WebhookDelivery, 'headers' | 'rawBody' | 'receivedAt'>,
  secrets: readonly string[],
): WebhookVerification {
  const missing = [TIMESTAMP, SIGNATURE].filter((name) => !delivery.headers[name]);
  if (missing.length > 0) return { ok: false, reason: `missing header ${missing.join(', ')}` };
  const timestamp = String(delivery.headers[TIMESTAMP]);
  const signature = String(delivery.headers[SIGNATURE]);

  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: `${TIMESTAMP} is not a time in seconds` };
  const age = Math.floor(delivery.receivedAt.getTime() / 1000) - Number(timestamp);
  if (Math.abs(age) > MAX_AGE_SECONDS) return { ok: false, reason: `stale ${TIMESTAMP}` };
  if (!signature.startsWith(`${VERSION}=`)) return { ok: false, reason: `unknown version of ${SIGNATURE}` };

  const matches = secrets.map((secret) => sameSignature(signature, signatureOf(delivery.rawBody, secret, timestamp)));
  return matches.includes(true) ? { ok: true } : { ok: false, reason: 'signature does not match' };
}

/** The headers Slack sends with this body at this time. */
export function signSlackRequest(rawBody: Buffer, secret: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { [TIMESTAMP]: timestamp, [SIGNATURE]: signatureOf(rawBody, secret, timestamp) };
}

function signatureOf(rawBody: Buffer, secret: string, timestamp: string): string {
  return `${VERSION}=${hmacSha256Hex(secret, `${VERSION}:${timestamp}:`, rawBody)}`;
}
