import type { NextFunction, Request, Response } from 'express';
import { refuse } from './answers.js';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/** `Authorization: Bearer <API key>`. */
export const apiKey =
  (key: string): Middleware =>
  (request, response, next) => {
    if (request.get('authorization') === `Bearer ${key}`) return next();
    refuse(response, 401, { message: 'The provided authorization grant is invalid, expired, or revoked' });
  };

const WINDOW_MS = 60_000;

/** So many requests a minute, told with every answer; the rest is answered 429, without Retry-After. */
export function windowLimit(limit: number): Middleware {
  let endsAt = 0;
  let taken = 0;
  return (_request, response, next) => {
    const now = Date.now();
    if (now >= endsAt) {
      endsAt = now + WINDOW_MS;
      taken = 0;
    }
    taken += 1;
    response.set({
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(Math.max(0, limit - taken)),
      'X-RateLimit-Reset': String(Math.ceil(endsAt / 1000)),
    });
    if (taken <= limit) return next();
    refuse(response, 429, { message: 'too many requests' });
  };
}
