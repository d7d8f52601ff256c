import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';

/**
 * A fault to inject, set by `POST /<vendor>/_sandbox/faults`.
 * - status: answer with `status` (and `body`) instead of doing anything
 * - throttle: answer 429 (or `status`) with Retry-After
 * - delay: wait `delayMs`, then go on as usual
 * - reset: drop the connection without doing anything
 * - commit_then_drop: do it, then drop the connection instead of answering
 */
export const Fault = z.strictObject({
  /** "POST /api/v1/employees"; `*` stands for anything: "POST /api/v1/employees/*", "* *". Default: every route. */
  route: z.string().default('* *'),
  kind: z.enum(['status', 'throttle', 'delay', 'reset', 'commit_then_drop']),
  status: z.number().int().min(100).max(599).optional(),
  body: z.unknown().optional(),
  retryAfter: z.number().nonnegative().default(1),
  delayMs: z.number().int().nonnegative().default(0),
  /** How many requests it hits; without it, until it is removed. */
  count: z.number().int().positive().optional(),
  /** Part of the matching requests it hits, 0 to 1. */
  share: z.number().min(0).max(1).default(1),
});
export type Fault = z.infer<typeof Fault>;

export interface Faults {
  add(fault: z.input<typeof Fault>): Fault;
  clear(): void;
  list(): Fault[];
  middleware(request: Request, response: Response, next: NextFunction): void;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];

  function hit(method: string, path: string): Fault | undefined {
    const fault = faults.find((one) => matches(one.route, method, path) && Math.random() < one.share);
    if (fault?.count !== undefined) {
      fault.count -= 1;
      if (fault.count === 0) faults = faults.filter((one) => one !== fault);
    }
    return fault;
  }

  return {
    add(input) {
      const fault = Fault.parse(input);
      faults.push(fault);
      return fault;
    },
    clear() {
      faults = [];
    },
    list: () => structuredClone(faults),
    middleware(request, response, next) {
      const fault = hit(request.method, request.path);
      if (!fault) return next();
      switch (fault.kind) {
        case 'delay':
          setTimeout(next, fault.delayMs);
          return;
        case 'reset':
          request.socket.destroy();
          return;
        case 'status':
          response.status(fault.status ?? 500).json(fault.body ?? { message: 'injected fault' });
          return;
        case 'throttle':
          response
            .status(fault.status ?? 429)
            .set('Retry-After', String(fault.retryAfter))
            .json({ message: 'throttled' });
          return;
        case 'commit_then_drop':
          response.end = (() => {
            request.socket.destroy();
            return response;
          }) as typeof response.end;
          return next();
      }
    },
  };
}

function matches(route: string, method: string, path: string): boolean {
  const [wantedMethod = '*', wantedPath = '*'] = route.split(' ');
  if (wantedMethod !== '*' && wantedMethod !== method) return false;
  const pattern = wantedPath
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(path);
}
