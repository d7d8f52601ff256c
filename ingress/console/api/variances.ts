import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { kindOfError } from '../../../config/logger.js';
import { whyUnfit } from '../../../domain/attribution-audit.js';
import { dayIn } from '../../../domain/nights.js';
import { findAudit, listAudits } from '../../../ledger/attribution-audits.js';
import { findVariance, listVariances } from '../../../ledger/attribution-variances.js';
import {
  AUDIT_KINDS,
  VARIANCE_ACTIONS,
  VARIANCE_CAUSES,
  VARIANCE_KINDS,
  VARIANCE_STATUSES,
} from '../../../schemas/attribution-audit.js';
import type { attributionAudit } from '../../../workflows/attribution-audit.js';
import { attributionAuditWorkflowId, TASK_QUEUE, varianceWorkflowId } from '../../../workflows/contract.js';
import type { varianceAction } from '../../../workflows/variance-action.js';
import type { IngressContext } from '../../context.js';
import { within } from '../within.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, IdParam, Instant, Limit, MaybeInstant, name, nextOf, oneOf, page, Text } from './schemas.js';

const PATIENCE_MS = 5_000;
const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

const VarianceShape = name(
  'Variance',
  z.object({
    id: z.string(),
    kind: oneOf(VARIANCE_KINDS),
    cause: oneOf(VARIANCE_CAUSES).meta({ description: 'What it comes from.' }),
    reason: z.string(),
    status: oneOf(VARIANCE_STATUSES),
    referralId: Text,
    applicationId: Text,
    advocateIds: z.object({ platform: Text, ats: Text, crm: Text }).meta({ description: 'As each system names them.' }),
    action: oneOf(VARIANCE_ACTIONS).meta({ description: 'What can be done about it; ignore always can.' }),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    closedAt: MaybeInstant,
    resolution: z.object({ action: oneOf(VARIANCE_ACTIONS).nullable(), by: z.string(), reason: Text }).nullable(),
    failure: Text.meta({ description: 'Why the last action failed.' }),
    runUrl: Text.meta({ description: 'The run of the last action.' }),
  }),
);

const AuditShape = name(
  'AttributionAudit',
  z.object({
    id: z.string(),
    kind: oneOf(AUDIT_KINDS),
    firstDay: z.string(),
    lastDay: z.string(),
    runUrl: z.string(),
    startedAt: Instant,
    finishedAt: MaybeInstant,
    counts: z
      .object({
        platform: z.number(),
        ats: z.number(),
        crm: z.number(),
        agreeing: z.number(),
        opened: z.number(),
        closed: z.number(),
        open: z.number(),
        byCause: z.record(oneOf(VARIANCE_CAUSES), z.number()),
      })
      .nullable(),
  }),
);

const Day = z.iso.date({ error: 'expected a day as YYYY-MM-DD' });
const AuditBody = name('NewAttributionAudit', z.strictObject({ from: Day.optional(), to: Day.optional() }));
const ResolveBody = name(
  'VarianceResolution',
  z.strictObject({ action: oneOf(VARIANCE_ACTIONS), reason: z.string().trim().min(1).optional() }),
);
const Started = name('RunStarted', z.object({ id: z.string(), runUrl: z.string() }));

/** The attribution audit and its queue of variances. */
export function varianceRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, temporal, policy, logger } = context;
  const { timeZone } = policy.company;

  async function start(id: string, started: () => Promise<unknown>) {
    try {
      await within(PATIENCE_MS, temporal.client.withDeadline(Date.now() + PATIENCE_MS, started));
    } catch (error) {
      logger.warn({ workflowId: id, err: kindOfError(error) }, 'a run could not be started');
      throw new Refusal(503, 'Temporal has not taken it: try again.');
    }
    return { id, runUrl: links.run(id) };
  }

  return [
    route({
      method: 'get',
      path: '/attribution/variances',
      summary: 'On what advocacy platform, ATS and CRM do not agree, newest first.',
      role: 'viewer',
      query: z.strictObject({
        status: oneOf(VARIANCE_STATUSES).optional(),
        kind: oneOf(VARIANCE_KINDS).optional(),
        limit: Limit,
        before: Before,
      }),
      answer: { status: 200, schema: name('VariancePage', page(VarianceShape)) },
      async handle({ query: { status, kind, limit, before } }) {
        const filter = { ...(status ? { status } : {}), ...(kind ? { kind } : {}) };
        const { items, next } = await listVariances(db, filter, { limit, ...(before === undefined ? {} : { before }) });
        return {
          items: items.map((item) => ({ ...item, runUrl: item.workflowId ? links.run(item.workflowId) : null })),
          next: nextOf(next),
        };
      },
    }),
    route({
      method: 'post',
      path: '/attribution/variances/{id}/resolve',
      summary: 'Does something about a variance: its run takes it to the system that lacks it, or it is ignored.',
      role: 'operator',
      params: IdParam,
      body: ResolveBody,
      answer: { status: 202, schema: Started },
      refusals: [404, 409, 422],
      async handle({ params, body: { action, reason }, session }) {
        const variance = await findVariance(db, params.id);
        if (!variance) throw new Refusal(404, 'There is no such variance.');
        if (variance.status !== 'open') throw new Refusal(409, `The variance is ${variance.status} already.`);
        const unfit = whyUnfit(variance, action);
        if (unfit) throw new Refusal(409, unfit);
        if (action === 'ignore' && !reason) throw new Refusal(422, 'Ignoring it needs a reason.');
        const request = {
          ...{ varianceId: variance.id, action, requestedBy: `console:${session.user}` },
          ...(reason ? { reason } : {}),
        };
        const workflowId = varianceWorkflowId(variance.id);
        return start(workflowId, () =>
          temporal.client.workflow.start<typeof varianceAction>('varianceAction', {
            taskQueue: TASK_QUEUE,
            workflowId,
            args: [request],
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `${action} for variance ${variance.id} of attribution`,
          }),
        );
      },
    }),
    route({
      method: 'get',
      path: '/attribution/audits',
      summary: 'Attribution audits, newest first.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit }),
      answer: { status: 200, schema: name('AttributionAudits', z.object({ items: z.array(AuditShape) })) },
      async handle({ query: { limit } }) {
        return { items: (await listAudits(db, limit)).map((audit) => ({ ...audit, runUrl: links.run(audit.id) })) };
      },
    }),
    route({
      method: 'get',
      path: '/attribution/audits/{id}',
      summary: 'One attribution audit.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: AuditShape },
      refusals: [404],
      async handle({ params }) {
        const audit = await findAudit(db, params.id);
        if (!audit) throw new Refusal(404, 'There is no such audit, or no worker has begun it yet.');
        return { ...audit, runUrl: links.run(audit.id) };
      },
    }),
    route({
      method: 'post',
      path: '/attribution/audits',
      summary:
        'Holds platform, ATS and CRM against each other now, over some days (policy attribution.auditDays up to today).',
      role: 'operator',
      body: AuditBody,
      answer: { status: 202, schema: Started },
      refusals: [422],
      async handle({ body: { from, to }, session }) {
        const lastDay = to ?? dayIn(timeZone, new Date());
        const usual = new Date(Date.parse(lastDay) - (policy.attribution.auditDays - 1) * DAY_MS);
        const firstDay = from ?? usual.toISOString().slice(0, 10);
        const days = (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS + 1;
        if (days < 1) throw new Refusal(422, `The first day (${firstDay}) comes after the last one (${lastDay}).`);
        if (days > MOST_DAYS)
          throw new Refusal(422, `These are ${days} days: at most ${MOST_DAYS} are audited at once.`);
        const id = attributionAuditWorkflowId(`manual:${lastDay}:${randomUUID().slice(0, 8)}`);
        return start(id, () =>
          temporal.client.workflow.start<typeof attributionAudit>('attributionAudit', {
            taskQueue: TASK_QUEUE,
            workflowId: id,
            args: [{ kind: 'manual', firstDay, lastDay }],
            staticSummary: `Attribution audit of ${firstDay} to ${lastDay}, asked for by ${session.user}`,
          }),
        );
      },
    }),
  ];
}
