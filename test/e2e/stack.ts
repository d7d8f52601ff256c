import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { projectRoot } from '../../config/root.js';
import { findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import { startTemporal } from '../../embedded/temporal.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import { testKeys } from '../support/sandbox-keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/contract.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';

/** The whole product on real servers: PostgreSQL, Temporal, the simulators, and worker and ingress as processes. */
export class Stack {
  private readonly children = new Map<string, ChildProcess>();

  private constructor(
    readonly url: string,
    readonly sandboxUrl: string,
    readonly sandbox: Sandbox,
    readonly database: TestDatabase,
    readonly temporal: Client,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly temporalPid: () => number | undefined,
    private readonly stopServers: () => Promise<void>,
  ) {}

  static async start(overrides: NodeJS.ProcessEnv = {}): Promise<Stack> {
    const dataDir = mkdtempSync(join(tmpdir(), 'hireline-e2e-'));
    const [database, cli, port] = await Promise.all([freshDatabase(), findProgram(TEMPORAL_CLI), freePort()]);
    const temporal = await startTemporal({ dataDir, cli: cli.path, searchAttributes: SEARCH_ATTRIBUTES });
    const url = `http://127.0.0.1:${port}`;
    const keys = testKeys();
    const sandbox = createSandbox({ publicUrl: url, keys, timeScale: 1000 });
    const server: Server = await serveSandbox(sandbox, 0);
    const sandboxUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = await Connection.connect({ address: temporal.address });
    const stack = new Stack(
      url,
      sandboxUrl,
      sandbox,
      database,
      new Client({ connection }),
      {
        ...process.env,
        ...sandboxEnvironment(sandboxUrl, keys),
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_UI_URL: temporal.uiUrl,
        PORT: String(port),
        PUBLIC_URL: url,
        HIRELINE_ENVIRONMENT: 'sandbox',
        HIRELINE_EMBEDDED: '1',
        // Longer than a local activity waits without a timer, as policy's own interval is.
        HIRELINE_RETRY_INTERVAL: '1200ms',
        ...overrides,
      },
      () => temporal.pid(),
      async () => {
        server.close();
        server.closeAllConnections();
        await sandbox.close();
        await connection.close();
        await temporal.stop();
        await database.drop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    );
    await Promise.all([stack.run('worker'), stack.run('ingress')]);
    return stack;
  }

  /** Starts a process and waits until it says that it is ready. */
  async run(name: 'worker' | 'ingress'): Promise<void> {
    const entry = join(projectRoot, 'dist', name === 'worker' ? 'workers' : 'ingress', 'main.js');
    const child = fork(entry, { env: this.environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.children.set(name, child);
    // A worker that outlives an interrupted run would serve whatever Temporal is started at its address next.
    process.once('exit', () => child.kill('SIGKILL'));
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended before it was ready`))),
    ]);
  }

  /** Ends a process as a power cut would. */
  async kill(name: 'worker' | 'ingress'): Promise<void> {
    const child = this.children.get(name);
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Makes Temporal deaf, as an outage would; `SIGCONT` brings it back. */
  signalTemporal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const pid = this.temporalPid();
    if (pid !== undefined) process.kill(pid, signal);
  }

  async stop(): Promise<void> {
    this.signalTemporal('SIGCONT');
    await Promise.all(
      [...this.children.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }),
    );
    await this.stopServers();
  }

  /** A JSON request to a simulator's control, or to any other address. */
  async call<T = Record<string, any>>(method: string, path: string, body?: unknown): Promise<T> {
    const base = path.startsWith('/api') || path.startsWith('/webhooks') ? this.url : this.sandboxUrl;
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** How many statements a test itself has sent to the database. */
  queries = 0;

  async query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    this.queries += 1;
    return (await this.database.pool.query<T>(text, values)).rows;
  }
}
