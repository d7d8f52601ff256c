import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { deploymentOf } from '../../../config/deployment.js';
import { Duration } from '../../../config/duration.js';
import { whyNotLive } from '../../../domain/go-live-readiness.js';
import { recordDelivery } from '../../../ledger/deliveries.js';
import {
  findGoLiveRun,
  GO_LIVE_OUTCOMES,
  goLive,
  goLiveAt,
  listGoLiveRuns,
  type GoLiveRun,
} from '../../../ledger/go-live.js';
import type { InboxEvent } from '../../../schemas/delivery.js';
import { GO_LIVE_SECTIONS, GO_LIVE_STATUSES } from '../../../schemas/go-live.js';
import { goLiveWorkflowId } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { routeOf } from '../../routing.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { IdParam, Instant, Limit, MaybeInstant, name, oneOf, Text } from './schemas.js';

const CheckShape = name(
  'GoLiveCheck',
  z.object({
    name: z.string(),
    status: oneOf(GO_LIVE_STATUSES).meta({ description: 'unknown: not told from outside; skipped: not tried.' }),
    expected: Text,
    found: Text,
    detail: Text,
    link: Text,
  }),
);

const ReportShape = name(
  'GoLiveReport',
  z.object({
    goLiveId: z.string(),
    deployment: oneOf(['sandbox', 'production']),
    write: z.boolean(),
    doing: Text.meta({ description: 'Null when it is through.' }),
    sections: z.array(z.object({ id: oneOf(GO_LIVE_SECTIONS), title: z.string(), checks: z.array(CheckShape) })),
    leftBehind: z
      .array(z.object({ system: z.string(), kind: z.string(), id: z.string() }))
      .meta({ description: 'Test records, which vendors do not let be deleted.' }),
  }),
);

const listed = {
  id: z.string(),
  requestedBy: z.string(),
  write: z.boolean(),
  outcome: oneOf(GO_LIVE_OUTCOMES),
  startedAt: Instant,
  finishedAt: MaybeInstant,
  runUrl: z.string(),
};
const RunShape = name('GoLiveRun', z.object({ ...listed, report: ReportShape }));
const Runs = name(
  'GoLiveRuns',
  z.object({ wentLiveAt: MaybeInstant, items: z.array(name('GoLiveListItem', z.object(listed))) }),
);

const StartBody = name(
  'NewGoLiveCheck',
  z.strictObject({
    write: z
      .boolean()
      .optional()
      .meta({ description: 'Whether test records may be written; unless said, in a sandbox deployment only.' }),
    jobId: z.string().trim().min(1).optional().meta({ description: 'The job that test candidates apply for.' }),
    stepLimit: Duration.optional().meta({ description: 'How long one step may take: "2m".' }),
  }),
);
const DeclareBody = name(
  'GoLive',
  z.strictObject({
    despite: z.string().trim().min(1).max(500).optional().meta({
      description:
        'Why, although the newest check has not passed, or has brought no test candidate through the stages.',
    }),
  }),
);

export function goLiveRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, systems, environment } = context;
  const item = ({ report, ...run }: GoLiveRun) => ({ ...run, report, write: report.write });

  return [
    route({
      method: 'post',
      path: '/golive',
      summary:
        'Walks the protocol before going live: audits every system, and sends test candidates through the chain.',
      role: 'operator',
      body: StartBody,
      answer: { status: 202, schema: name('GoLiveStarted', z.object({ id: z.string(), runUrl: z.string() })) },
      async handle({ body: { write, jobId, stepLimit }, session }) {
        const goLiveId = randomUUID().slice(0, 8);
        const event: InboxEvent = {
          ...{ kind: 'goLiveRequested', goLiveId, requestedBy: `console:${session.user}` },
          write: write ?? deploymentOf(environment) === 'sandbox',
          ...(jobId === undefined ? {} : { jobId }),
          ...(stepLimit === undefined ? {} : { stepLimitMs: stepLimit }),
        };
        await recordDelivery(db, {
          ...{ vendor: 'console', eventId: goLiveId, eventType: 'go_live_requested', event },
          ...routeOf(systems, event),
          ...{ status: 'pending', reason: undefined, body: Buffer.from(JSON.stringify(event)), headers: {}, url: '' },
        });
        context.forwarder.wake();
        return { id: goLiveId, runUrl: links.run(goLiveWorkflowId(goLiveId)) };
      },
    }),
    route({
      method: 'get',
      path: '/golive',
      summary: 'Go-live checks, newest first, and the moment of going live.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit }),
      answer: { status: 200, schema: Runs },
      async handle({ query: { limit } }) {
        const [wentLiveAt, runs] = await Promise.all([goLiveAt(db), listGoLiveRuns(db, limit)]);
        return { wentLiveAt, items: runs.map(item) };
      },
    }),
    // Before the reports: "declare" is not the id of one.
    route({
      method: 'post',
      path: '/golive/declare',
      summary:
        'Records that real people are served from now on, which starts the daily review of errors. Needs a passed check with test candidates, or a reason to do without.',
      role: 'operator',
      body: DeclareBody,
      answer: { status: 200, schema: name('WentLive', z.object({ wentLiveAt: Instant })) },
      refusals: [409],
      async handle({ body: { despite }, session }) {
        const known = await goLiveAt(db);
        if (known) return { wentLiveAt: known };
        const [newest] = await listGoLiveRuns(db, 1);
        const against = whyNotLive(newest);
        if (against !== undefined && despite === undefined) {
          throw new Refusal(409, `${against} Make one with test candidates, or say why in "despite".`);
        }
        const by = `console:${session.user}`;
        return { wentLiveAt: await goLive(db, { by, at: new Date(), despite: against && despite ? despite : null }) };
      },
    }),
    route({
      method: 'get',
      path: '/golive/{id}',
      summary: 'One go-live check with what it has found so far.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: RunShape },
      refusals: [404],
      async handle({ params }) {
        const run = await findGoLiveRun(db, params.id);
        if (!run) throw new Refusal(404, 'There is no such check, or no worker has begun it yet.');
        return item(run);
      },
    }),
  ];
}
