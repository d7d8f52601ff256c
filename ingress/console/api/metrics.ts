import { z } from 'zod';
import type { IngressContext } from '../../context.js';
import { readMetrics } from '../../../ledger/metric-targets.js';
import { route, type ApiRoute } from './route.js';
import { HeldForName, Instant, name } from './schemas.js';

const MetricShape = name(
  'Metric',
  z.object({
    value: z.number().nullable().meta({ description: 'A share from 0 to 1, or a count; null: nothing to measure.' }),
    target: z.number().meta({ description: 'A rate must stay below it, the queue must be at it.' }),
    met: z.boolean().nullable(),
    window: z.object({ days: z.number(), from: Instant, to: Instant, timeZone: z.string() }),
    numerator: z.number().nullable(),
    denominator: z.number().nullable().meta({ description: 'Null for a count.' }),
    series: z
      .array(z.object({ date: z.string(), value: z.number().nullable() }))
      .meta({ description: "Each day's own value, in days of the company's time zone." }),
  }),
);

const MetricsShape = name(
  'Metrics',
  z.object({
    atsToHrisSyncFailureRate: MetricShape,
    reconciliationQueueDepth: MetricShape,
    payrollHoldRate: name(
      'PayrollHoldRate',
      MetricShape.extend({
        heldFields: z
          .array(z.object({ field: HeldForName, hires: z.number(), holds: z.number() }))
          .meta({ description: 'What payroll was held because of in the same window, what held most hires first.' }),
      }),
    ),
  }),
);

export function metricRoutes(context: Pick<IngressContext, 'db' | 'policy'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/metrics',
      summary: 'The three metrics over seven rolling days, and the fields that held payroll.',
      role: 'viewer',
      answer: { status: 200, schema: MetricsShape },
      handle: () => readMetrics(context),
    }),
  ];
}
