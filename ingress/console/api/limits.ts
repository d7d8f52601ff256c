import { z } from 'zod';
import { listUsage, listWindows } from '../../../ledger/vendor-usage.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Instant, MaybeInstant, name } from './schemas.js';

const HOURS = 'expected a whole number of hours from 1 to 744';
const Count = z.number().nullable();

const LimitShape = name(
  'VendorLimit',
  z.object({
    vendor: z
      .string()
      .meta({ description: 'Where a vendor counts an endpoint apart, with its name: "sendgrid/activity".' }),
    limit: Count.meta({ description: 'Requests of a window, as the vendor names it; null before it has.' }),
    used: Count.meta({
      description: 'Of the present window, as the vendor last said; null where its headers do not tell.',
    }),
    windowEndsAt: MaybeInstant,
    blockedUntil: MaybeInstant.meta({ description: 'The vendor has asked to wait.' }),
    calls: z.number(),
    throttled: z.number(),
    peakPercent: Count.meta({
      description: 'The largest part of a window that was used; null where headers do not tell.',
    }),
    hours: z.array(
      z.object({
        hour: Instant,
        calls: z.number(),
        throttled: z.number(),
        peakUsed: Count,
        peakLimit: Count,
        alertedAt: MaybeInstant,
      }),
    ),
  }),
);

export function limitRoutes({ db, policy }: Pick<IngressContext, 'db' | 'policy'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/limits',
      summary: "What is used of the vendors' rate limits, by the hour.",
      role: 'viewer',
      query: z.strictObject({
        hours: z.coerce.number({ error: HOURS }).int(HOURS).min(1, HOURS).max(744, HOURS).default(24),
      }),
      answer: {
        status: 200,
        schema: name('VendorLimits', z.object({ alertAtPercent: z.number(), items: z.array(LimitShape) })),
      },
      async handle({ query: { hours } }) {
        const since = new Date(Date.now() - (hours - 1) * 3_600_000);
        const [windows, used] = await Promise.all([listWindows(db), listUsage(db, since)]);
        const vendors = [...new Set([...windows, ...used].map(({ vendor }) => vendor))].sort();
        return {
          alertAtPercent: policy.limits.alertAtPercent,
          items: vendors.map((vendor) => {
            const window = windows.find((one) => one.vendor === vendor);
            const own = used.filter((hour) => hour.vendor === vendor);
            const peaks = own.flatMap(({ peakUsed, peakLimit }) =>
              peakUsed === null || !peakLimit ? [] : [(peakUsed / peakLimit) * 100],
            );
            return {
              vendor,
              limit: window?.limit ?? null,
              used: window?.used ?? null,
              windowEndsAt: window?.limit ? window.windowEndsAt : null,
              blockedUntil: window?.blockedUntil ?? null,
              calls: own.reduce((sum, { calls }) => sum + calls, 0),
              throttled: own.reduce((sum, { throttled }) => sum + throttled, 0),
              peakPercent: peaks.length === 0 ? null : Math.round(Math.max(...peaks) * 10) / 10,
              hours: own,
            };
          }),
        };
      },
    }),
  ];
}
