import { z } from 'zod';
import { channelNames, loadRecruitingCosts } from '../../../config/recruiting-costs.js';
import { readCostFile } from '../../../domain/attribution-cost-file.js';
import { deleteCost, importCosts, listCosts } from '../../../ledger/recruiting-costs.js';
import type { IngressContext } from '../../context.js';
import { Refusal } from './refusal.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, name, nextOf, page, Text } from './schemas.js';

/** So much text is a file of some ten thousand costs. */
const MOST_CHARACTERS = 1_000_000;

const Cost = z.object({
  channel: z.string(),
  from: z.string().meta({ description: 'YYYY-MM-DD: the first day that it is for.' }),
  to: z.string().meta({ description: 'The last one.' }),
  amount: z.string().meta({ description: 'A decimal number, exact.' }),
  currency: z.string(),
  note: Text,
});
const CostPage = name(
  'RecruitingCostPage',
  page(Cost.extend({ id: z.number(), importedBy: z.string(), importedAt: Instant })).extend({
    configured: z.array(Cost).meta({ description: 'Those of config/recruiting-costs.yaml.' }),
    channels: z.array(z.string()).meta({ description: 'Channels that a cost can be of.' }),
    currency: z.string().meta({ description: 'The one that all amounts are in.' }),
  }),
);
const ImportBody = name(
  'RecruitingCostImport',
  z.strictObject({
    csv: z
      .string({ error: 'expected the text of a CSV file' })
      .max(MOST_CHARACTERS, `expected at most ${MOST_CHARACTERS} characters`)
      .meta({ description: 'Columns channel, from, to, amount, currency and note; the first line names them.' }),
  }),
);
const Imported = name('RecruitingCostsImported', z.object({ imported: z.number(), known: z.number() }));
const Deleted = name('RecruitingCostDeleted', z.object({ deleted: z.literal(true) }));
const ID = 'expected the id of a cost';
const CostParam = z.strictObject({ id: z.coerce.number({ error: ID }).int(ID).min(1, ID) });

/** What recruiting costs, beside the bonuses. */
export function costRoutes({
  db,
  environment,
  policy,
}: Pick<IngressContext, 'db' | 'environment' | 'policy'>): ApiRoute[] {
  const { currency } = policy.bonus;
  const recruiting = loadRecruitingCosts(environment, currency);
  const channels = channelNames(recruiting);
  return [
    route({
      method: 'get',
      path: '/costs',
      summary:
        'What recruiting costs by channel: imported costs, the newest days first, and those of the configuration.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit, before: Before }),
      answer: { status: 200, schema: CostPage },
      async handle({ query: { limit, before = 0 } }) {
        const items = await listCosts(db, { limit, offset: before });
        const next = nextOf(items.length === limit ? before + limit : null);
        return { items, next, configured: [...recruiting.costs], channels, currency };
      },
    }),
    route({
      method: 'post',
      path: '/costs',
      summary:
        'Imports costs from a CSV file, all or none; a cost that is there already, with all it says, is not added again.',
      role: 'operator',
      body: ImportBody,
      bodyLimit: '4mb',
      answer: { status: 200, schema: Imported },
      refusals: [422],
      async handle({ body: { csv }, session }) {
        const read = readCostFile(csv, { channels, currency });
        if ('mistakes' in read) {
          throw new Refusal(422, `Nothing was imported. ${read.mistakes.join('; ')}.`, { mistakes: read.mistakes });
        }
        const imported = await importCosts(db, read.costs, `console:${session.user}`);
        return { imported, known: read.costs.length - imported };
      },
    }),
    route({
      method: 'delete',
      path: '/costs/{id}',
      summary: 'Removes an imported cost.',
      role: 'operator',
      params: CostParam,
      answer: { status: 200, schema: Deleted },
      refusals: [404],
      async handle({ params: { id } }) {
        if (!(await deleteCost(db, id))) throw new Refusal(404, 'There is no such cost.');
        return { deleted: true as const };
      },
    }),
  ];
}
