import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { decodeProtectedHeader, errors, flattenedVerify, type CryptoKey } from 'jose';
import type { WebhookDelivery, WebhookVerification } from '../webhook-source.js';
import { KeysUnavailable, type KeySets } from './key-sets.js';

/**
 * The header with the detached JWS. The other one, X-Hook-Signature, is HMAC-SHA1 with the API key and is not looked at.
 * https://docs.saasquatch.com/api/webhooks/security
 */
const SIGNATURE = 'X-Hook-JWS-RFC-7797';
const ALGORITHM = 'RS256';

/** @param urls where keys are published. */
export async function verifySignature(
  delivery: WebhookDelivery,
  urls: readonly string[],
  keySets: KeySets,
): Promise<WebhookVerification> {
  const given = delivery.headers[SIGNATURE.toLowerCase()]?.trim();
  if (!given) return { ok: false, reason: `missing header ${SIGNATURE}` };
  const [, header = '', signature = ''] = /^([\w-]+)\.\.([\w-]+)$/.exec(given) ?? [];
  const said = protectedHeader(header);
  if (!said) return { ok: false, reason: `${SIGNATURE} is not a detached JWS` };
  if (said.alg !== ALGORITHM)
    return { ok: false, reason: `${SIGNATURE} is signed by something else than ${ALGORITHM}` };
  if (!said.kid) return { ok: false, reason: `${SIGNATURE} does not name its key` };
  // As it is documented the payload is encoded; RFC 7797, which the header is named after, also has it as it is.
  const payload = said.b64 === false ? new Uint8Array(delivery.rawBody) : delivery.rawBody.toString('base64url');
  try {
    const key = await keyIn(keySets, urls, said.kid);
    if (!key) return { ok: false, reason: `${SIGNATURE} is signed with a key that is not published` };
    await flattenedVerify({ protected: header, payload, signature }, key, { algorithms: [ALGORITHM] });
    return { ok: true };
  } catch (error) {
    if (error instanceof KeysUnavailable) return { ok: false, reason: error.message, unavailable: true };
    if (error instanceof errors.JOSEError) return { ok: false, reason: 'the signature does not match the body' };
    throw error;
  }
}

/** Where one URL has the key, it does not matter that another cannot be asked. */
async function keyIn(keySets: KeySets, urls: readonly string[], kid: string): Promise<CryptoKey | undefined> {
  let unavailable: KeysUnavailable | undefined;
  for (const url of urls) {
    try {
      const key = await keySets.find(url, kid);
      if (key) return key;
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      unavailable = error;
    }
  }
  if (unavailable) throw unavailable;
  return undefined;
}

function protectedHeader(encoded: string): { alg?: unknown; kid?: string; b64?: unknown } | undefined {
  try {
    const { alg, kid, b64 } = decodeProtectedHeader({ protected: encoded });
    return { alg, b64, ...(typeof kid === 'string' ? { kid } : {}) };
  } catch {
    return undefined;
  }
}

/** @param privateKey PKCS #8 PEM of an RSA key. */
export function signBody(rawBody: Buffer, privateKey: string): Record<string, string> {
  const header = encode(JSON.stringify({ kid: publicJwk(privateKey)['kid'], typ: 'JWT', alg: ALGORITHM }));
  const signature = sign('RSA-SHA256', Buffer.from(`${header}.${encode(rawBody)}`), createPrivateKey(privateKey));
  return { [SIGNATURE]: `${header}..${encode(signature)}` };
}

/**
 * The public half as it is published, its id the thumbprint of RFC 7638.
 * @param privateKey PKCS #8 PEM of an RSA key.
 * @throws Error when it is none.
 */
export function publicJwk(privateKey: string): Record<string, string> {
  const { e, kty, n } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (kty !== 'RSA' || !e || !n) throw new Error('the private key: expected an RSA key');
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
  return { kty, kid, use: 'sig', alg: ALGORITHM, n, e };
}

const encode = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64url');
