import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { openDataDirectory } from './data-directory.js';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { reservePort } from './ports.js';

/** Search attributes by name and type, as the command line spells it. */
export type SearchAttributes = Readonly<
  Record<string, 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList'>
>;

export interface TemporalPlanOptions {
  /** An existing folder, by its real path; the database file goes there. */
  dataDir: string;
  /** The Temporal CLI. */
  cli: string;
  port: number;
  uiPort: number;
  /** Registered in a new database; for an older one the worker registers what it lacks. */
  searchAttributes: SearchAttributes;
  /** Runs before every start: lets reserved ports go. */
  beforeStart?: () => Promise<void>;
}

export const NAMESPACE = 'default';

/** Closed runs stay readable for this long; the development server's own default is one day. */
const RETENTION = '30 days';
/** How to run the Temporal development server with its Web UI on this data directory. */
export function planTemporal(options: TemporalPlanOptions): ProcessSpec {
  const database = join(options.dataDir, 'temporal.db');
  const address = `127.0.0.1:${options.port}`;
  const attributes = Object.entries(options.searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  return {
    name: 'temporal',
    command: options.cli,
    args: [
      ...['server', 'start-dev', '--db-filename', database, '--ip', '127.0.0.1'],
      ...['--port', String(options.port), '--ui-port', String(options.uiPort), '--namespace', NAMESPACE],
      ...['--log-level', 'warn', '--ui-disable-news-fetch'],
      // Fewer waits on the disk than the rollback journal, and every commit is still synced: https://sqlite.org/wal.html
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'],
      ...attributes,
    ],
    environment: process.env,
    marker: `--db-filename ${database}`,
    stopSignal: 'SIGTERM',
    graceMs: 15_000,
    reports: false,
    beforeStart: options.beforeStart,
    isReady: () => prepareNamespace(address),
    readyTimeoutMs: 90_000,
  };
}

/** A Temporal development server of one's own, for tests and tools. */
export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

/** Starts the development server on a data directory and free ports, by itself and without a supervisor. */
export async function startTemporal(options: {
  dataDir: string;
  cli: string;
  port?: number;
  uiPort?: number;
  searchAttributes?: SearchAttributes;
  announce?: (line: string) => void;
}): Promise<EmbeddedTemporal> {
  const dataDir = openDataDirectory(options.dataDir);
  const ports = [await reservePort(options.port ?? 0), await reservePort(options.uiPort ?? 0)] as const;
  const [port, uiPort] = ports;
  const free = async () => void (await Promise.all(ports.map((reserved) => reserved.free())));
  const spec = planTemporal({
    dataDir,
    cli: options.cli,
    port: port.port,
    uiPort: uiPort.port,
    searchAttributes: options.searchAttributes ?? {},
    beforeStart: async () => void (await Promise.all(ports.map((reserved) => reserved.release()))),
  });
  const announce = options.announce ?? (() => undefined);
  const server = new ManagedProcess(spec, 0, { dataDir, announce, outcome: announce });
  try {
    await server.start();
  } catch (error) {
    await free();
    throw error;
  }
  return {
    address: `127.0.0.1:${port.port}`,
    uiUrl: `http://127.0.0.1:${uiPort.port}`,
    pid: () => server.pid,
    stop: async () => {
      await server.stop();
      await free();
    },
  };
}

/**
 * Gives the namespace its retention.
 * @throws the connection's error while the server, or its namespace, is not there yet.
 */
async function prepareNamespace(address: string): Promise<true> {
  // Lazily: a connection that fails to open has to be closed as well.
  const connection = Connection.lazy({ address, connectTimeout: 2_000 });
  try {
    await connection.ensureConnected();
    await connection.withDeadline(Date.now() + 5_000, async () => {
      const workflowExecutionRetentionTtl = msToTs(RETENTION);
      await connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl },
      });
    });
    return true;
  } finally {
    await connection.close();
  }
}
