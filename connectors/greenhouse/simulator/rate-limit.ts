import type { RequestHandler } from 'express';

/**
 * A fixed window, told in three headers of every answer; over it, 429 with Retry-After
 * (https://harvestdocs.greenhouse.io/docs/api-rate-limiting).
 */
export function rateLimit(limit: number, windowMs: number): RequestHandler {
  let window = 0;
  let used = 0;
  return (_request, response, next) => {
    const now = Date.now();
    const present = Math.floor(now / windowMs);
    if (present !== window) {
      window = present;
      used = 0;
    }
    used += 1;
    const resetMs = (present + 1) * windowMs;
    response.set({
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(Math.max(0, limit - used)),
      'X-RateLimit-Reset': String(Math.ceil(resetMs / 1000)),
    });
    if (used <= limit) return next();
    response
      .status(429)
      .set('Retry-After', String(Math.max(1, Math.ceil((resetMs - now) / 1000))))
      .json({ message: 'Rate limit exceeded' });
  };
}
