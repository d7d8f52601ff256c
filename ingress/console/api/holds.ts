import { z } from 'zod';
import { findHold, listHolds } from '../../../ledger/holds.js';
import { HOLD_STATUSES, HoldDecision } from '../../../schemas/hold.js';
import type { IngressContext } from '../../context.js';
import { submitDecision } from '../../decisions.js';
import { holdOf, HoldPage, HoldShape } from './hold-shapes.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, IdParam, Limit, name, nextOf, oneOf } from './schemas.js';

const HoldPageQuery = z.strictObject({
  status: oneOf([...HOLD_STATUSES, 'all']).default('open'),
  applicationId: z.string().optional(),
  limit: Limit,
  before: Before,
});

const DIFF_HASH = 'expected the diffHash of the hold as you saw it';
const DecisionBody = name(
  'DecisionBody',
  z.strictObject({
    decision: z.enum(HoldDecision.options, { error: `expected one of ${HoldDecision.options.join(', ')}` }),
    reason: z
      .string({ error: 'expected text' })
      .max(2_000, 'expected at most 2000 characters')
      .optional()
      .meta({ description: 'Needed unless the decision is use_offer.' }),
    diffHash: z.string({ error: DIFF_HASH }).min(1, DIFF_HASH),
  }),
);

const DecisionAccepted = name(
  'DecisionAccepted',
  z.object({ accepted: z.literal(true), holdId: z.string(), decision: HoldDecision, runUrl: z.string() }),
);

export function holdRoutes(context: IngressContext): ApiRoute[] {
  const { db, links } = context;
  return [
    route({
      method: 'get',
      path: '/holds',
      summary: 'Payroll that waits for a person, longest waiting first; or what became of earlier holds.',
      role: 'viewer',
      query: HoldPageQuery,
      answer: { status: 200, schema: HoldPage },
      async handle({ query: { status, applicationId, limit, before = 0 } }) {
        const filter = { status: status === 'all' ? undefined : status, applicationId };
        const holds = await listHolds(db, filter, limit, before);
        return {
          items: holds.map((hold) => holdOf(links, hold)),
          next: nextOf(holds.length === limit ? before + limit : null),
        };
      },
    }),
    route({
      method: 'get',
      path: '/holds/{id}',
      summary: 'One hold.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: HoldShape },
      refusals: [404],
      async handle({ params }) {
        const hold = await findHold(db, params.id);
        if (!hold) throw new Refusal(404);
        return holdOf(links, hold);
      },
    }),
    route({
      method: 'post',
      path: '/holds/{id}/decision',
      summary: 'Decides about a hold, bound to the difference that was seen.',
      role: 'approver',
      params: IdParam,
      body: DecisionBody,
      answer: { status: 202, schema: DecisionAccepted },
      refusals: [404, 409, 422],
      async handle({ params, body: { decision, reason, diffHash }, session }) {
        const answer = await submitDecision(context, 'console', {
          holdId: params.id,
          diffHash,
          decision,
          ...(reason?.trim() ? { reason: reason.trim() } : {}),
          decidedBy: `console:${session.user}`,
          decidedAt: new Date().toISOString(),
        });
        if (answer.outcome === 'refused') {
          throw new Refusal(answer.status, answer.reason, answer.hold ? { diffHash: answer.hold.diffHash } : {});
        }
        const { hold } = answer;
        return { accepted: true as const, holdId: hold.id, decision, runUrl: links.run(hold.workflowId, hold.runId) };
      },
    }),
  ];
}
