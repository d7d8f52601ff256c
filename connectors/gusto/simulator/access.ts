import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, Response, Router } from 'express';
import { jsonBody, type SimulatorOptions } from '../../../sandbox/simulator.js';
import type { Store } from '../../../sandbox/store.js';
import { refuse } from './answers.js';

const ACCESS_TOKEN_SECONDS = 7200;

/** https://docs.gusto.com/embedded-payroll/docs/system-access */
type Access = 'company' | 'system';

export interface AccessControl {
  /** Lets a token of this kind through. */
  company(request: Request, response: Response, next: NextFunction): void;
  system(request: Request, response: Response, next: NextFunction): void;
  any(request: Request, response: Response, next: NextFunction): void;
  /** What the request's token is for. */
  kindOf(request: Request): Access | undefined;
}

/** OAuth: refresh tokens that are good once, company tokens for two hours, and system tokens. */
export function createAccessControl(api: Router, store: Store, options: SimulatorOptions): AccessControl {
  const tokens = store.collection<{ access: Access; expiresAt: number }>('access_tokens');
  const refreshTokens = store.collection<{ used: boolean }>('refresh_tokens');
  const { credentials } = options;

  function issue(access: Access): Record<string, unknown> {
    const token = randomBytes(32).toString('base64url');
    tokens.put(token, { access, expiresAt: Date.now() + ACCESS_TOKEN_SECONDS * 1000 });
    return {
      access_token: token,
      token_type: 'Bearer',
      created_at: Math.floor(Date.now() / 1000),
      expires_in: ACCESS_TOKEN_SECONDS,
    };
  }

  /** The token of the authorisation counts as issued; any other only if it is on record. */
  function useRefreshToken(token: unknown): boolean {
    if (typeof token !== 'string' || token === '') return false;
    const known =
      refreshTokens.get(token) ?? (token === credentials['GUSTO_REFRESH_TOKEN'] ? { used: false } : undefined);
    if (!known || known.used) return false;
    refreshTokens.put(token, { used: true });
    return true;
  }

  api.post('/oauth/token', (request, response) => {
    const body = jsonBody(request.body) ?? {};
    const known =
      body['client_id'] === credentials['GUSTO_CLIENT_ID'] &&
      body['client_secret'] === credentials['GUSTO_CLIENT_SECRET'];
    if (!known) {
      return oauthError(response, 401, 'invalid_client', 'Client authentication failed.');
    }
    if (body['grant_type'] === 'system_access') return void response.json(issue('system'));
    if (body['grant_type'] !== 'refresh_token') {
      return oauthError(response, 400, 'unsupported_grant_type', 'The grant type is not supported.');
    }
    if (!useRefreshToken(body['refresh_token'])) {
      return oauthError(response, 400, 'invalid_grant', 'The refresh token is invalid, expired or was used before.');
    }
    const next = randomBytes(32).toString('base64url');
    refreshTokens.put(next, { used: false });
    response.json({ ...issue('company'), refresh_token: next, scope: 'public employees:manage compensations:write' });
  });

  function kindOf(request: Request): Access | undefined {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const known = token === undefined ? undefined : tokens.get(token);
    return known && known.expiresAt > Date.now() ? known.access : undefined;
  }

  const require = (wanted: Access | 'any') => (request: Request, response: Response, next: NextFunction) => {
    const access = kindOf(request);
    if (access === undefined) {
      response.set('WWW-Authenticate', 'Bearer realm="Gusto", error="invalid_token"');
      return refuse(response, 401, {
        error_key: 'request',
        category: 'unauthenticated',
        message: 'The access token is missing, invalid or expired.',
      });
    }
    if (wanted !== 'any' && access !== wanted) {
      return refuse(response, 403, {
        error_key: 'request',
        category: 'unauthorized',
        message: 'The access token is of the wrong kind for this endpoint.',
      });
    }
    next();
  };

  return { company: require('company'), system: require('system'), any: require('any'), kindOf };
}

function oauthError(response: Response, status: number, error: string, description: string): void {
  response.status(status).json({ error, error_description: description });
}
