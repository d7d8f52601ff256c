import { z } from 'zod';
import { listConfigurationChanges } from '../../../ledger/configuration-changes.js';
import type { IngressContext } from '../../context.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, name, nextOf, page, Text } from './schemas.js';

const ChangeShape = name(
  'ConfigurationChange',
  z.object({
    id: z.number(),
    at: Instant.meta({ description: 'When it was loaded.' }),
    changedBy: z.string(),
    digest: z.string().meta({ description: 'All changes of one load have the same one.' }),
    file: z.string(),
    place: z.string(),
    before: Text,
    after: Text,
  }),
);

export function configurationChangeRoutes({ db }: Pick<IngressContext, 'db'>): ApiRoute[] {
  return [
    route({
      method: 'get',
      path: '/configuration-changes',
      summary: 'The changelog of the configuration, newest first.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit, before: Before }),
      answer: { status: 200, schema: name('ConfigurationChangePage', page(ChangeShape)) },
      async handle({ query: { limit, before } }) {
        const { items, next } = await listConfigurationChanges(db, {
          limit,
          ...(before === undefined ? {} : { before }),
        });
        return { items, next: nextOf(next) };
      },
    }),
  ];
}
