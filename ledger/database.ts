import pg from 'pg';

/** A connection or a pool: whatever can run a statement. */
export type Queryable = Pick<pg.Pool, 'query'>;

// bigint columns are counters here, far below 2^53; dates stay the plain text they are.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

/**
 * A pool of connections to the ledger.
 * @param max connections this process may hold.
 */
export function openDatabase(url: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // A statement that hangs must not hold a webhook's answer or a worker's slot for ever.
    statement_timeout: 30_000,
    // The server enforces that one only while it is alive.
    query_timeout: 35_000,
    application_name: 'hireline',
  });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` in one transaction. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection whose transaction could not be rolled back is not given back to the pool.
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}
