import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimiter } from '../connectors/rate-limiter.js';
import { vendorFailure } from '../connectors/failure.js';
import { FailureType } from '../workflows/failure-types.js';
import type { Queryable } from './database.js';
import { meterUsage, UNTOLD_WINDOW_MS, type MeteredLimiter } from './vendor-usage.js';

/** What this process knows of one vendor's window. */
interface Window {
  /** Requests this process may still send without asking the ledger. Infinite until the vendor has named a limit. */
  permits: number;
  limit: number | undefined;
  endsAt: number;
  blockedUntil: number;
  asking: Promise<void> | undefined;
}

/** A share of the window is taken at once, so that not every request asks the ledger. */
const SHARE = 20;
/** A window this far off is waited for here; a longer one is handed back to the workflow as a durable wait. */
const LONGEST_WAIT_MS = 5_000;
/** How often another process's block is looked for while requests are under way. */
const BLOCK_CHECK_MS = 1_000;

/**
 * Keeps each vendor's rate limit over all processes: the permits of a window are counted in the ledger and taken in
 * shares. A limit is kept once the vendor has named it in its answers; what is used is counted (vendor-usage.ts).
 * @param onError told when the ledger could not be told of a limit.
 */
export function createRateLimiter(db: Queryable, onError: (error: unknown) => void): MeteredLimiter {
  return meterUsage(sharedWindows(db, onError), db, onError);
}

function sharedWindows(db: Queryable, onError: (error: unknown) => void): RateLimiter {
  const windows = new Map<string, Window>();
  /** Told in the background: an answer that has arrived must not wait for what it said of the limit. */
  const tell = (statement: { name: string; text: string; values: unknown[] }): void => {
    db.query(statement).catch(onError);
  };
  let blocksReadAt = 0;

  const windowOf = (vendor: string): Window => {
    let window = windows.get(vendor);
    if (!window) {
      window = { permits: Infinity, limit: undefined, endsAt: 0, blockedUntil: 0, asking: undefined };
      windows.set(vendor, window);
    }
    return window;
  };

  async function readBlocks(): Promise<void> {
    if (Date.now() < blocksReadAt + BLOCK_CHECK_MS) return;
    blocksReadAt = Date.now();
    const { rows } = await db.query<{ vendor: string; blocked_until: Date }>({
      name: 'vendor-blocks',
      text: 'select vendor, blocked_until from vendor_limits where blocked_until > now()',
    });
    for (const row of rows) {
      const window = windowOf(row.vendor);
      window.blockedUntil = Math.max(window.blockedUntil, row.blocked_until.getTime());
    }
  }

  async function takeShare(vendor: string, window: Window): Promise<void> {
    const share = Math.max(1, Math.floor((window.limit ?? SHARE) / SHARE));
    const { rows } = await db.query<{ granted: number; ends_at: Date }>({
      name: 'take-permits',
      text: `with open as (
               select vendor, request_limit, case when window_ends_at > now() then used else 0 end as used from vendor_limits
               where vendor = $1 for update
             )
             update vendor_limits l
             set used = o.used + least($2, greatest(o.request_limit - o.used, 0)),
                 window_ends_at = case when l.window_ends_at > now() then l.window_ends_at else now() + $3 * interval '1 millisecond' end,
                 updated_at = now()
             from open o where l.vendor = o.vendor
             returning least($2, greatest(o.request_limit - o.used, 0)) as granted, l.window_ends_at as ends_at`,
      values: [vendor, share, UNTOLD_WINDOW_MS],
    });
    const row = rows[0];
    if (!row) {
      window.permits = Infinity;
      return;
    }
    window.endsAt = row.ends_at.getTime();
    window.permits = row.granted;
  }

  return {
    async acquire(vendor, signal) {
      const window = windowOf(vendor);
      for (;;) {
        signal?.throwIfAborted();
        await readBlocks();
        const now = Date.now();
        if (window.blockedUntil > now) {
          await waitOrGiveUp(vendor, window.blockedUntil - now, signal);
          continue;
        }
        if (window.endsAt <= now && window.limit !== undefined) window.permits = 0;
        if (window.permits > 0) {
          window.permits -= 1;
          return;
        }
        window.asking ??= takeShare(vendor, window).finally(() => (window.asking = undefined));
        await window.asking;
        if (window.permits <= 0) await waitOrGiveUp(vendor, Math.max(50, window.endsAt - Date.now()), signal);
      }
    },

    observe(vendor, { limit, remaining, resetAt }) {
      if (limit === undefined || limit <= 0) return;
      const window = windowOf(vendor);
      const fewerThanThought = remaining !== undefined && remaining < window.permits;
      if (window.limit === limit && !fewerThanThought) return;
      window.limit = limit;
      window.permits = window.permits === Infinity ? 0 : Math.min(window.permits, remaining ?? window.permits);
      tell({
        name: 'observe-limit',
        text: `insert into vendor_limits as l (vendor, request_limit, used, window_ends_at)
               values ($1, $2, coalesce($3, 1), coalesce($4, now() + $5 * interval '1 millisecond'))
               on conflict (vendor) do update set
                 request_limit = excluded.request_limit,
                 used = case when l.window_ends_at > now() then greatest(l.used, coalesce($3, l.used)) else coalesce($3, 1) end,
                 window_ends_at = case when l.window_ends_at > now() and $4::timestamptz is null then l.window_ends_at else excluded.window_ends_at end,
                 updated_at = now()`,
        values: [
          vendor,
          limit,
          remaining === undefined ? null : limit - remaining,
          resetAt && resetAt.getTime() > Date.now() ? resetAt : null,
          UNTOLD_WINDOW_MS,
        ],
      });
    },

    block(vendor, until) {
      const window = windowOf(vendor);
      window.blockedUntil = Math.max(window.blockedUntil, until.getTime());
      tell({
        name: 'block-vendor',
        text: `insert into vendor_limits as l (vendor, blocked_until) values ($1, $2)
               on conflict (vendor) do update set blocked_until = greatest(l.blocked_until, excluded.blocked_until), updated_at = now()`,
        values: [vendor, until],
      });
    },
  };
}

async function waitOrGiveUp(vendor: string, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (waitMs > LONGEST_WAIT_MS) {
    throw vendorFailure(
      FailureType.VendorThrottled,
      `its rate limit is used up for another ${Math.ceil(waitMs / 1000)} s`,
      { vendor, operation: 'waiting to send', reached: false },
      { retryAfterMs: waitMs },
    );
  }
  await sleep(waitMs, undefined, { signal });
}
