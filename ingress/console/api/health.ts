import { z } from 'zod';
import { watchReconciliation } from '../../../ledger/reconciliation-overdue.js';
import { listSilentRuns, SILENT_KINDS } from '../../../ledger/silent-runs.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Instant, MaybeInstant, name, Text } from './schemas.js';

const MOST = 50;

const HealthShape = name(
  'Health',
  z.object({
    reconciliation: z.object({
      lastFinishedAt: MaybeInstant.meta({ description: 'Null before the first.' }),
      overdue: z.boolean(),
      since: Instant.meta({ description: 'From when on it is overdue, also while that lies ahead.' }),
    }),
    silentRuns: z
      .array(
        z.object({
          kind: z.enum(SILENT_KINDS),
          workflowId: Text,
          runUrl: Text,
          reason: z.string(),
          silentSince: Instant,
        }),
      )
      .meta({ description: `What has had no step for longer than policy allows, longest first; at most ${MOST}.` }),
  }),
);

export function healthRoutes({ db, policy, links }: Pick<IngressContext, 'db' | 'policy' | 'links'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/health',
      summary: 'Whether anything goes on, or has stopped, in silence.',
      role: 'viewer',
      answer: { status: 200, schema: HealthShape },
      async handle() {
        const [reconciliation, silent] = await Promise.all([
          watchReconciliation(db, policy.reconciliation.overdueAfter),
          listSilentRuns(db, MOST),
        ]);
        const silentRuns = silent.map((run) => ({ ...run, runUrl: run.workflowId ? links.run(run.workflowId) : null }));
        return { reconciliation, silentRuns };
      },
    }),
  ];
}
