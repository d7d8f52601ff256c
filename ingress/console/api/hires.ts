import { z } from 'zod';
import { findConfirmation } from '../../../ledger/hire-confirmations.js';
import { readIdentity } from '../../../ledger/hire-identity.js';
import { findHire, listHires, type Hire } from '../../../ledger/hires.js';
import { listHolds } from '../../../ledger/holds.js';
import { listFailures } from '../../../ledger/step-failures.js';
import type { IngressContext } from '../../context.js';
import { confirmationOf } from './confirmations.js';
import { HireDetails, hireListItem, HirePage } from './hire-shapes.js';
import { holdOf } from './hold-shapes.js';
import { recordsOf } from './records.js';
import { Refusal } from './refusal.js';
import { retry } from './retry.js';
import { route, type ApiRoute } from './route.js';
import { liveState } from './run.js';
import { ApplicationIdParam, HireStatusWord, Limit, name, nextOf, Text } from './schemas.js';
import { timelineOf } from './timeline.js';

const CURSOR = 'expected the next of an earlier page';

/** `<instant as PostgreSQL writes it>|<application id>` */
function isCursor(text: string): boolean {
  const [, day = '', time = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)[+-][\d:]+\|./.exec(text) ?? [];
  return !Number.isNaN(Date.parse(`${day}T${time}Z`));
}

const HirePageQuery = z.strictObject({
  status: HireStatusWord.optional(),
  q: z
    .string({ error: 'expected text' })
    .max(200, 'expected at most 200 characters')
    .optional()
    .meta({ description: 'Part of a name, or an id of any system.' }),
  limit: Limit,
  before: z
    .string({ error: CURSOR })
    .refine(isCursor, CURSOR)
    .optional()
    .meta({ description: 'The `next` of the page before this one.' }),
});

const Accepted = name(
  'RetryAccepted',
  z.object({
    accepted: z.literal(true),
    retried: z.array(z.enum(['hire', 'confirmation'])).meta({ description: 'What of it had failed.' }),
    deliveryId: Text.meta({ description: "By which the hire's run is asked; null where only the confirmation's is." }),
  }),
);

export function hireRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, systems } = context;
  const confirmationTo = (applicationId: string, ats = systems.roles.ats) =>
    findConfirmation(db, { ats, applicationId });

  return [
    route({
      method: 'get',
      path: '/hires',
      summary: 'Hires, last changed first.',
      role: 'viewer',
      query: HirePageQuery,
      answer: { status: 200, schema: HirePage },
      async handle({ query: { status, q, limit, before } }) {
        const found = await listHires(db, { status, q }, { limit, before });
        return { items: found.items.map((hire) => hireListItem(links, hire)), next: nextOf(found.next) };
      },
    }),
    route({
      method: 'get',
      path: '/hires/{applicationId}',
      summary: 'One hire, with one timeline over all systems.',
      role: 'viewer',
      params: ApplicationIdParam,
      answer: { status: 200, schema: HireDetails },
      refusals: [404],
      async handle({ params }) {
        const hire = await requireHire(context, params.applicationId);
        const [answer, identity, failures, [hold], timeline, confirmation] = await Promise.all([
          liveState(context, hire.workflowId),
          readIdentity(db, hire.applicationId),
          listFailures(db, hire.applicationId),
          listHolds(db, { applicationId: hire.applicationId, status: 'open' }, 1),
          timelineOf(context, hire),
          confirmationTo(hire.applicationId, hire.ats),
        ]);
        return {
          ...hire,
          ...hireListItem(links, hire),
          ...answer,
          ...identity,
          records: recordsOf(hire),
          hold: hold ? holdOf(links, hold) : null,
          failures,
          confirmation: confirmationOf(confirmation),
          timeline,
        };
      },
    }),
    route({
      method: 'post',
      path: '/hires/{applicationId}/retry',
      summary:
        'Tries a failed hire again from the step that failed, and its confirmation to CRM and advocacy platform where that has failed.',
      role: 'operator',
      params: ApplicationIdParam,
      answer: { status: 202, schema: Accepted },
      refusals: [404, 409],
      async handle({ params: { applicationId }, session }) {
        const hire = await findHire(db, applicationId);
        const confirmation = await confirmationTo(applicationId, hire?.ats);
        if (!hire && !confirmation) throw new Refusal(404);
        return { accepted: true as const, ...(await retry(context, { hire, confirmation }, session.user)) };
      },
    }),
  ];
}

/** @throws Refusal when there is no such hire. */
export async function requireHire({ db }: Pick<IngressContext, 'db'>, applicationId: string): Promise<Hire> {
  const hire = await findHire(db, applicationId);
  if (!hire) throw new Refusal(404);
  return hire;
}
