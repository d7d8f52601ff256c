import type { HttpResponse } from '../http.js';

/**
 * GrowSurf counts by second (30 in 5 s), minute (200) and hour (10,000), each with headers of its own; how long one
 * lasts is told only when it is used up. https://docs.growsurf.com/developer-tools/rest-api/api-guidelines
 */
const POLICIES = ['second', 'minute', 'hour'] as const;

/**
 * What the headers say of the limit that binds: the one that is used up, the longest where there are several; else the
 * minute's, as permits are shared out by windows of about that length.
 */
export function rateLimit(
  { headers }: Pick<HttpResponse, 'headers'>,
  now = Date.now(),
): { limit?: number; remaining?: number; resetAt?: Date } {
  const policies = POLICIES.map((name) => ({
    name,
    limit: count(headers[`growsurf-ratelimit-${name}-limit`]),
    remaining: count(headers[`growsurf-ratelimit-${name}-remaining`]),
    waitMs: count(headers[`growsurf-retry-after-${name}-milliseconds`]),
  }));
  const usedUp = policies
    .filter(({ waitMs }) => waitMs !== undefined)
    .sort((a, b) => (b.waitMs ?? 0) - (a.waitMs ?? 0))[0];
  const binding = usedUp ?? policies.find(({ name }) => name === 'minute');
  const { limit, remaining = usedUp && 0, waitMs } = binding ?? {};
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(waitMs === undefined ? {} : { resetAt: new Date(now + waitMs) }),
  };
}

function count(header: string | undefined): number | undefined {
  const text = header?.trim() ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
