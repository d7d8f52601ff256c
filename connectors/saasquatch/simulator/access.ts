import type { RequestHandler } from 'express';
import { refuse } from './answers.js';
import type { Records } from './records.js';

/** HTTP Basic: no user name, the API key as password. */
export function apiKey(key: string): RequestHandler {
  return (request, response, next) => {
    const [, encoded = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (key !== '' && Buffer.from(encoded, 'base64').toString('utf8') === `:${key}`) return next();
    refuse(response, 401, 'The API key is missing or unknown.', 'UNAUTHORIZED');
  };
}

/** Open endpoints are disabled until SaaSquatch's support enables them. */
export function enabled(records: Records, endpoint: 'referrals' | 'codes' | 'users'): RequestHandler {
  return (_request, response, next) => {
    const { disabled } = records.settings();
    if (!disabled.includes('all') && !disabled.some((one) => one === endpoint)) return next();
    refuse(response, 403, 'This endpoint is disabled for your tenant.', 'OPEN_ENDPOINT_DISABLED');
  };
}

const WINDOW_MS = 60_000;

/** So many requests a minute. Nothing of a limit is documented: this is for trying what a client does about one. */
export function rateLimit(limit: number | undefined): RequestHandler {
  let endsAt = 0;
  let used = 0;
  return (_request, response, next) => {
    if (limit === undefined) return next();
    const now = Date.now();
    if (now >= endsAt) [endsAt, used] = [now + WINDOW_MS, 0];
    used += 1;
    if (used <= limit) return next();
    response.set('Retry-After', String(Math.ceil((endsAt - now) / 1000)));
    refuse(response, 429, 'Too many requests', 'TOO_MANY_REQUESTS');
  };
}
