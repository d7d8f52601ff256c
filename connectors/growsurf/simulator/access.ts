import type { RequestHandler, Response } from 'express';

/** GrowSurf's form of an error. https://docs.growsurf.com/developer-tools/rest-api/api-guidelines */
export function refuse(response: Response, status: number, name: string, message: string, more: object = {}): void {
  const code = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  response
    .status(status)
    .json({ name, code, message, status, level: 'error', timestamp: new Date().toISOString(), ...more });
}

export const notFound = (response: Response): void =>
  refuse(response, 404, 'NotFound', 'The requested resource does not exist.');

/** A revoked or mistyped key is answered as one without permission. */
export function bearer(key: string | undefined): RequestHandler {
  return (request, response, next) => {
    if (key && request.headers.authorization === `Bearer ${key}`) return next();
    refuse(response, 403, 'NotAuthorized', 'You are not allowed to perform that action.');
  };
}

const MINUTE_MS = 60_000;

/** The minute's limit with its headers; the length of what is left of it only when it is used up. */
export function rateLimit(limit: number): RequestHandler {
  let window = 0;
  let used = 0;
  return (_request, response, next) => {
    const now = Date.now();
    const present = Math.floor(now / MINUTE_MS);
    if (present !== window) [window, used] = [present, 0];
    used += 1;
    response.set('GrowSurf-RateLimit-Minute-Limit', String(limit));
    response.set('GrowSurf-RateLimit-Minute-Remaining', String(Math.max(0, limit - used)));
    if (used <= limit) return next();
    response.set('GrowSurf-Retry-After-Minute-Milliseconds', String((present + 1) * MINUTE_MS - now));
    refuse(response, 429, 'RateLimit', 'You have reached your minute limit.', { policyName: 'MINUTE' });
  };
}
