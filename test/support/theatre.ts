import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { projectRoot } from '../../config/root.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { eventually } from './eventually.js';
import { quietRuntime } from './quiet-runtime.js';

/** Histories as earlier releases wrote them: what runs today must be able to go on from each of them. */
export const HISTORIES = join(projectRoot, 'test', 'replay', 'histories');

/** A call of a scripted activity. */
export interface Call<Name extends string = string> {
  name: Name;
  args: unknown[];
}

/** What a test does while its scripted activities are served. */
export interface Play<Name extends string = string> {
  environment: TestWorkflowEnvironment;
  taskQueue: string;
  /** Another one for each play of a theatre. */
  number: number;
  /** What the workflows have called, in order. */
  calls: Call<Name>[];
  /** Waits until an activity has been called so often. @returns that call's arguments. */
  called(name: Name, times?: number): Promise<unknown[]>;
  /** Keeps a run's history for the replay test under this name, when HIRELINE_RECORD_HISTORIES is set. */
  record(workflowId: string, name: string): Promise<void>;
}

/** A time-skipping server on which workflows are played with scripted activities, one play after the other. */
export class Theatre {
  private plays = 0;

  private constructor(
    private server: TestWorkflowEnvironment,
    private readonly workflowBundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<Theatre> {
    quietRuntime();
    const [server, workflowBundle] = await Promise.all([openServer(), bundle()]);
    return new Theatre(server, workflowBundle);
  }

  /** The server of the play that is on, or comes next: each play may have another. */
  get environment(): TestWorkflowEnvironment {
    return this.server;
  }

  close(): Promise<void> {
    return this.server.teardown();
  }

  /** Serves the activities while `act` goes on, and remembers every call. */
  async play<Name extends string, T>(
    activities: Partial<Record<Name, unknown>>,
    act: (play: Play<Name>) => Promise<T>,
  ): Promise<{ result: T; calls: Call<Name>[] }> {
    this.plays += 1;
    const [number, taskQueue, environment] = [this.plays, `play-${this.plays}`, this.server];
    const calls: Call<Name>[] = [];
    const remembered = Object.fromEntries(
      (Object.entries(activities) as [Name, (...args: unknown[]) => unknown][]).map(([name, activity]) => [
        name,
        (...args: unknown[]) => {
          calls.push({ name, args });
          return activity(...args);
        },
      ]),
    );
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      ...{ taskQueue, workflowBundle: this.workflowBundle, activities: remembered },
    });
    const result = await worker.runUntil(() =>
      act({
        ...{ environment, taskQueue, number, calls },
        called: async (name, times = 1) => {
          const found = () => calls.filter((call) => call.name === name)[times - 1];
          const made = () => calls.map((call) => call.name).join(', ');
          return (await eventually(() => `call ${times} of ${name}; there were ${made()}`, found)).args;
        },
        record: async (workflowId, name) => {
          if (!process.env['HIRELINE_RECORD_HISTORIES']) return;
          const history = await environment.client.workflow.getHandle(workflowId).fetchHistory();
          // Stack traces name places on this machine.
          writeFileSync(join(HISTORIES, `${name}.json`), historyToJSON(history).replaceAll(projectRoot, ''));
        },
      }),
    );
    await this.renewServerIfStuck();
    return { result, calls };
  }

  /**
   * The server never skips time again once a child, or an activity that was given up, has ended after its run had:
   * it holds time for each of them, and lets go of it only where the run still is (TestWorkflowMutableStateImpl of
   * temporalio/sdk-java). What was played must not decide whether the next play can end.
   */
  private async renewServerIfStuck(): Promise<void> {
    const { connection } = this.server;
    const skips = await connection
      .withDeadline(Date.now() + STUCK_MS, () => this.server.sleep('1 minute'))
      .then(
        () => true,
        () => false,
      );
    if (skips) return;
    const old = this.server;
    this.server = await openServer();
    await old.teardown();
  }
}

/** How long a server may take to skip a minute. */
const STUCK_MS = 2_000;

async function openServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
  const environment = await TestWorkflowEnvironment.createTimeSkipping(
    path ? { server: { executable: { type: 'existing-path', path } } } : {},
  );
  await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
  return environment;
}

let bundled: Promise<WorkflowBundleWithSourceMap> | undefined;

/** Made once for all files of a test run: it takes seconds. */
function bundle(): Promise<WorkflowBundleWithSourceMap> {
  return (bundled ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./theatre-workflows.js', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  }));
}
