import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Children } from './children.js';
import { childEnvironment } from './environment.js';
import { describeProgram, findProgram, TEMPORAL_CLI } from './binaries.js';
import { sandboxKeys } from '../sandbox/keys.js';
import { answers, nodeJob, nodeProcess, type Entries } from './node-process.js';
import { reservePort, type ReservedPort } from './ports.js';
import { planPostgres } from './postgres.js';
import type { Settings } from './settings.js';
import type { Stack } from './stack-file.js';
import { NAMESPACE, planTemporal, type SearchAttributes } from './temporal.js';

/** The stack, and the environment its processes have, for what is run on it afterwards. */
export interface RunningStack {
  stack: Omit<Stack, 'pids'>;
  environment: NodeJS.ProcessEnv;
}

/** What bringing a stack up needs; it adds every process to `children` as it starts it. */
export interface BringUp {
  settings: Settings;
  /** The data directory's real path. */
  dataDir: string;
  children: Children;
  entries: Entries;
  searchAttributes: SearchAttributes;
  announce(line: string): void;
}

type Ports = Record<keyof Settings['ports'], ReservedPort>;

const VARIABLES: Record<keyof Settings['ports'], string> = {
  ingress: 'PORT',
  sandbox: 'SANDBOX_PORT',
  postgres: 'EMBEDDED_POSTGRES_PORT',
  temporal: 'EMBEDDED_TEMPORAL_PORT',
  temporalUi: 'EMBEDDED_TEMPORAL_UI_PORT',
};

/**
 * Brings everything up, each part when what it leans on is ready.
 * @throws Error that names the part that can't be started and why.
 * @throws StartCancelled when the children are stopped meanwhile.
 */
export async function bringUp(context: BringUp): Promise<RunningStack> {
  const { settings, children, entries, announce } = context;
  const ports = await reservePorts(settings, announce);
  try {
    const [databaseUrl, temporal] = await bothOrNeither(startDatabase(context, ports), startTemporal(context, ports));
    const consoleUrl = `http://127.0.0.1:${ports.ingress.port}`;
    const publicUrl = settings.environment.PUBLIC_URL?.trim() || consoleUrl;
    const environment = childEnvironment(settings.environment, {
      port: ports.ingress.port,
      publicUrl,
      dataDir: context.dataDir,
      databaseUrl,
      sandboxPort: ports.sandbox.port,
      sandboxKeys: sandboxKeys(context.dataDir),
      temporalUiUrl: temporal.uiUrl,
      embeddedTemporal: settings.externalTemporal ? undefined : temporal,
    });

    const migrationFailure = await children.run(nodeJob('migrations', entries.migrations, [], environment, false));
    if (migrationFailure) throw new Error(`The database could not be migrated: ${migrationFailure}`);
    await children.start(
      nodeProcess('sandbox', entries.sandbox, environment, {
        graceMs: 5_000,
        beforeStart: () => ports.sandbox.release(),
      }),
    );
    announce(`sandbox: vendor simulators on port ${ports.sandbox.port}`);
    // A worker gives the activities that run their own grace; this has to be longer.
    await children.start(nodeProcess('worker', entries.worker, environment, { graceMs: 30_000 }));
    announce('worker: polling');
    await children.start(
      nodeProcess('ingress', entries.ingress, environment, {
        graceMs: 10_000,
        beforeStart: () => ports.ingress.release(),
        isReady: () => answers(`${consoleUrl}/readyz`),
      }),
    );
    announce(`ingress: webhooks and console on port ${ports.ingress.port}`);
    const stack = {
      port: ports.ingress.port,
      publicUrl,
      databaseUrl,
      temporalAddress: temporal.address,
      temporalNamespace: temporal.namespace,
      temporalUiUrl: temporal.uiUrl,
      sandboxUrl: `http://127.0.0.1:${ports.sandbox.port}`,
    };
    return { stack, environment };
  } catch (error) {
    await Promise.all(Object.values(ports).map((port) => port.free()));
    throw error;
  }
}

/**
 * Runs the demonstration, once for a data directory.
 * @returns whether it ran and succeeded, or had before.
 */
export async function demonstrate(context: BringUp, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const marker = join(context.dataDir, 'demonstrated');
  if (existsSync(marker)) {
    context.announce(
      'The demonstration ran on this data already: npx hireline demo --all runs it again, npm start -- --fresh starts anew.',
    );
    return true;
  }
  const job = nodeJob('demonstration', context.entries.demonstration, ['demo', '--all'], environment, true);
  const failure = await context.children.run(job);
  if (failure) {
    context.announce(`The demonstration failed (${failure}); the stack stays up. Again: npx hireline demo --all`);
    return false;
  }
  writeFileSync(marker, `${new Date().toISOString()}\n`);
  return true;
}

async function reservePorts(settings: Settings, announce: (line: string) => void): Promise<Ports> {
  const reserved: Partial<Ports> = {};
  for (const name of Object.keys(VARIABLES) as (keyof Ports)[]) {
    if (name === 'postgres' && settings.databaseUrl) continue;
    if ((name === 'temporal' || name === 'temporalUi') && settings.externalTemporal) continue;
    const port = await reservePort(settings.ports[name]);
    if (port.moved) announce(`port ${settings.ports[name]} is taken: using ${port.port} (${VARIABLES[name]})`);
    reserved[name] = port;
  }
  const nothing = () => Promise.resolve();
  const none: ReservedPort = { port: 0, moved: false, release: nothing, free: nothing };
  return { ingress: none, sandbox: none, postgres: none, temporal: none, temporalUi: none, ...reserved };
}

async function startDatabase(context: BringUp, ports: Ports): Promise<string> {
  const { settings, children, dataDir, announce } = context;
  if (settings.databaseUrl) {
    announce('PostgreSQL: the one that DATABASE_URL names');
    return settings.databaseUrl;
  }
  const plan = await planPostgres(dataDir, ports.postgres.port, () => ports.postgres.release());
  await children.start(plan.spec);
  announce(`PostgreSQL ${plan.version}: embedded, on port ${ports.postgres.port}`);
  return plan.url;
}

async function startTemporal(
  context: BringUp,
  ports: Ports,
): Promise<{ address: string; namespace: string; uiUrl: string }> {
  const { settings, children, dataDir, announce } = context;
  if (settings.externalTemporal) {
    const given = Object.entries(settings.environment).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    const config = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
    const address = config.connectionOptions.address ?? 'localhost:7233';
    announce(`Temporal: the cluster at ${address}`);
    // The port of a development server's Web UI, for want of a better guess.
    const uiUrl = settings.environment.TEMPORAL_UI_URL?.trim() || 'http://127.0.0.1:8233';
    return { address, namespace: config.namespace ?? NAMESPACE, uiUrl };
  }
  const cli = await findProgram(TEMPORAL_CLI, { environment: settings.environment, announce });
  announce(describeProgram(TEMPORAL_CLI, cli));
  const spec = planTemporal({
    dataDir,
    cli: cli.path,
    port: ports.temporal.port,
    uiPort: ports.temporalUi.port,
    searchAttributes: context.searchAttributes,
    beforeStart: async () => void (await Promise.all([ports.temporal.release(), ports.temporalUi.release()])),
  });
  await children.start(spec);
  const embeddedUi = `http://127.0.0.1:${ports.temporalUi.port}`;
  announce(`Temporal: embedded, on port ${ports.temporal.port}, Web UI ${embeddedUi}`);
  const uiUrl = settings.environment.TEMPORAL_UI_URL?.trim() || embeddedUi;
  return { address: `127.0.0.1:${ports.temporal.port}`, namespace: NAMESPACE, uiUrl };
}

/** Waits for both even when one fails, so that no child is started behind the back of the one who stops them. */
async function bothOrNeither<A, B>(left: Promise<A>, right: Promise<B>): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([left, right]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
