import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { quietRuntime } from './stage.js';

/** A time-skipping server with the workflows of confirmations and bonuses. */
export class BonusStage {
  private constructor(
    readonly environment: TestWorkflowEnvironment,
    private readonly workflowBundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<BonusStage> {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
    const environment = await TestWorkflowEnvironment.createTimeSkipping(
      path ? { server: { executable: { type: 'existing-path', path } } } : {},
    );
    await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./bonus-workflows.js', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    return new BonusStage(environment, workflowBundle);
  }

  close(): Promise<void> {
    return this.environment.teardown();
  }

  /** Runs a worker with these activities while `act` goes on; each call is remembered in `calls`. */
  async play<T>(activities: object, act: (play: Play) => Promise<T>): Promise<T> {
    const taskQueue = `bonus-${(counter += 1)}`;
    const calls: Call[] = [];
    const remembered = Object.fromEntries(
      (Object.entries(activities) as [string, (...args: unknown[]) => unknown][]).map(([name, activity]) => [
        name,
        (...args: unknown[]) => {
          calls.push({ name, args });
          return activity(...args);
        },
      ]),
    );
    const { nativeConnection: connection } = this.environment;
    const worker = await Worker.create({
      ...{ connection, taskQueue, workflowBundle: this.workflowBundle, activities: remembered },
    });
    return worker.runUntil(act({ taskQueue, number: counter, calls, called: calledOf(calls) }));
  }
}

let counter = 0;

export interface Call {
  name: string;
  args: unknown[];
}

export interface Play {
  taskQueue: string;
  /** Another one for each play. */
  number: number;
  calls: Call[];
  /** Waits until an activity has been called so often. */
  called(name: string, times?: number): Promise<unknown[]>;
}

const calledOf =
  (calls: Call[]) =>
  async (name: string, times = 1): Promise<unknown[]> => {
    for (let tries = 0; tries < 1_200; tries += 1) {
      const found = calls.filter((call) => call.name === name)[times - 1];
      if (found) return found.args;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${name} was not called ${times} times: ${calls.map((call) => call.name).join(', ')}`);
  };
