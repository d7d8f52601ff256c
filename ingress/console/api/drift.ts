import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { replayRuns } from '../../../activities/replay-runs.js';
import { kindOfError } from '../../../config/logger.js';
import { DRIFT_KINDS, DRIFT_STATUSES, findDrift, listDrift } from '../../../ledger/vendor-drift.js';
import { TASK_QUEUE } from '../../../workflows/contract.js';
import type { contractProbe } from '../../../workflows/contract-probe.js';
import type { IngressContext } from '../../context.js';
import { within } from '../within.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Instant, Limit, MaybeInstant, name, oneOf } from './schemas.js';

const PATIENCE_MS = 5_000;

const DriftShape = name(
  'Drift',
  z.object({
    id: z.number(),
    vendor: z.string(),
    kind: oneOf(DRIFT_KINDS).meta({
      description:
        'access: an audit does not find it any more; answer, value: of another form; empty: a field that must not be.',
    }),
    operation: z.string(),
    place: z.string(),
    expected: z.string(),
    found: z.string(),
    mappedAt: z.array(z.string()).meta({ description: 'Places of config/field-map.yaml.' }),
    status: oneOf(DRIFT_STATUSES),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    times: z.number(),
    resolvedAt: MaybeInstant,
    runs: z
      .array(z.object({ workflowId: z.string(), runUrl: z.string() }))
      .meta({ description: 'The runs that stopped on it.' }),
  }),
);

const WHOLE = 'expected the number of an entry';
const DriftId = z.strictObject({ id: z.coerce.number({ error: WHOLE }).int(WHOLE).min(1, WHOLE) });

export function driftRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, temporal, logger } = context;

  return [
    route({
      method: 'get',
      path: '/drift',
      summary: 'Where vendors are not as mapped, and the runs that stopped on it; newest first.',
      role: 'viewer',
      query: z.strictObject({ status: oneOf(DRIFT_STATUSES).default('open'), limit: Limit }),
      answer: { status: 200, schema: name('DriftList', z.object({ items: z.array(DriftShape) })) },
      async handle({ query: { status, limit } }) {
        const found = await listDrift(db, [status], limit);
        return {
          items: found.map(({ runs, ...drift }) => ({
            ...{ ...drift, mappedAt: [...drift.mappedAt] },
            runs: runs.map((workflowId) => ({ workflowId, runUrl: links.run(workflowId) })),
          })),
        };
      },
    }),
    route({
      method: 'post',
      path: '/drift/probe',
      summary: 'Looks now whether the vendors are still as mapped.',
      role: 'operator',
      answer: { status: 202, schema: name('ProbeStarted', z.object({ id: z.string(), runUrl: z.string() })) },
      refusals: [503],
      async handle() {
        const id = `contract-probe:${randomUUID().slice(0, 8)}`;
        const { client } = temporal;
        const start = () =>
          client.workflow.start<typeof contractProbe>('contractProbe', {
            taskQueue: TASK_QUEUE,
            workflowId: id,
            args: [],
            staticSummary: 'Looks whether the vendors are still as mapped',
          });
        try {
          await within(PATIENCE_MS, client.withDeadline(Date.now() + PATIENCE_MS, start));
        } catch (error) {
          logger.warn({ workflowId: id, err: kindOfError(error) }, 'a run could not be started');
          throw new Refusal(503, 'Temporal has not taken it: try again.');
        }
        return { id, runUrl: links.run(id) };
      },
    }),
    route({
      method: 'post',
      path: '/drift/{id}/replay',
      summary: 'Asks the runs that stopped on it to try again, after a fix.',
      role: 'operator',
      params: DriftId,
      answer: {
        status: 202,
        schema: name(
          'DriftReplayed',
          z.object({ runs: z.array(z.object({ workflowId: z.string(), runUrl: z.string() })) }),
        ),
      },
      refusals: [404, 409],
      async handle({ params: { id }, session }) {
        const drift = await findDrift(db, id);
        if (!drift) throw new Refusal(404, 'There is no such entry.');
        const asked = await replayRuns(db, id, `console:${session.user}`);
        if (asked.length === 0) {
          throw new Refusal(409, 'No run waits for it: they were asked already, or a schedule starts them anyway.');
        }
        context.forwarder.wake();
        return { runs: asked.map(({ workflowId }) => ({ workflowId, runUrl: links.run(workflowId) })) };
      },
    }),
  ];
}
