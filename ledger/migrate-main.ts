import { deploymentOf } from '../config/deployment.js';
import { requireVariable } from '../config/environment.js';
import { migrate } from './migrate.js';

try {
  const names = await migrate(
    requireVariable(process.env, 'DATABASE_URL', 'the address of a PostgreSQL database'),
    deploymentOf(process.env),
  );
  console.log(names.length === 0 ? 'The ledger is up to date.' : `Migrated the ledger: ${names.join(', ')}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
