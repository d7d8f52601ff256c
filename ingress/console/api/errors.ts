import { z } from 'zod';
import { ERROR_CAUSES } from '../../../domain/error-cause.js';
import { listFailedRuns } from '../../../ledger/run-errors.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Instant, Limit, name, oneOf, Text } from './schemas.js';

const WHEN = 'expected an instant such as 2026-11-22T09:30:00Z';
const ErrorsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true, error: WHEN }).optional().meta({ description: 'A day ago unless said.' }),
  to: z.iso.datetime({ offset: true, error: WHEN }).optional(),
  cause: oneOf(ERROR_CAUSES).optional(),
  limit: Limit,
});

const FailedRunShape = name(
  'FailedRun',
  z.object({
    workflowId: Text.meta({ description: 'Null for a delivery that started nothing.' }),
    runUrl: Text,
    deliveryId: Text,
    what: z.string().meta({ description: "The workflow's type, or the vendor's word for the event." }),
    step: z.string(),
    cause: oneOf(ERROR_CAUSES),
    vendor: Text,
    message: z.string(),
    times: z.number(),
    firstAt: Instant,
    lastAt: Instant,
    open: z.boolean().meta({ description: 'Whether it still waits for somebody.' }),
  }),
);

const DAY_MS = 86_400_000;

export function errorRoutes({ db, links }: Pick<IngressContext, 'db' | 'links'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/errors',
      summary: 'Failed runs and deliveries with the class of their cause, open ones first.',
      role: 'viewer',
      query: ErrorsQuery,
      answer: { status: 200, schema: name('FailedRuns', z.object({ items: z.array(FailedRunShape) })) },
      async handle({ query: { from, to, cause, limit } }) {
        const until = to ? new Date(to) : new Date();
        const period = { from: from ? new Date(from) : new Date(until.getTime() - DAY_MS), to: until };
        const failed = await listFailedRuns(db, { ...period, ...(cause ? { cause } : {}) }, limit);
        return {
          items: failed.map((run) => ({
            ...run,
            runUrl: run.workflowId === null ? null : links.run(run.workflowId, run.runId ?? undefined),
          })),
        };
      },
    }),
  ];
}
