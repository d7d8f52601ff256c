import { createHmac } from 'node:crypto';
import { sameSignature } from '../webhook-signature.js';
import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';

/** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
const SIGNATURE = 'X-HubSpot-Signature-v3';
const TIMESTAMP = 'X-HubSpot-Request-Timestamp';

/** A request this much older, or newer, than our clock is refused. */
const TOLERANCE_MS = 5 * 60_000;

/** The older signatures, v1 and v2, hold no time: one of them alone counts as none. */
export function verifySignature(delivery: WebhookDelivery, secrets: readonly string[]): WebhookVerification {
  const given = delivery.headers[SIGNATURE.toLowerCase()]?.trim();
  const timestamp = delivery.headers[TIMESTAMP.toLowerCase()]?.trim();
  if (!given) return { ok: false, reason: `missing header ${SIGNATURE}` };
  if (!timestamp) return { ok: false, reason: `missing header ${TIMESTAMP}` };
  if (!/^\d{1,15}$/.test(timestamp)) return { ok: false, reason: `${TIMESTAMP} is not a time in milliseconds` };
  if (Math.abs(delivery.receivedAt.getTime() - Number(timestamp)) > TOLERANCE_MS) {
    return { ok: false, reason: `${TIMESTAMP} is more than 5 minutes off` };
  }
  const urls = [...new Set([delivery.url, decodedUrl(delivery.url)])];
  const matches = secrets.flatMap((secret) =>
    urls.map((url) => sameSignature(given, signatureOf(url, delivery.rawBody, timestamp, secret))),
  );
  return matches.includes(true) ? { ok: true } : { ok: false, reason: 'the signature does not match' };
}

/** @param url the full address the request goes to, query included. */
export function signRequest(url: string, rawBody: Buffer, secret: string, at: Date): Record<string, string> {
  const timestamp = String(at.getTime());
  return { [SIGNATURE]: signatureOf(url, rawBody, timestamp, secret), [TIMESTAMP]: timestamp };
}

function signatureOf(url: string, rawBody: Buffer, timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`POST${url}`).update(rawBody).update(timestamp).digest('base64');
}

/** What HubSpot decodes in an address before it signs it; everything else stays encoded. */
const DECODED: Readonly<Record<string, string>> = {
  ...{ '%3A': ':', '%2F': '/', '%3F': '?', '%40': '@', '%21': '!', '%24': '$' },
  ...{ '%27': "'", '%28': '(', '%29': ')', '%2A': '*', '%2C': ',', '%3B': ';' },
};

export const decodedUrl = (url: string): string =>
  url.replace(/%[0-9a-f]{2}/gi, (encoded) => DECODED[encoded.toUpperCase()] ?? encoded);
