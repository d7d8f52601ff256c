import { z } from 'zod';
import { findItem, countOpen, listItems } from '../../../ledger/reconciliation-queue.js';
import { RECONCILIATION_KINDS, RECONCILIATION_STATUSES } from '../../../schemas/reconciliation.js';
import type { IngressContext } from '../../context.js';
import { submitRequest } from '../../reconciliation-requests.js';
import { ActionWord, itemOf, ReconciliationItemPage, ReconciliationItemShape } from './reconciliation-shapes.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { runState } from './run.js';
import { Before, IdParam, Limit, name, nextOf, oneOf } from './schemas.js';

const ItemQuery = z.strictObject({
  status: oneOf([...RECONCILIATION_STATUSES, 'all']).default('open'),
  kind: oneOf(RECONCILIATION_KINDS).optional(),
  q: z.string().optional().meta({ description: "Part of the person's line, or the id of an item or a record." }),
  limit: Limit,
  before: Before,
});

const optionalText = (most: number, least = 0) =>
  z
    .string({ error: 'expected text' })
    .trim()
    .min(least, 'expected text that is not empty')
    .max(most, `expected at most ${most} characters`)
    .optional();

const ResolveBody = name(
  'ReconciliationResolution',
  z.strictObject({
    action: ActionWord.meta({
      description:
        'write: have the hire written, or brought to the offer; adopt: write the application id to the employee; link: record that the two are one hire; ignore: do nothing, for a reason.',
    }),
    reason: optionalText(2_000).meta({ description: 'Needed for ignore.' }),
    employeeId: optionalText(100, 1).meta({ description: 'In place of the suggested match.' }),
    applicationId: optionalText(100, 1).meta({ description: 'In place of the suggested match.' }),
  }),
);

const ResolveAccepted = name(
  'ReconciliationResolutionAccepted',
  z.object({ accepted: z.literal(true), itemId: z.string(), action: ActionWord, runUrl: z.string() }),
);

/** The queue of the daily reconciliation, and what people do about it. */
export function reconciliationRoutes(context: IngressContext): ApiRoute[] {
  const { db, links } = context;
  return [
    route({
      method: 'get',
      path: '/reconciliation',
      summary:
        'Hires on which the ATS and the HRIS do not agree, longest waiting first; or what became of earlier ones.',
      role: 'viewer',
      query: ItemQuery,
      answer: { status: 200, schema: ReconciliationItemPage },
      async handle({ query: { status, kind, q, limit, before } }) {
        const filter = { status: status === 'all' ? undefined : status, kind, q };
        const [{ items, next }, waiting] = await Promise.all([
          listItems(db, filter, { limit, after: before }),
          countOpen(db),
        ]);
        return { items: items.map((item) => itemOf(links, item)), next: nextOf(next), waiting };
      },
    }),
    route({
      method: 'get',
      path: '/reconciliation/{id}',
      summary: 'One item of the queue.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: ReconciliationItemShape },
      refusals: [404],
      async handle({ params }) {
        const item = await findItem(db, params.id);
        if (!item) throw new Refusal(404, 'There is no such item.');
        return itemOf(links, item);
      },
    }),
    route({
      method: 'post',
      path: '/reconciliation/{id}/resolve',
      summary: 'Does something about an item; what came of it is seen on the item.',
      role: 'operator',
      params: IdParam,
      body: ResolveBody,
      answer: { status: 202, schema: ResolveAccepted },
      refusals: [404, 409, 422],
      async handle({ params, body, session }) {
        const answer = await submitRequest(
          context,
          'console',
          {
            itemId: params.id,
            ...body,
            requestedBy: `console:${session.user}`,
            requestedAt: new Date().toISOString(),
          },
          async (workflowId) => STOPPED.has(await runState(context, workflowId)),
        );
        if (answer.outcome === 'refused') throw new Refusal(answer.status, answer.reason);
        return {
          accepted: true as const,
          itemId: answer.item.id,
          action: body.action,
          runUrl: links.run(answer.workflowId),
        };
      },
    }),
  ];
}

const STOPPED: ReadonlySet<string> = new Set(['stopped', 'completed']);
