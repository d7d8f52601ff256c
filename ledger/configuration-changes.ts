import type pg from 'pg';
import { changesBetween, digestOf, type ConfigurationChange, type ConfigurationEntries } from '../config/changelog.js';
import { transaction, type Queryable } from './database.js';

/** A change as the changelog has it. */
export interface RecordedChange extends ConfigurationChange {
  id: number;
  at: Date;
  changedBy: string;
  digest: string;
}

/**
 * Compares the configuration with the one that was loaded last, and keeps what changed. The first one ever is what the
 * changelog begins with, and no change.
 * @returns the digest and the number of changes; 0 for a configuration that is known.
 */
export async function recordConfiguration(
  db: pg.Pool,
  entries: ConfigurationEntries,
  changedBy: string,
): Promise<{ digest: string; changes: number }> {
  const digest = digestOf(entries);
  return transaction(db, async (client) => {
    // Two processes that start with the same change record it once.
    await client.query(`select pg_advisory_xact_lock(hashtext('hireline configuration'))`);
    const { rows } = await client.query<{ digest: string; entries: ConfigurationEntries }>(
      'select digest, entries from configuration_states',
    );
    const last = rows[0];
    if (last?.digest === digest) return { digest, changes: 0 };
    await client.query(
      `insert into configuration_states (digest, entries) values ($1, $2)
       on conflict (only_one) do update set digest = excluded.digest, entries = excluded.entries, loaded_at = now()`,
      [digest, JSON.stringify(entries)],
    );
    const changes = last ? changesBetween(last.entries, entries) : [];
    await client.query(
      `insert into configuration_changes (digest, changed_by, file, place, before, after)
       select $1, $2, c.file, c.place, c.before, c.after
       from jsonb_to_recordset($3) as c(file text, place text, before text, after text)`,
      [digest, changedBy, JSON.stringify(changes)],
    );
    return { digest, changes: changes.length };
  });
}

const COLUMNS = `id, at, digest, changed_by as "changedBy", file, place, before, after`;

/** Changes, newest first, a page at a time. */
export async function listConfigurationChanges(
  db: Queryable,
  page: { limit: number; before?: number },
): Promise<{ items: RecordedChange[]; next: number | null }> {
  const { rows } = await db.query<RecordedChange>(
    `select ${COLUMNS} from configuration_changes where $1::bigint is null or id < $1 order by id desc limit $2`,
    [page.before ?? null, page.limit],
  );
  return { items: rows, next: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null };
}

/** The changes of the newest load with this digest, by place. */
export async function changesOfLoad(db: Queryable, digest: string): Promise<RecordedChange[]> {
  const { rows } = await db.query<RecordedChange>(
    `select ${COLUMNS} from configuration_changes
     where digest = $1 and at = (select max(at) from configuration_changes where digest = $1) order by file, place`,
    [digest],
  );
  return rows;
}
