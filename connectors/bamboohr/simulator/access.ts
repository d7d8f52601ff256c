import type { NextFunction, Request, Response } from 'express';
import { refuse } from './answers.js';

export interface AccessOptions {
  apiKey: string;
  /** Requests per minute; without it, any number. */
  rateLimit: number | undefined;
  /** Divides the lock-out. */
  timeScale: number;
}

const WINDOW_MS = 60_000;
/** This many unknown keys in a row lock the API out for a while. */
const UNKNOWN_KEYS = 10;
const LOCKED_MS = 60_000;

/** Basic authentication and throttling, in front of every API route. */
export function createAccess({ apiKey, rateLimit, timeScale }: AccessOptions) {
  let unknownKeys = 0;
  let lockedUntil = 0;
  let windowStart = 0;
  let inWindow = 0;

  return (request: Request, response: Response, next: NextFunction): void => {
    const now = Date.now();
    if (now < lockedUntil) return refuse(response, 403, 'API access is locked');
    const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic' || encoded === '') return refuse(response, 401, 'Unauthorized');
    const [key] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    if (key !== apiKey) {
      unknownKeys += 1;
      if (unknownKeys >= UNKNOWN_KEYS) {
        unknownKeys = 0;
        lockedUntil = now + LOCKED_MS / timeScale;
      }
      return refuse(response, 401, 'Invalid API key');
    }
    unknownKeys = 0;
    if (rateLimit !== undefined) {
      if (now - windowStart >= WINDOW_MS) {
        windowStart = now;
        inWindow = 0;
      }
      inWindow += 1;
      if (inWindow > rateLimit) {
        response.set('Retry-After', String(Math.max(1, Math.ceil((windowStart + WINDOW_MS - now) / 1000))));
        return refuse(response, 429, 'Limit reached');
      }
    }
    next();
  };
}
