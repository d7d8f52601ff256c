import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { projectRoot } from '../config/root.js';
import type { Deployment } from '../config/deployment.js';
import { openDatabase } from './database.js';

/**
 * Brings the ledger's schema up to date and marks the database as belonging to one kind of deployment.
 * Safe to run from several processes at once: one migrates, the others wait.
 * @returns names of the migrations that were run.
 */
export async function migrate(databaseUrl: string, deployment: Deployment): Promise<string[]> {
  const done = await runner({
    databaseUrl,
    dir: join(projectRoot, 'ledger', 'migrations'),
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
  const pool = openDatabase(databaseUrl, 1);
  try {
    await pool.query('insert into deployment (environment) values ($1) on conflict do nothing', [deployment]);
    await refuseOtherDeployment(pool, deployment);
  } finally {
    await pool.end();
  }
  return done.map((migration) => migration.name);
}

/** @throws Error when the database holds the other kind of data. */
export async function refuseOtherDeployment(
  pool: Pick<ReturnType<typeof openDatabase>, 'query'>,
  deployment: Deployment,
): Promise<void> {
  const { rows } = await pool.query<{ environment: string }>('select environment from deployment');
  const kept = rows[0]?.environment;
  if (kept !== deployment) {
    throw new Error(
      `DATABASE_URL: this database belongs to a ${kept ?? 'not yet migrated'} deployment, but HIRELINE_ENVIRONMENT is ${deployment}.`,
    );
  }
}
