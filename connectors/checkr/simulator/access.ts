import type { RequestHandler } from 'express';
import { refuseKey } from './answers.js';

/** HTTP Basic, an API key as user name. */
export function apiKey(keys: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const [, encoded = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    if (!user || !keys.includes(user)) return refuseKey(response);
    next();
  };
}

const WINDOW_MS = 60_000;

/**
 * So many requests a minute, told in three headers of every answer. Over it, 429: when to come back is in
 * X-Ratelimit-Reset, as no Retry-After is documented.
 */
export function rateLimit(limit: number): RequestHandler {
  let window = 0;
  let used = 0;
  return (_request, response, next) => {
    const present = Math.floor(Date.now() / WINDOW_MS);
    if (present !== window) [window, used] = [present, 0];
    used += 1;
    response.set({
      'X-Ratelimit-Limit': String(limit),
      'X-Ratelimit-Remaining': String(Math.max(0, limit - used)),
      'X-Ratelimit-Reset': String(((present + 1) * WINDOW_MS) / 1000),
    });
    if (used <= limit) return next();
    response.status(429).json({ error: 'Too many requests' });
  };
}
