import type pg from 'pg';

/** What a migrated database holds before a test has used it. */
export interface PristineDatabase {
  schema: string;
  /** Rows that migrations have made, as a hash, by table. */
  rows: ReadonlyMap<string, string>;
}

export async function describeDatabase(client: pg.Client): Promise<PristineDatabase> {
  const rows = new Map<string, string>();
  for (const table of await filledTables(client)) rows.set(table, await hashOfRows(client, table));
  return { schema: await schemaOf(client), rows };
}

/**
 * Takes from a database what a test has left, which is faster than making another one.
 * @returns false where it cannot become as it was: its schema was changed, or rows of the migrations', or somebody
 *   is still connected.
 */
export async function emptyDatabase(client: pg.Client, pristine: PristineDatabase): Promise<boolean> {
  const { rows: others } = await client.query(
    'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  if (others.length > 0 || (await schemaOf(client)) !== pristine.schema) return false;
  const left = (await filledTables(client)).filter((table) => !pristine.rows.has(table));
  if (left.length > 0) await client.query(`truncate ${left.join(', ')} restart identity cascade`);
  for (const [table, hash] of pristine.rows) {
    if ((await hashOfRows(client, table)) !== hash) return false;
  }
  return true;
}

async function filledTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string }>(
    `select oid::regclass::text as "table" from pg_class
     where relkind = 'r' and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
  );
  const filled = rows.map(({ table }) => `select '${table}' as "table" where exists (select from ${table})`);
  return (await client.query<{ table: string }>(filled.join(' union all '))).rows.map(({ table }) => table);
}

async function hashOfRows(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(
    `select md5(string_agg(one::text, ',' order by one::text)) as hash from ${table} one`,
  );
  return String(rows[0]?.hash);
}

async function schemaOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(
    `select md5(string_agg(concat_ws(' ', relname, relkind, attname, atttypid), ',' order by relname, attnum)) as schema
     from pg_class left join pg_attribute on attrelid = pg_class.oid and attnum > 0
     where relnamespace not in ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace, 'information_schema'::regnamespace)`,
  );
  return String(rows[0]?.schema);
}
