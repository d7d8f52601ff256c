import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Request, RequestHandler } from 'express';
import { PEOPLE } from '../../../sandbox/company.js';
import type { Store } from '../../../sandbox/store.js';
import { FORBIDDEN, refuse } from './answers.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** One second less than an hour, as Google says it. */
const TOKEN_LIFETIME_S = 3599;
const ASSERTION_LIFETIME_S = 3600;
/** How far clocks may be apart. */
const SKEW_S = 300;

const READING_SCOPES = ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);

export interface Access {
  /** `POST /token`: an access token for a service account's signed assertion. */
  token: RequestHandler;
  /** Demands an access token that is not over. */
  bearer: RequestHandler;
  /** Demands a scope that may read events. */
  reader: RequestHandler;
}

interface Claims {
  iss?: unknown;
  scope?: unknown;
  aud?: unknown;
  iat?: unknown;
  exp?: unknown;
  sub?: unknown;
}

/** https://developers.google.com/identity/protocols/oauth2/service-account */
export function createAccess(store: Store, credentials: Readonly<Record<string, string>>): Access {
  const tokens = store.collection<{ scope: string; expiresAt: number }>('access_tokens');
  const scopeOf = (request: Request): string | undefined => {
    const [, text] = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '') ?? [];
    const token = text ? tokens.get(text) : undefined;
    return token && token.expiresAt > Date.now() ? token.scope : undefined;
  };

  return {
    token(request, response) {
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const refuseGrant = (status: number, error: string, error_description: string) =>
        void response.status(status).json({ error, error_description });
      if (form.get('grant_type') !== GRANT_TYPE) {
        return refuseGrant(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`);
      }
      const claims = verified(form.get('assertion') ?? '', credentials['GOOGLE_SERVICE_ACCOUNT_KEY_FILE']);
      if (typeof claims === 'string') return refuseGrant(400, 'invalid_grant', claims);
      if (claims.aud !== `${request.protocol}://${request.get('host')}${request.originalUrl}`) {
        return refuseGrant(400, 'invalid_grant', 'Invalid JWT: Failed audience check.');
      }
      const scope = typeof claims.scope === 'string' ? claims.scope.trim() : '';
      if (!scope) return refuseGrant(400, 'invalid_scope', 'Empty or missing scope not allowed.');
      if (claims.sub !== undefined && !PEOPLE.some(({ workEmail }) => workEmail === claims.sub)) {
        return refuseGrant(400, 'invalid_grant', 'Invalid email or User ID');
      }
      const access_token = `ya29.${randomBytes(48).toString('base64url')}`;
      tokens.put(access_token, { scope, expiresAt: Date.now() + TOKEN_LIFETIME_S * 1000 });
      response.json({ access_token, expires_in: TOKEN_LIFETIME_S, token_type: 'Bearer' });
    },
    bearer(request, response, next) {
      const scope = scopeOf(request);
      if (scope === undefined) {
        response.set('WWW-Authenticate', 'Bearer realm="https://accounts.google.com/", error="invalid_token"');
        return refuse(response, 401, { domain: 'global', reason: 'authError', message: 'Invalid Credentials' });
      }
      response.locals['scopes'] = scope.split(/\s+/);
      next();
    },
    reader(_request, response, next) {
      const scopes = response.locals['scopes'] as string[];
      if (!scopes.some((scope) => READING_SCOPES.includes(scope))) {
        return refuse(response, 403, FORBIDDEN.insufficientPermissions);
      }
      next();
    },
  };
}

/** The claims of an assertion that the account of the key file has signed, or what is wrong with it. */
function verified(assertion: string, keyFile: string | undefined): Claims | string {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const { alg } = (decode(header) ?? {}) as { alg?: unknown };
  const claims = decode(payload) as Claims | undefined;
  if (!claims || alg !== 'RS256') return 'Bad Request';
  // The sandbox may start before its keys are made.
  const account = keyFile && existsSync(keyFile) ? readAccount(keyFile) : undefined;
  if (!account || claims.iss !== account.client_email) return 'Invalid grant: account not found';
  const key = createPublicKey(account.private_key);
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
    return 'Invalid JWT Signature.';
  }
  const { iat, exp } = claims;
  const now = Date.now() / 1000;
  const timely =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    iat <= now + SKEW_S &&
    exp > now - SKEW_S &&
    exp - iat <= ASSERTION_LIFETIME_S;
  if (!timely) return 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
  return claims;
}

function readAccount(file: string): { client_email: string; private_key: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { client_email: string; private_key: string };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
