import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { openDataDirectory } from './data-directory.js';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { reservePort } from './ports.js';

/** Search attributes by name and type. */
export type SearchAttributes = Readonly<Record<string, keyof typeof INDEXED_VALUE_TYPE>>;

export interface TemporalPlanOptions {
  /** An existing folder, by its real path; the database file goes there. */
  dataDir: string;
  /** The Temporal CLI. */
  cli: string;
  port: number;
  uiPort: number;
  searchAttributes: SearchAttributes;
  /** Runs before every start: lets reserved ports go. */
  beforeStart?: () => Promise<void>;
}

export const NAMESPACE = 'default';

/** Closed runs stay readable for this long; the development server's own default is one day. */
const RETENTION = '30 days';
/** temporal.api.enums.v1.IndexedValueType: https://api-docs.temporal.io */
const INDEXED_VALUE_TYPE = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
} as const;

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
    isReady: () => prepareNamespace(address, options.searchAttributes),
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
  const [port, uiPort] = [await reservePort(options.port ?? 0), await reservePort(options.uiPort ?? 0)];
  const spec = planTemporal({
    dataDir,
    cli: options.cli,
    port: port.port,
    uiPort: uiPort.port,
    searchAttributes: options.searchAttributes ?? {},
    beforeStart: async () => void (await Promise.all([port.release(), uiPort.release()])),
  });
  const announce = options.announce ?? (() => undefined);
  const server = new ManagedProcess(spec, 0, { dataDir, announce, outcome: announce });
  await server.start();
  return {
    address: `127.0.0.1:${port.port}`,
    uiUrl: `http://127.0.0.1:${uiPort.port}`,
    pid: () => server.pid,
    stop: () => server.stop(),
  };
}

/**
 * Registers the search attributes that a namespace lacks. The development server takes them on its command line for
 * a new database only.
 * @throws what the operator service answers, where it refuses.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  searchAttributes: SearchAttributes,
): Promise<void> {
  const known = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in (known ?? {})));
  if (missing.length === 0) return;
  const types = Object.fromEntries(missing.map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: types });
}

/**
 * Brings the namespace into the form we need.
 * @throws the connection's error while the server, or its namespace, is not there yet.
 */
async function prepareNamespace(address: string, searchAttributes: SearchAttributes): Promise<true> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 5_000, async () => {
      await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
      await ensureSearchAttributes(connection, NAMESPACE, searchAttributes);
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
