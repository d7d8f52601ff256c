import { z } from 'zod';
import { countWaiting, listWaiting, WAITING_KINDS } from '../../../ledger/waiting.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, MaybeInstant, name, nextOf, oneOf, page, Text } from './schemas.js';

const Kind = oneOf(WAITING_KINDS);

const WaitingShape = name(
  'Waiting',
  z.object({
    total: z.number(),
    oldest: MaybeInstant.meta({ description: 'Since when the oldest of all waits.' }),
    kinds: z
      .array(z.object({ kind: Kind, count: z.number(), oldest: MaybeInstant }))
      .meta({ description: 'Every kind is there, also with none.' }),
  }),
);

const WaitingItemShape = name(
  'WaitingItem',
  z.object({
    kind: Kind,
    ids: z.array(z.string()).meta({ description: 'As the routes of its kind take them.' }),
    applicationId: Text,
    since: Instant,
    about: Text,
  }),
);

/** What waits for a person: counted, and listed over all kinds. Each kind's own list has the details. */
export function waitingRoutes({ db }: Pick<IngressContext, 'db'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/waiting',
      summary: 'How much waits for a person, by kind, and for how long.',
      role: 'viewer',
      answer: { status: 200, schema: WaitingShape },
      async handle() {
        const kinds = await countWaiting(db);
        const oldest = kinds.flatMap((one) => one.oldest ?? []).sort((one, other) => Number(one) - Number(other))[0];
        return { total: kinds.reduce((sum, { count }) => sum + count, 0), oldest: oldest ?? null, kinds };
      },
    }),
    route({
      method: 'get',
      path: '/waiting/items',
      summary: 'What waits for a person, longest waiting first.',
      role: 'viewer',
      query: z.strictObject({ kind: Kind.optional(), limit: Limit, before: Before }),
      answer: { status: 200, schema: name('WaitingPage', page(WaitingItemShape)) },
      async handle({ query: { kind, limit, before = 0 } }) {
        const items = await listWaiting(db, { kind }, { limit, offset: before });
        return { items, next: nextOf(items.length === limit ? before + limit : null) };
      },
    }),
  ];
}
