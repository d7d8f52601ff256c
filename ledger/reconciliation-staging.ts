import pg from 'pg';
import type { Side } from '../domain/reconciliation-keys.js';
import type { Queryable } from './database.js';

/**
 * Where one run keeps what it has read: three unlogged tables of its own, which several activities may use one after
 * the other, also on different machines, until the run drops them.
 */
export interface Staging {
  client: pg.Client;
  runId: string;
  /** Quoted names of the tables. */
  tables: StagingTables;
  close(): Promise<void>;
}

export type StagingTables = Record<Side | 'lookUps', string>;

/**
 * A join of a million rows a side stays in memory with this much, and goes through temporary files without it.
 * It is the database server's memory, of one connection, while it joins.
 */
const WORK_MEM = '160MB';

/**
 * A connection of a run's own, not of the pool: its statements take as long as a million rows, or a vendor's pages,
 * take. Creates the run's tables where they are missing.
 * @throws Error when there is no such run (see startRun).
 */
export async function openStaging(databaseUrl: string, runId: string): Promise<Staging> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'hireline reconciliation',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: 0,
    // Another attempt of the same step may still hold a table: it is waited for, but not for ever.
    lock_timeout: 300_000,
    // Keys are nearly all different: a small sample tells the planner that.
    options: `-c work_mem=${WORK_MEM} -c default_statistics_target=10 -c max_parallel_workers_per_gather=0 -c jit=off`,
  });
  // What breaks the connection also fails the statement under way, or the next one.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number }>('select number from reconciliation_runs where id = $1', [
      runId,
    ]);
    if (!rows[0]) throw new Error(`there is no reconciliation run ${runId}`);
    const tables = tablesOf(rows[0].number);
    await createTables(client, tables);
    return { client, runId, tables, close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

function tablesOf(number: number): StagingTables {
  const name = (what: string) => `reconciliation_staging.${what}_${number}`;
  return { ats: name('ats'), hris: name('hris'), lookUps: name('look_ups') };
}

/** Columns of a side's table, in the order of a COPY line. */
export const STAGED_COLUMNS = [
  'application_id',
  'employee_id',
  'email',
  'name',
  'start_date',
  'ended',
  'compared',
  'record',
] as const;

async function createTables(client: pg.Client, tables: StagingTables): Promise<void> {
  for (const side of [tables.ats, tables.hris]) {
    // Compared byte by byte: keys are normalised already. Nothing is ever updated, so there is nothing to vacuum.
    await client.query(
      `create unlogged table if not exists ${side} (
         application_id text collate "C", employee_id text collate "C", email text collate "C", name text collate "C",
         start_date text collate "C", ended boolean not null, compared text collate "C" not null,
         record text collate "C" not null
       ) with (autovacuum_enabled = false)`,
    );
  }
  await client.query(
    `create unlogged table if not exists ${tables.lookUps} (
       side text not null, by text not null, id text collate "C" not null,
       state text not null default 'planned' check (state in ('planned', 'done', 'failed')),
       primary key (side, by, id)
     )`,
  );
}

/** Removes a run's tables, if there are any. */
export async function dropStaging(db: Queryable, runId: string): Promise<void> {
  const { rows } = await db.query<{ number: number }>('select number from reconciliation_runs where id = $1', [runId]);
  if (rows[0]) await dropTables(db, rows[0].number);
}

/**
 * Removes the tables of runs that have finished, and of those that were started too long ago to be alive.
 * @returns how many runs' tables were removed.
 */
export async function dropAbandonedStaging(db: Queryable, olderThanMs = 24 * 3_600_000): Promise<number> {
  const { rows } = await db.query<{ number: number }>(
    `with staged as (
       select distinct substring(tablename from '\\d+$')::bigint as number
       from pg_tables where schemaname = 'reconciliation_staging'
     )
     select number from staged left join reconciliation_runs r using (number)
     where r.id is null or r.outcome <> 'running' or r.started_at < now() - $1 * interval '1 millisecond'`,
    [olderThanMs],
  );
  for (const { number } of rows) await dropTables(db, number);
  return rows.length;
}

async function dropTables(db: Queryable, number: number): Promise<void> {
  const { ats, hris, lookUps } = tablesOf(number);
  await db.query(`drop table if exists ${ats}, ${hris}, ${lookUps}`);
}
