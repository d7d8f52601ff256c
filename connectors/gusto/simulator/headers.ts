import type { NextFunction, Request, Response } from 'express';
import { refuse } from './answers.js';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

const CURRENT_VERSION = '2026-06-15';
/** For applications that send no version: the oldest still served. */
const MINIMUM_VERSION = '2024-04-01';
/** Served versions with the time, in epoch seconds, since which they are deprecated. */
const VERSIONS: Readonly<Record<string, number | undefined>> = {
  [MINIMUM_VERSION]: 1763337600,
  '2025-06-15': 1763337600,
  '2025-11-15': undefined,
  '2026-02-01': undefined,
  [CURRENT_VERSION]: undefined,
};

/** Echoes the API version that serves the request: an unknown one falls back to the current one silently. */
export const apiVersion: Middleware = (request, response, next) => {
  const asked = request.get('X-Gusto-API-Version');
  const version = asked === undefined ? MINIMUM_VERSION : asked in VERSIONS ? asked : CURRENT_VERSION;
  const deprecated = VERSIONS[version];
  response.set('X-Gusto-API-Version', version);
  if (deprecated !== undefined) response.set('deprecation', `@${deprecated}`);
  next();
};

const WINDOW_MS = 60_000;

/**
 * So many requests in a rolling minute; the rest is answered 429 with Retry-After.
 * https://docs.gusto.com/embedded-payroll/docs/rate-limits
 */
export function rollingLimit(limit: number): Middleware {
  const taken: number[] = [];
  return (_request, response, next) => {
    const now = Date.now();
    while ((taken[0] ?? now) <= now - WINDOW_MS) taken.shift();
    const free = taken.length < limit;
    if (free) taken.push(now);
    const resetAt = (taken[0] ?? now) + WINDOW_MS;
    response.set({
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(limit - taken.length),
      'X-RateLimit-Reset': resetText(new Date(resetAt)),
    });
    if (free) return next();
    response.set('Retry-After', String(Math.max(1, Math.ceil((resetAt - now) / 1000))));
    refuse(response, 429, { error_key: 'request', category: 'rate_limit_exceeded', message: 'Too many requests.' });
  };
}

/** Pacific daylight time with its offset, as Gusto writes it: "2025-07-08 15:35:40 -0700". Rounded up to a second. */
function resetText(at: Date): string {
  const pacific = new Date(Math.ceil(at.getTime() / 1000) * 1000 - 7 * 3_600_000);
  return `${pacific.toISOString().slice(0, 19).replace('T', ' ')} -0700`;
}
