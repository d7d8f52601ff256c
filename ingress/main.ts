import { deploymentOf } from '../config/deployment.js';
import { requireVariable } from '../config/environment.js';
import { createLinks, publicUrl } from '../config/links.js';
import { createLogger } from '../config/logger.js';
import { createConnectors, eachConnector, loadConfiguration } from '../connectors/registry.js';
import { openDatabase } from '../ledger/database.js';
import { refuseOtherDeployment } from '../ledger/migrate.js';
import { createRateLimiter } from '../ledger/rate-limits.js';
import { createTokenStore } from '../ledger/vendor-tokens.js';
import { lazyTemporalClient } from '../workers/temporal-connection.js';
import type { IngressContext } from './context.js';
import { createForwarder } from './forwarder.js';
import { watchLimits } from './limit-watch.js';
import { createIngress, listen, stopListening } from './server.js';
import { createSlackSurface } from './slack/app.js';

const environment = process.env;
const logger = createLogger('ingress', environment);

async function main(): Promise<void> {
  const deployment = deploymentOf(environment);
  const configuration = loadConfiguration(environment);
  const db = openDatabase(requireVariable(environment, 'DATABASE_URL', 'the address of a PostgreSQL database'), 20);
  await refuseOtherDeployment(db, deployment);
  const temporal = lazyTemporalClient();
  const connectors = createConnectors(environment, configuration, {
    limiter: createRateLimiter(db, (error) => logger.error({ err: error }, 'a rate limit could not be shared')),
    tokens: createTokenStore(db),
  });
  const forwarder = createForwarder({
    ...{ db, client: temporal.client, systems: configuration.systems, logger },
    confirmsHires: Boolean(connectors.crm ?? connectors.advocacy),
  });
  const context: IngressContext = {
    ...configuration,
    environment,
    db,
    temporal,
    connectors,
    links: createLinks(environment),
    publicUrl: publicUrl(environment),
    forwarder,
    logger,
  };
  const slack = createSlackSurface(context);
  const app = createIngress(context, slack);
  await slack.start();
  const port = Number(environment['PORT'] ?? 3000);
  // What `npm start` brings up is open to whoever can reach it, so it listens to this machine only.
  const server = await listen(app, port, environment['HIRELINE_EMBEDDED'] === '1' ? '127.0.0.1' : undefined);
  logger.info({ port, fieldMap: configuration.fieldMap.version }, 'ingress is listening');
  const limits = watchLimits({
    ...{ db, client: temporal.client, logger },
    alertAtPercent: configuration.policy.limits.alertAtPercent,
  });
  process.send?.({ ready: true });

  const stop = async (): Promise<void> => {
    await stopListening(server);
    await slack.stop();
    await forwarder.stop();
    await limits.stop();
    await Promise.all(eachConnector(connectors).map(({ connector }) => connector.close()));
    await temporal.connection.close();
    await db.end();
  };
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop().catch((error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      });
    });
  }
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  logger.fatal(message);
  console.error(message);
  process.exit(1);
});
