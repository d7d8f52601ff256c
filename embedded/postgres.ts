import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { openDataDirectory } from './data-directory.js';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { releaseCluster } from './postgres-lock.js';
import { handOver, postgresUser, type PostgresUser } from './postgres-user.js';
import { reservePort } from './ports.js';

const run = promisify(execFile);
const NAME = 'hireline';

/**
 * Sized for a laptop or a small machine. What decides over durability is written out although it is the default:
 * an answered webhook must survive a power cut.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // One server, no replicas: crash recovery needs no more than this.
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  // Parallel plans want shared memory that containers are short of, and processors that small machines lack.
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
};

/** For a cluster that is thrown away: nothing of it has to survive a power cut. */
const THROWN_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

/** A cluster that is ready to be started. */
export interface PostgresPlan {
  spec: ProcessSpec;
  /** With the password. */
  url: string;
  version: string;
}

/**
 * Creates the cluster in `<data directory>/postgres` where there is none, and says how to run it.
 * @param dataDir an existing folder, by its real path.
 * @param beforeStart runs before every start: lets a reserved port go.
 * @param changed settings in place of the usual ones.
 */
export async function planPostgres(
  dataDir: string,
  port: number,
  beforeStart: () => Promise<void> = () => Promise.resolve(),
  changed: Readonly<Record<string, string>> = {},
): Promise<PostgresPlan> {
  const binaries = postgresBinaries();
  const cluster = join(dataDir, 'postgres');
  const user = postgresUser({ dataDir, cluster, program: binaries.postgres });
  const password = passwordOf(dataDir, existsSync(cluster));
  if (!existsSync(cluster)) await createCluster(binaries, cluster, user, password);
  const version = await versionOf(binaries);
  checkVersion(cluster, version);

  const url = (database: string) => `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;
  const settings = Object.entries({ ...SETTINGS, ...changed }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [...user.prefix, binaries.postgres, '-D', cluster, '-p', String(port), ...settings];
  const spec: ProcessSpec = {
    name: 'postgres',
    command,
    args,
    environment: environmentOf(process.env),
    marker: `-D ${cluster}`,
    user: user.spawnAs,
    // A fast shutdown: transactions are rolled back, the data is flushed.
    stopSignal: 'SIGINT',
    graceMs: 20_000,
    reports: false,
    beforeStart: async () => {
      await releaseCluster(cluster);
      await beforeStart();
    },
    isReady: () => ensureDatabase(url('postgres'), NAME),
    readyTimeoutMs: 60_000,
  };
  return { spec, url: url(NAME), version };
}

/** A PostgreSQL of one's own, for tests and tools. */
export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a data directory, by itself and without a supervisor.
 * @param options.port the preferred port; a free one is taken when it is taken, or by default.
 */
export async function startPostgres(options: {
  dataDir: string;
  port?: number;
  announce?: (line: string) => void;
  /** The cluster is thrown away when it is stopped, so that nothing has to be durable. */
  thrownAway?: boolean;
}): Promise<EmbeddedPostgres> {
  const dataDir = openDataDirectory(options.dataDir);
  const reserved = await reservePort(options.port ?? 0);
  const announce = options.announce ?? (() => undefined);
  try {
    const plan = await planPostgres(
      dataDir,
      reserved.port,
      () => reserved.release(),
      options.thrownAway ? THROWN_AWAY : {},
    );
    const server = new ManagedProcess(plan.spec, 0, { dataDir, announce, outcome: announce });
    await server.start();
    const stop = async () => {
      await server.stop();
      await reserved.free();
    };
    return { url: plan.url, port: reserved.port, pid: () => server.pid, stop };
  } catch (error) {
    await reserved.free();
    throw error;
  }
}

/** The password of this data directory's database, made up once. */
function passwordOf(dataDir: string, clusterExists: boolean): string {
  const path = join(dataDir, 'postgres-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (clusterExists)
    throw new Error(`${path} is missing, so its database can't be opened: put it back, or use --fresh.`);
  const password = randomBytes(24).toString('hex');
  writeFileSync(path, password, { mode: 0o600 });
  return password;
}

/** initdb works beside the place and its result is moved in, so that an interrupted start leaves no half a cluster. */
async function createCluster(
  binaries: PostgresBinaries,
  cluster: string,
  user: PostgresUser,
  password: string,
): Promise<void> {
  const unfinished = `${cluster}.new`;
  const passwordFile = join(tmpdir(), `hireline-initdb-${randomBytes(6).toString('hex')}`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    for (const path of [unfinished, passwordFile]) handOver(path, user);
    for (const program of [binaries.initdb, binaries.postgres]) makeExecutable(program);
    const options = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${NAME}`];
    const [command = '', ...args] = [
      ...[...user.prefix, binaries.initdb, `--pgdata=${unfinished}`],
      ...[...options, `--pwfile=${passwordFile}`],
    ];
    await run(command, args, { env: environmentOf(process.env), cwd: '/', ...user.spawnAs });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`PostgreSQL could not create its data in ${cluster}: ${said || String(error)}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster);
}

/** Some installers drop the mode; a read-only installation that has it right must not be touched. */
function makeExecutable(program: string): void {
  try {
    chmodSync(program, 0o755);
  } catch (error) {
    if (!['EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function versionOf(binaries: PostgresBinaries): Promise<string> {
  const { stdout } = await run(binaries.postgres, ['--version']);
  return /\d+(\.\d+)*/.exec(stdout)?.[0] ?? stdout.trim();
}

function checkVersion(cluster: string, version: string): void {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (written !== version.split('.')[0])
    throw new Error(
      `${cluster} was written by PostgreSQL ${written}, and PostgreSQL ${version} can't read it: restore a dump of it ` +
        'into another DATA_DIR, or use --fresh.',
    );
}

/**
 * Creates the database on the first start.
 * @throws the driver's error while the server is not listening or still recovering.
 */
async function ensureDatabase(url: string, database: string): Promise<true> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
    return true;
  } finally {
    await client.end();
  }
}

/** Without the user's PG* variables, which would steer the server and its tools. */
function environmentOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
