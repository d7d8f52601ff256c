import { createHmac, randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { sameSignature } from '../../webhook-signature.js';
import type { Records } from './records.js';
import { refuse } from './answers.js';

const LIFETIME_S = 3600;

export interface Authorization {
  /** `POST /token`, client-credentials grant. */
  token: RequestHandler;
  /** Demands a token that is signed and not over. */
  bearer: RequestHandler;
  /** Demands that the token's user is a Site Admin, as all lists do. */
  siteAdmin: RequestHandler;
}

/** https://harvestdocs.greenhouse.io/docs/authentication */
export function createAuthorization(credentials: Readonly<Record<string, string>>, records: Records): Authorization {
  const clientId = credentials['GREENHOUSE_CLIENT_ID'] ?? '';
  const clientSecret = credentials['GREENHOUSE_CLIENT_SECRET'] ?? '';
  const serviceUser = credentials['GREENHOUSE_USER_ID'] ?? '';
  const suffix = clientId.slice(clientId.lastIndexOf('-'));
  const errorId = () => `err-${randomUUID()}`;

  const sign = (text: string) => createHmac('sha256', `jwt:${clientSecret}`).update(text).digest('base64url');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  function issue(sub: string): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'https://auth.greenhouse.io', sub, iat: now, exp: now + LIFETIME_S, jti: randomUUID() };
    const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${unsigned}.${sign(unsigned)}`;
  }

  function userOf(request: Request): string | undefined {
    const [, token] = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '') ?? [];
    const [header = '', claims = '', signature = ''] = token?.split('.') ?? [];
    if (!token || !sameSignature(signature, sign(`${header}.${claims}`))) return undefined;
    const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string; exp: number };
    return exp * 1000 > Date.now() ? sub : undefined;
  }

  return {
    token(request, response) {
      const [, basic] = /^Basic (\S+)$/.exec(request.get('authorization') ?? '') ?? [];
      if (!basic) return void response.status(401).json({ message: 'Unauthorized', errorId: errorId() });
      const pair = Buffer.from(basic, 'base64').toString();
      const id = pair.slice(0, pair.indexOf(':'));
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      if (!id.endsWith(suffix)) {
        const message = `client_id=${id} does not contain a valid client ID suffix`;
        return void response.status(400).json({ message, errorId: errorId() });
      }
      if (!form.get('grant_type')) {
        return void response.status(400).json({ message: 'Must include `grant_type` parameter in /token request' });
      }
      if (!request.is('application/x-www-form-urlencoded')) {
        return void response.status(400).json({ error: 'invalid_request' });
      }
      if (form.get('grant_type') !== 'client_credentials') {
        return void response.status(400).json({ error: 'unsupported_grant_type' });
      }
      if (pair !== `${clientId}:${clientSecret}`) return void response.status(401).json({ error: 'invalid_client' });
      const sub = form.get('sub') ?? serviceUser;
      if (!records.users.get(sub)) return void response.status(400).json({ error: 'invalid_grant' });
      response.json({ access_token: issue(sub), token_type: 'Bearer', expires_in: LIFETIME_S });
    },
    bearer(request, response, next) {
      const user = userOf(request);
      if (user === undefined) return refuse(response, 401, 'Unauthorized');
      response.locals['userId'] = user;
      next();
    },
    siteAdmin(_request, response, next) {
      const user = records.users.get(String(response.locals['userId']));
      if (!user?.site_admin) return refuse(response, 403, 'This endpoint requires a Site Admin');
      next();
    },
  };
}
