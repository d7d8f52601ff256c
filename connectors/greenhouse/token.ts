import { FailureType } from '../../workflows/failure-types.js';
import { createVendorHttp, type HttpResponse, type VendorProtocol } from '../http.js';
import { unlimited } from '../rate-limiter.js';
import type { StoredToken } from '../token-store.js';
import { parseAnswer } from '../wire.js';
import { VENDOR } from './manifest.js';
import { WireToken } from './wire.js';

/** Greenhouse's tokens live about an hour (https://harvestdocs.greenhouse.io/docs/authentication). */
const DEFAULT_LIFETIME_S = 3600;

export interface TokenEndpoint {
  /**
   * Asks for a new token with the client-credentials grant.
   * @throws VendorUnauthorized when the credentials are refused, VendorThrottled or VendorUnavailable when the
   * endpoint is; never with the credentials or what the endpoint echoes of them.
   */
  request(): Promise<StoredToken>;
  close(): Promise<void>;
}

export interface TokenEndpointOptions {
  authUrl: string;
  clientId: string;
  clientSecret: string;
  /** Greenhouse user that the token acts as; without it, the credential's own service user. */
  userId: string | undefined;
  timeoutMs: number;
}

/** `POST /token` of Greenhouse's authorization server (https://harvestdocs.greenhouse.io/docs/authentication). */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const basic = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64');
  const protocol: VendorProtocol = {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    authorize: () => Promise.resolve({ authorization: `Basic ${basic}` }),
    refreshesTokens: false,
    describeError: describeRefusal,
    rateLimit: () => ({}),
    requestId: (response) => response.headers['x-request-id'],
  };
  // The endpoint's limit is its own, apart from the API's.
  const http = createVendorHttp({
    baseUrl: options.authUrl,
    protocol,
    limiter: unlimited,
    timeoutMs: options.timeoutMs,
  });

  return {
    async request() {
      const response = await http.read({
        changesNothing: true,
        method: 'POST',
        path: '/token',
        form: { grant_type: 'client_credentials', ...(options.userId ? { sub: options.userId } : {}) },
      });
      const token = parseAnswer(VENDOR, 'POST /token', WireToken, response);
      return { accessToken: token.access_token, expiresAt: expiryOf(token, new Date()) };
    },
    close: () => http.close(),
  };
}

/** When a token ends: `expires_in` in seconds from `now`, else `expires_at` or `expires`, else in an hour. */
export function expiryOf(token: Pick<WireToken, 'expires_in' | 'expires_at' | 'expires'>, now: Date): Date {
  const seconds = numberOf(token.expires_in);
  if (seconds !== undefined) return new Date(now.getTime() + seconds * 1000);
  for (const value of [token.expires_at, token.expires]) {
    const epochSeconds = numberOf(value);
    if (epochSeconds !== undefined) return new Date(epochSeconds * 1000);
    const date = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(date)) return new Date(date);
  }
  return new Date(now.getTime() + DEFAULT_LIFETIME_S * 1000);
}

/**
 * What a token says of its scopes: a JWT's claim `scope` (RFC 9068), which whether Greenhouse fills it is not documented.
 * Undefined where it says nothing.
 */
export function scopesOf(accessToken: string): ReadonlySet<string> | undefined {
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const { scope, scopes } = (typeof claims === 'object' && claims !== null ? claims : {}) as Record<string, unknown>;
  const named: unknown = scope ?? scopes;
  const words: unknown[] = typeof named === 'string' ? named.split(/\s+/) : Array.isArray(named) ? named : [];
  const found = words.filter((word): word is string => typeof word === 'string' && word.startsWith('harvest:'));
  return found.length > 0 ? new Set(found) : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
}

/** RFC 6749, 5.2: the only words of a refusal that can be repeated, as its messages echo the client id. */
const OAUTH_ERRORS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

function describeRefusal(response: HttpResponse): { message: string; type?: FailureType } {
  const { status } = response;
  if (status >= 500 || status === 429 || status === 408) return { message: 'from the token endpoint' };
  const code = oauthError(response.text);
  return {
    message:
      `the token endpoint refused the credentials${code ? ` (${code})` : ''}: ` +
      'check GREENHOUSE_CLIENT_ID, GREENHOUSE_CLIENT_SECRET and GREENHOUSE_USER_ID',
    type: FailureType.VendorUnauthorized,
  };
}

function oauthError(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const code = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    return typeof code === 'string' && OAUTH_ERRORS.has(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
