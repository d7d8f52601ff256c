import { setTimeout as sleep } from 'node:timers/promises';
import { callSignal, type HttpResponse } from '../http.js';
import { errorBody } from './errors.js';

const WINDOW_MS = 10_000;

/**
 * How long to stay away after a 429, by its policyName; HubSpot need not say Retry-After. The daily limit ends at
 * midnight in the account's time zone: it is asked again now and then.
 */
const WAITS_MS: Readonly<Record<string, number>> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: WINDOW_MS,
  DAILY: 15 * 60_000,
};
const LOCKED_MS = 2_000;
const MIGRATION_MS = 60 * 60_000;

/**
 * The limit of a window, ten seconds as a rule. It is a rolling one of which no end is told, so it is counted in
 * windows of the clock. Searches are not told of.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export function rateLimit(
  { status, headers, text }: Pick<HttpResponse, 'status' | 'headers' | 'text'>,
  now = Date.now(),
): { limit?: number; remaining?: number; resetAt?: Date } {
  const after = (ms: number) => ({ remaining: 0, resetAt: new Date(now + ms) });
  if (status === 423) return after(LOCKED_MS);
  if (status === 477) return after(MIGRATION_MS);
  if (status === 429) return after(WAITS_MS[errorBody(text)?.policyName ?? ''] ?? WINDOW_MS);
  const limit = countIn(headers, 'max');
  const remaining = countIn(headers, 'remaining');
  if (limit === undefined) return {};
  const window = countIn(headers, 'interval-milliseconds') || WINDOW_MS;
  return {
    limit,
    ...(remaining === undefined ? {} : { remaining }),
    resetAt: new Date((Math.floor(now / window) + 1) * window),
  };
}

/** A number of one of the X-HubSpot-RateLimit headers: "daily", "daily-remaining". */
export function countIn(headers: HttpResponse['headers'], name: string): number | undefined {
  const value = headers[`x-hubspot-ratelimit-${name}`]?.trim() ?? '';
  return /^\d+$/.test(value) ? Number(value) : undefined;
}

/**
 * Spaces calls out: each resolves so long after the one before. HubSpot takes 5 searches a second (formerly 4) over all
 * of an account's apps; what other processes use up of that is told by a 429.
 */
export function createPace(intervalMs: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = Date.now();
    const turn = Math.max(now, next);
    next = turn + intervalMs;
    if (turn > now) await pause(turn - now);
  };
}

/** Waits, unless the activity that waits is cancelled: then it throws why. */
export async function pause(ms: number): Promise<void> {
  const signal = callSignal.getStore();
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
