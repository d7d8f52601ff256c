import type { HttpResponse } from './http.js';

/** What an answer says of the limit: X-RateLimit-Limit, -Remaining and -Reset, which several vendors share. */
export interface ToldLimit {
  limit?: number;
  remaining?: number;
  resetAt?: Date;
}

/** @param resetTime reads the reset, whose form differs by vendor; undefined for one it cannot read. */
export function rateLimitHeaders(
  { headers }: Pick<HttpResponse, 'headers'>,
  resetTime: (text: string) => Date | undefined,
): ToldLimit {
  const limit = countIn(headers['x-ratelimit-limit']);
  const remaining = countIn(headers['x-ratelimit-remaining']);
  const resetAt = resetTime(headers['x-ratelimit-reset'] ?? '');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetAt === undefined ? {} : { resetAt }),
  };
}

/** A reset in epoch seconds. */
export function epochSeconds(text: string): Date | undefined {
  const seconds = countIn(text);
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}

/** A whole number in a header; undefined where there is none. */
export function countIn(header: string | undefined): number | undefined {
  const text = header?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
