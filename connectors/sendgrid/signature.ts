import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { listVariable, type Environment } from '../../config/environment.js';
import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';
import { manifest } from './manifest.js';

/**
 * The signed event webhook: ECDSA over P-256 and SHA-256, of the timestamp header followed by the raw body, with the
 * line break at its end. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature';
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp';

/** How long a delivery is good. SendGrid documents no limit, and tries again for 24 hours: an hour more lets clocks differ. */
const GOOD_FOR_MS = 25 * 3_600_000;
/** How far ahead SendGrid's clock may be. */
const AHEAD_MS = 10 * 60_000;

/** @param publicKeys base64 of the SPKI DER, as the settings page shows them. One that is no such key matches nothing. */
export function verifySignature(delivery: WebhookDelivery, publicKeys: readonly string[]): WebhookVerification {
  const signature = delivery.headers[SIGNATURE.toLowerCase()]?.trim();
  if (!signature) return { ok: false, reason: `missing header ${SIGNATURE}` };
  const timestamp = delivery.headers[TIMESTAMP.toLowerCase()]?.trim();
  if (!timestamp) return { ok: false, reason: `missing header ${TIMESTAMP}` };
  if (!/^\d{1,11}$/.test(timestamp)) return { ok: false, reason: `${TIMESTAMP} is not a time in seconds` };
  const signed = Buffer.concat([Buffer.from(timestamp), delivery.rawBody]);
  const given = Buffer.from(signature, 'base64');
  const matches = publicKeys.filter((text) => {
    const key = publicKeyOf(text);
    return key !== undefined && verify('sha256', signed, { key, dsaEncoding: 'der' }, given);
  });
  if (matches.length === 0) return { ok: false, reason: 'the signature does not match' };
  const age = delivery.receivedAt.getTime() - Number(timestamp) * 1000;
  if (age > GOOD_FOR_MS) return { ok: false, reason: 'the timestamp is more than 25 hours old' };
  if (age < -AHEAD_MS) return { ok: false, reason: 'the timestamp is in the future' };
  return { ok: true };
}

/** @param privateKey PKCS #8 PEM. */
export function signBody(rawBody: Buffer, privateKey: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = Buffer.concat([Buffer.from(timestamp), rawBody]);
  const signature = sign('sha256', signed, { key: privateKey, dsaEncoding: 'der' });
  return { [SIGNATURE]: signature.toString('base64'), [TIMESTAMP]: timestamp };
}

/** @throws Error when SENDGRID_WEBHOOK_PUBLIC_KEY holds something that is no key: it would verify nothing, silently. */
export function requirePublicKeys(environment: Environment): void {
  const variable = manifest.webhookSecretVariable ?? '';
  listVariable(environment, variable).forEach((text, index) => {
    if (publicKeyOf(text)) return;
    throw new Error(`${variable}, number ${index + 1}, is not a P-256 public key: expected base64 without PEM lines.`);
  });
}

function publicKeyOf(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}
