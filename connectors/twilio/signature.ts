import { createHmac } from 'node:crypto';
import { sameSignature } from '../webhook-signature.js';
import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';

/** https://www.twilio.com/docs/usage/webhooks/webhooks-security */
const SIGNATURE = 'X-Twilio-Signature';

export function verifySignature(delivery: WebhookDelivery, authTokens: readonly string[]): WebhookVerification {
  const given = delivery.headers[SIGNATURE.toLowerCase()]?.trim();
  if (!given) return { ok: false, reason: `missing header ${SIGNATURE}` };
  const matches = authTokens.flatMap((token) =>
    spellingsOf(delivery.url).filter((url) => sameSignature(given, signatureOf(url, delivery.rawBody, token))),
  );
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'the signature does not match' };
}

/** @param url the full address the request goes to, query included. */
export const signRequest = (url: string, rawBody: Buffer, authToken: string): Record<string, string> => ({
  [SIGNATURE]: signatureOf(url, rawBody, authToken),
});

/** Base64 HMAC-SHA1 of the address and, sorted by name, each form parameter's name and value; repeated values once. */
function signatureOf(url: string, rawBody: Buffer, authToken: string): string {
  const form = new URLSearchParams(rawBody.toString('utf8'));
  const parts = [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(url + parts.join(''))
    .digest('base64');
}

/** Twilio signs the address with or without the port that goes without saying. */
function spellingsOf(text: string): string[] {
  const [, scheme = '', host = '', port, rest = ''] =
    /^(https?):\/\/(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?(.*)$/i.exec(text) ?? [];
  if (!scheme) return [text];
  const standard = scheme.toLowerCase() === 'https' ? '443' : '80';
  return [...new Set([text, `${scheme}://${host}${rest}`, `${scheme}://${host}:${port ?? standard}${rest}`])];
}
