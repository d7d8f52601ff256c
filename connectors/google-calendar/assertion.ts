import { sign } from 'node:crypto';
import type { ServiceAccount } from './key-file.js';

/** Google takes assertions of one hour at most. */
const LIFETIME_S = 3600;

export interface AssertionClaims {
  scope: string;
  /** The token endpoint the assertion is for. */
  audience: string;
  /** The user to act as, where the domain has delegated that to the service account. */
  subject: string | undefined;
}

/**
 * The signed JWT (RS256) with which a service account asks for an access token.
 * https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 */
export function signAssertion(account: ServiceAccount, claims: AssertionClaims, now: Date): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(account.keyId ? { kid: account.keyId } : {}) };
  const payload = {
    iss: account.clientEmail,
    scope: claims.scope,
    aud: claims.audience,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_S,
    ...(claims.subject ? { sub: claims.subject } : {}),
  };
  const unsigned = `${encode(header)}.${encode(payload)}`;
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), account.privateKey).toString('base64url')}`;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
