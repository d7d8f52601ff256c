import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../embedded/postgres.js';
import { openDatabase } from '../../ledger/database.js';
import { migrate } from '../../ledger/migrate.js';
import { describeDatabase, emptyDatabase, type PristineDatabase } from './emptied-database.js';

/** A database of a test's own, migrated and empty. */
export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** Closes the pool and gives the database up. */
  drop(): Promise<void>;
}

interface Server {
  /** Any database of it, with the right to create others. */
  url: string;
  template: string;
  pristine: PristineDatabase;
  /** Databases that tests have used, emptied for the next one. */
  empty: string[];
  stop(): Promise<void>;
}

let server: Promise<Server> | undefined;
let willBeStopped = false;

/** For the root hook: says that somebody will stop the server when the tests are over. */
export function promiseToStop(): void {
  willBeStopped = true;
}

/** Stops PostgreSQL if a test has started it. */
export async function stopTestServer(): Promise<void> {
  const running = await server?.catch(() => undefined);
  server = undefined;
  await running?.stop();
}

/**
 * A fresh database on the one PostgreSQL of this mocha process, which starts on first use. TEST_DATABASE_URL names a
 * server to use instead.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  if (!willBeStopped) throw new Error('start mocha with --require <build>/test/support/hooks.js: it stops PostgreSQL');
  server ??= startServer();
  const { url, template, pristine, empty } = await server;
  const emptied = empty.pop();
  const name = emptied ?? uniqueName();
  // A copy of a migrated database is made faster than a migrated one.
  if (!emptied) await administer(url, `create database ${name} template ${template}`);
  const own = withDatabase(url, name);
  const pool = openDatabase(own, 5);
  return {
    url: own,
    pool,
    async drop() {
      await pool.end();
      if (await withClient(own, (client) => emptyDatabase(client, pristine))) empty.push(name);
      else await administer(url, `drop database ${name} with (force)`);
    },
  };
}

async function startServer(): Promise<Server> {
  const given = process.env['TEST_DATABASE_URL'];
  const { url, stop } = given ? { url: given, stop: () => Promise.resolve() } : await startEmbedded();
  try {
    const template = uniqueName();
    await administer(url, `create database ${template}`);
    await migrate(withDatabase(url, template), 'sandbox');
    const pristine = await withClient(withDatabase(url, template), describeDatabase);
    const empty: string[] = [];
    return {
      ...{ url, template, pristine, empty },
      async stop() {
        for (const name of [template, ...empty]) await administer(url, `drop database ${name} with (force)`);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hireline-test-postgres-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startPostgres({ dataDir, thrownAway: true });
    return { url: postgres.url, stop: () => postgres.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

const uniqueName = (): string => `test_${randomBytes(6).toString('hex')}`;

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function administer(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
