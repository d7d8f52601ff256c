import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { changedBy, configurationEntries } from '../config/changelog.js';
import { deploymentOf } from '../config/deployment.js';
import { listVariable, requireVariable } from '../config/environment.js';
import { createLinks } from '../config/links.js';
import { createLogger } from '../config/logger.js';
import { loadRecruitingCosts } from '../config/recruiting-costs.js';
import { createConnectors, eachConnector, loadConfiguration, vendorsLeftOut } from '../connectors/registry.js';
import { recordConfiguration } from '../ledger/configuration-changes.js';
import { openDatabase } from '../ledger/database.js';
import { refuseOtherDeployment } from '../ledger/migrate.js';
import { createRateLimiter } from '../ledger/rate-limits.js';
import { createTokenStore } from '../ledger/vendor-tokens.js';
import { TASK_QUEUE } from '../workflows/contract.js';
import type { configurationNotice } from '../workflows/configuration-notice.js';
import { putSchedules } from './schedules.js';
import { registerSearchAttributes } from './search-attributes.js';
import { nativeConnection, temporalConfig } from './temporal-connection.js';
import { createWorker } from './worker.js';

const environment = process.env;
const logger = createLogger('worker', environment);

async function main(): Promise<void> {
  Runtime.install({
    shutdownSignals: ['SIGINT', 'SIGTERM'],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => logger.warn({ level, ...meta }, message)),
  });
  const configuration = loadConfiguration(environment);
  const db = openDatabase(requireVariable(environment, 'DATABASE_URL', 'the address of a PostgreSQL database'), 20);
  await refuseOtherDeployment(db, deploymentOf(environment));
  const connectors = createConnectors(environment, configuration, {
    limiter: createRateLimiter(db, (error) => logger.error({ err: error }, 'a rate limit could not be shared')),
    tokens: createTokenStore(db),
  });
  const leftOut = vendorsLeftOut(environment, configuration.systems);
  if (leftOut.length > 0) logger.warn({ vendors: leftOut }, 'left out: none of their variables is set');
  const loaded = await recordConfiguration(db, configurationEntries(environment), changedBy(environment));
  const { connection, namespace } = await connectPatiently(async (client) => {
    await putSchedules(client, configuration.policy, connectors);
    if (loaded.changes > 0) await tellOfConfiguration(client, loaded.digest);
  });
  const worker = await createWorker(
    connection,
    namespace,
    {
      db,
      ...connectors,
      ...configuration,
      recruiting: loadRecruitingCosts(environment, configuration.policy.bonus.currency),
      channels: {
        hrOps: requireVariable(environment, 'SLACK_HR_OPS_CHANNEL', 'the id of the channel for holds and failures'),
        recruiting: environment['SLACK_RECRUITING_CHANNEL'] ?? '',
      },
      approvers: listVariable(environment, 'SLACK_APPROVERS'),
      links: createLinks(environment),
    },
    logger,
  );
  logger.info({ namespace, fieldMap: configuration.fieldMap.version }, 'worker is polling');
  process.send?.({ ready: true });
  await worker.run();
  await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
  await connection.close();
  await db.end();
}

/** By a run of its own, so that the notice is as durable as the change. */
async function tellOfConfiguration(client: Client, digest: string): Promise<void> {
  await client.workflow.start<typeof configurationNotice>('configurationNotice', {
    taskQueue: TASK_QUEUE,
    workflowId: `configuration:${digest}`,
    args: [{ digest }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'The configuration was changed',
  });
}

/** Temporal may come up after the worker does. @param prepare what Temporal has to have before the worker polls. */
async function connectPatiently(prepare: (client: Client) => Promise<void>) {
  const { connectionOptions, namespace } = temporalConfig();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const connection = await Connection.connect(connectionOptions);
      await registerSearchAttributes(connection, namespace);
      await prepare(new Client({ connection, namespace }));
      await connection.close();
      return await nativeConnection();
    } catch (error) {
      if (attempt >= 60) throw error;
      logger.warn({ attempt, reason: error instanceof Error ? error.message : '' }, 'Temporal does not answer yet');
      await sleep(1_000);
    }
  }
}

main().catch((error: unknown) => {
  logger.fatal(error instanceof Error ? error.message : String(error));
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
