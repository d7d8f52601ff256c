import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { AttributionPeriod, RecruitingCost } from '../schemas/attribution-report.js';
import { transaction, type Queryable } from './database.js';

/** A cost that somebody has imported. */
export interface ImportedCost extends RecruitingCost {
  id: number;
  /** "console:dana" */
  importedBy: string;
  importedAt: Date;
}

const COLUMNS = `id, channel, from_day as "from", to_day as "to", amount, currency, note, imported_by as "importedBy",
  imported_at as "importedAt"`;

/**
 * Keeps costs, all or none. A cost that is there already, with all it says, stays the one it is: importing a file again
 * changes nothing.
 * @returns how many were new.
 */
export async function importCosts(
  pool: pg.Pool,
  costs: readonly RecruitingCost[],
  importedBy: string,
): Promise<number> {
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into recruiting_costs (channel, from_day, to_day, amount, currency, note, content_hash, imported_by)
       select channel, from_day, to_day, amount, currency, note, content_hash, $2
       from jsonb_to_recordset($1) as cost (channel text, from_day date, to_day date, amount numeric, currency text,
         note text, content_hash text)
       on conflict (content_hash) do nothing`,
      [JSON.stringify(costs.map(toRow)), importedBy],
    );
    return rowCount ?? 0;
  });
}

/** Imported costs, the newest days first, a page at a time. */
export async function listCosts(
  db: Queryable,
  page: { limit: number; offset?: number | undefined },
): Promise<ImportedCost[]> {
  const { rows } = await db.query<ImportedCost>(
    `select ${COLUMNS} from recruiting_costs order by from_day desc, id desc limit $1 offset $2`,
    [page.limit, page.offset ?? 0],
  );
  return rows;
}

/** The costs of which a part falls into a period. */
export async function costsWithin(db: Queryable, { from, to }: AttributionPeriod): Promise<RecruitingCost[]> {
  const { rows } = await db.query<RecruitingCost>(
    `select channel, from_day as "from", to_day as "to", amount, currency, note from recruiting_costs
     where from_day <= $2 and to_day >= $1 order by id`,
    [from, to],
  );
  return rows;
}

/** @returns whether there was one. */
export async function deleteCost(db: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await db.query('delete from recruiting_costs where id = $1', [id]);
  return rowCount === 1;
}

function toRow({ channel, from, to, amount, currency, note }: RecruitingCost) {
  const content = JSON.stringify([channel, from, to, amount, currency, note]);
  return {
    ...{ channel, from_day: from, to_day: to, amount, currency, note },
    content_hash: createHash('sha256').update(content).digest('hex'),
  };
}
