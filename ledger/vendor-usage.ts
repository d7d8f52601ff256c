import type { RateLimiter } from '../connectors/rate-limiter.js';
import type { Queryable } from './database.js';

/** What this process has sent to one vendor since it last told the ledger. */
interface Count {
  calls: number;
  throttled: number;
  /** Of the window in which the largest part was used. */
  used: number | null;
  limit: number | null;
  /** What the last answer said was used of its window, which ends then. */
  lastUsed: number | null;
  lastUntil: Date | null;
}

const FLUSH_MS = 5_000;
/** The length of a window whose end the vendor has not told. */
export const UNTOLD_WINDOW_MS = 30_000;

/** A limiter that counts what passes it, and tells the ledger a batch at a time. */
export interface MeteredLimiter extends RateLimiter {
  /** Tells the ledger what has been counted. Never throws: what could not be told is kept for the next time. */
  flush(): Promise<void>;
}

/**
 * Counts the calls to each vendor by the hour, and the largest part of its limit that was used, as its headers say.
 * One statement for all vendors every few seconds: no request waits for it.
 * @param onError told when the ledger could not be told.
 */
export function meterUsage(
  limiter: RateLimiter,
  db: Queryable,
  onError: (error: unknown) => void,
  flushMs = FLUSH_MS,
): MeteredLimiter {
  let counts = new Map<string, Count>();
  let flushing: NodeJS.Timeout | undefined;

  function countOf(vendor: string): Count {
    let count = counts.get(vendor);
    if (!count)
      counts.set(
        vendor,
        (count = { calls: 0, throttled: 0, used: null, limit: null, lastUsed: null, lastUntil: null }),
      );
    // Does not keep a process alive: what little is lost at its end is no loss.
    flushing ??= setTimeout(() => void flush(), flushMs).unref();
    return count;
  }

  async function flush(): Promise<void> {
    clearTimeout(flushing);
    flushing = undefined;
    const told = counts;
    counts = new Map();
    if (told.size === 0) return;
    try {
      await addUsage(
        db,
        [...told].map(([vendor, count]) => ({ vendor, ...count })),
      );
    } catch (error) {
      onError(error);
    }
  }

  return {
    async acquire(vendor, signal) {
      await limiter.acquire(vendor, signal);
      countOf(vendor).calls += 1;
    },
    observe(vendor, observed) {
      limiter.observe(vendor, observed);
      const { limit, remaining, resetAt } = observed;
      if (limit === undefined || limit <= 0 || remaining === undefined) return;
      const count = countOf(vendor);
      const used = Math.max(0, limit - remaining);
      Object.assign(count, { lastUsed: used, lastUntil: resetAt ?? null });
      if (count.limit === null || used / limit > (count.used ?? 0) / count.limit) Object.assign(count, { used, limit });
    },
    block(vendor, until) {
      limiter.block(vendor, until);
      countOf(vendor).throttled += 1;
    },
    flush,
  };
}

async function addUsage(db: Queryable, counts: readonly ({ vendor: string } & Count)[]): Promise<void> {
  await db.query({
    name: 'add-usage',
    text: `with told as (
             select * from jsonb_to_recordset($1::jsonb) as c (vendor text, calls int, throttled int, used int, "limit" int,
               "lastUsed" int, "lastUntil" timestamptz)
           ), shown as (
             update vendor_limits l set observed_used = "lastUsed",
               observed_until = coalesce("lastUntil", now() + $2 * interval '1 millisecond')
             from told where told.vendor = l.vendor and "lastUsed" is not null
           )
           insert into vendor_usage as u (vendor, hour, calls, throttled, peak_used, peak_limit)
           select vendor, date_trunc('hour', now()), calls, throttled, used, "limit" from told
           on conflict (vendor, hour) do update set
             calls = u.calls + excluded.calls, throttled = u.throttled + excluded.throttled,
             peak_used = case when ${isHigher} then excluded.peak_used else u.peak_used end,
             peak_limit = case when ${isHigher} then excluded.peak_limit else u.peak_limit end`,
    values: [JSON.stringify(counts), UNTOLD_WINDOW_MS],
  });
}

/** Whether what was counted came nearer to its limit than what is kept. */
const isHigher = `excluded.peak_limit is not null
  and (u.peak_limit is null or excluded.peak_used::numeric / excluded.peak_limit > u.peak_used::numeric / u.peak_limit)`;

/** One hour of one vendor. */
export interface UsedHour {
  vendor: string;
  hour: Date;
  calls: number;
  throttled: number;
  /** Of the window in which the largest part was used; null where the vendor's headers do not tell. */
  peakUsed: number | null;
  peakLimit: number | null;
  alertedAt: Date | null;
}

const HOUR = `vendor, hour, calls, throttled, peak_used as "peakUsed", peak_limit as "peakLimit", alerted_at as "alertedAt"`;

/** The hours since an instant, newest first. */
export async function listUsage(db: Queryable, since: Date): Promise<UsedHour[]> {
  const { rows } = await db.query<UsedHour>(
    `select ${HOUR} from vendor_usage where hour >= date_trunc('hour', $1::timestamptz) order by hour desc, vendor`,
    [since],
  );
  return rows;
}

/** The present window of each vendor that has named a limit, or has refused calls. */
export interface VendorWindow {
  vendor: string;
  limit: number | null;
  /** Of the present window, as the vendor last said; null where its headers do not tell. */
  used: number | null;
  windowEndsAt: Date;
  blockedUntil: Date | null;
}

export async function listWindows(db: Queryable): Promise<VendorWindow[]> {
  const { rows } = await db.query<VendorWindow>(
    `select vendor, request_limit as "limit", case when observed_until > now() then observed_used when observed_used is not null then 0 end as used,
       coalesce(observed_until, window_ends_at) as "windowEndsAt", case when blocked_until > now() then blocked_until end as "blockedUntil"
     from vendor_limits order by vendor`,
  );
  return rows;
}

/** Vendors of whose limit so much has been used in this hour, and of which people have not been told. */
export async function limitAlertsDue(db: Queryable, alertAtPercent: number): Promise<UsedHour[]> {
  const { rows } = await db.query<UsedHour>(
    `select ${HOUR} from vendor_usage
     where alerted_at is null and hour >= date_trunc('hour', now()) - interval '1 hour'
       and peak_used * 100 >= peak_limit * $1::int
     order by vendor, hour`,
    [alertAtPercent],
  );
  return rows;
}

export async function limitAlerted(db: Queryable, { vendor, hour }: Pick<UsedHour, 'vendor' | 'hour'>): Promise<void> {
  await db.query('update vendor_usage set alerted_at = now() where vendor = $1 and hour = $2', [vendor, hour]);
}

/** Hours that nobody asks about any more. */
export async function forgetUsage(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from vendor_usage where hour < $1', [before]);
}
