import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { request } from 'undici';
import { openDataDirectory } from '../embedded/data-directory.js';
import { ManagedProcess, type ProcessSpec } from '../embedded/managed-process.js';
import { nodeProcess } from '../embedded/node-process.js';
import { reservePort, type ReservedPort } from '../embedded/ports.js';
import { startPostgres } from '../embedded/postgres.js';
import { compiledFile } from '../embedded/project.js';
import { startTemporal, type SearchAttributes } from '../embedded/temporal.js';
import { treeCpuSeconds, usageOf } from './process-usage.js';

/** The processes of a measurement by what they are: "ingress" is also the baseline's API. */
export const PROCESSES = ['ingress', 'worker', 'temporal', 'postgres', 'vendors'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** What the vendors have seen. */
export interface VendorState {
  requests: number;
  /** Employee records that were made. */
  employees: number;
  /** When the HRIS had all of a hire, in milliseconds since 1970, by application. */
  completeAt: Record<string, number>;
}

/** Fresh servers for one subject: PostgreSQL, Temporal and the vendors, and the subject's own two processes. */
export interface Ground {
  databaseUrl: string;
  /** For the benchmark's own questions. */
  db: pg.Pool;
  temporal: { address: string; uiUrl: string };
  vendorPort: number;
  dataDir: string;
  /** Reserves a port for the subject's API. */
  port: ReservedPort;
  /** Starts one of the subject's processes, and waits until it is ready. */
  start(name: 'ingress' | 'worker', entry: string, environment: NodeJS.ProcessEnv): Promise<void>;
  vendorState(): Promise<VendorState>;
  /** CPU seconds since the start. @throws Error when a process has died meanwhile. */
  cpuSeconds(): Record<ProcessName, number>;
  /** Bytes held by each process but PostgreSQL, whose processes share theirs. */
  residentBytes(): Partial<Record<ProcessName, number>>;
  stop(): Promise<void>;
}

export interface GroundOptions {
  /** The Temporal CLI. */
  cli: string;
  searchAttributes: SearchAttributes;
  profile: string | undefined;
}

/** @throws Error that says what did not start; then nothing is left running. */
export async function prepareGround(options: GroundOptions): Promise<Ground> {
  // Below a folder of its own that others may pass through, as PostgreSQL may have to run as another user.
  const dataDir = openDataDirectory(realpathSync(mkdtempSync(join(tmpdir(), 'hireline-bench-'))));
  const cleanUp: (() => Promise<unknown>)[] = [
    () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
  ];
  const stop = async (): Promise<void> => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  // The children have sessions of their own, so a Ctrl-C does not reach them.
  const interrupted = (): void => void stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, interrupted);
    cleanUp.push(async () => void process.off(signal, interrupted));
  }
  const deaths: string[] = [];
  const announce = (line: string): void => void deaths.push(line);
  const pids = new Map<ProcessName, () => number | undefined>();

  async function launch(name: ProcessName, spec: ProcessSpec): Promise<void> {
    const child = new ManagedProcess(spec, 0, { dataDir, announce, outcome: announce });
    cleanUp.push(() => child.stop());
    await child.start();
    pids.set(name, () => child.pid);
  }

  async function reserve(): Promise<ReservedPort> {
    const port = await reservePort(0);
    cleanUp.push(() => port.free());
    return port;
  }

  function pidOf(name: ProcessName): number {
    const pid = pids.get(name)?.();
    if (deaths.length > 0 || pid === undefined) {
      throw new Error(`${name} did not live through the measurement: ${deaths.join(' ') || 'it is gone'}`);
    }
    return pid;
  }

  try {
    const postgres = await startPostgres({ dataDir, announce });
    cleanUp.push(() => postgres.stop());
    pids.set('postgres', () => postgres.pid());
    const { cli, searchAttributes } = options;
    const temporal = await startTemporal({ dataDir, cli, searchAttributes, announce });
    cleanUp.push(() => temporal.stop());
    pids.set('temporal', () => temporal.pid());
    const vendorPort = await reserve();
    await launch(
      'vendors',
      nodeProcess(
        'vendors',
        compiledFile('bench/vendor/main.js'),
        { ...process.env, VENDOR_PORT: String(vendorPort.port), VENDOR_DATA_DIR: dataDir },
        { graceMs: 5_000, beforeStart: () => vendorPort.release() },
      ),
    );
    const db = new pg.Pool({ connectionString: postgres.url, max: 2 });
    cleanUp.push(() => db.end());
    const port = await reserve();

    return {
      databaseUrl: postgres.url,
      db,
      temporal,
      vendorPort: vendorPort.port,
      dataDir,
      port,
      start(name, entry, environment) {
        const spec = nodeProcess(name, entry, environment, {
          graceMs: 45_000,
          ...(name === 'ingress' ? { beforeStart: () => port.release() } : {}),
        });
        const profiling = options.profile ? ['--cpu-prof', '--cpu-prof-dir', join(options.profile, name)] : [];
        return launch(name, { ...spec, args: [...profiling, ...spec.args] });
      },
      async vendorState() {
        const answer = await request(`http://127.0.0.1:${vendorPort.port}/bench/state`);
        return (await answer.body.json()) as VendorState;
      },
      cpuSeconds: () =>
        Object.fromEntries(
          PROCESSES.map((name) => {
            const pid = pidOf(name);
            return [name, name === 'postgres' ? treeCpuSeconds(pid) : usageOf(pid).cpuSeconds];
          }),
        ) as Record<ProcessName, number>,
      residentBytes: () =>
        Object.fromEntries(
          PROCESSES.filter((name) => name !== 'postgres').map((name) => [name, usageOf(pidOf(name)).residentBytes]),
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
