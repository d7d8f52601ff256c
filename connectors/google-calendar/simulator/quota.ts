import type { RequestHandler } from 'express';
import type { Store } from '../../../sandbox/store.js';
import { FORBIDDEN, refuse } from './answers.js';

/** Per user and project (https://developers.google.com/workspace/calendar/api/guides/quota). */
export const REQUESTS_A_MINUTE = 600;
const WINDOW_MS = 60_000;

/** A sliding minute; over it, a 403 that only its reason tells from a missing permission. No header says how long. */
export function quota(limit: number): RequestHandler {
  let times: number[] = [];
  return (_request, response, next) => {
    const now = Date.now();
    times = times.filter((time) => time > now - WINDOW_MS);
    if (times.length >= limit) return refuse(response, 403, FORBIDDEN.rateLimitExceeded);
    times.push(now);
    next();
  };
}

/** Refusals that a control has ordered. */
export interface OrderedRefusals {
  order(reason: keyof typeof FORBIDDEN, count: number): void;
  middleware: RequestHandler;
}

export function orderedRefusals(store: Store): OrderedRefusals {
  const ordered = store.collection<{ reason: keyof typeof FORBIDDEN; left: number }>('ordered_refusals');
  return {
    order: (reason, count) => void ordered.put('next', { reason, left: count }),
    middleware(_request, response, next) {
      const order = ordered.get('next');
      if (!order) return next();
      if (order.left > 1) ordered.put('next', { ...order, left: order.left - 1 });
      else ordered.delete('next');
      refuse(response, 403, FORBIDDEN[order.reason]);
    },
  };
}
