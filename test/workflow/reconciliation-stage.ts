import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { projectRoot } from '../../config/root.js';
import type {
  NightActivities,
  ReconciliationActionActivities,
  ReconciliationActivities,
} from '../../workflows/reconciliation-activities.js';
import type { ReconciliationResult } from '../../workflows/reconciliation-contract.js';
import { HISTORIES, quietRuntime } from './stage.js';

export type Script = Partial<NightActivities & ReconciliationActivities & ReconciliationActionActivities>;

export const RESULT: ReconciliationResult = {
  counts: { ats: 3, hris: 2, found: { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 }, opened: 1, closed: 0 },
  sample: [{ kind: 'ats_only', applicationId: '1', employeeIds: [], fields: [] }],
  leftOut: [],
};

const nothing = () => Promise.resolve();
const PLAIN: Required<Script> = {
  findDueNights: () => Promise.resolve([]),
  beginReconciliation: nothing,
  readAtsSide: () => Promise.resolve({ leftOut: null }),
  readHrisSide: () => Promise.resolve({ leftOut: null }),
  lookUpMissing: nothing,
  compareSides: () => Promise.resolve(RESULT),
  reportReconciliation: nothing,
  reportReconciliationStopped: nothing,
  startAction: () => Promise.resolve({ refusal: null }),
  adoptEmployee: nothing,
  linkHire: nothing,
  planHire: () => Promise.resolve({ ats: 'greenhouse', applicationId: '1', by: 'inbox', before: null }),
  requestHire: nothing,
  watchHire: () => Promise.resolve({ moved: true, status: 'done' }),
  recheckItem: () => Promise.resolve({ unsettled: null }),
  finishAction: nothing,
  failAction: nothing,
};

/** What a test does while the scripted activities are served. */
export interface Play {
  environment: TestWorkflowEnvironment;
  taskQueue: string;
  calls: { name: string; args: unknown[] }[];
  /** Waits until an activity has been called so often. @returns the arguments of that call. */
  called(name: keyof Script, times?: number): Promise<unknown[]>;
  /** Keeps a run's history for the replay test under this name, when HIRELINE_RECORD_HISTORIES is set. */
  record(workflowId: string, name: string): Promise<void>;
}

/** A time-skipping server with the workflows of the reconciliation. */
export class ReconciliationStage {
  private plays = 0;

  private constructor(
    readonly environment: TestWorkflowEnvironment,
    private readonly workflowBundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<ReconciliationStage> {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
    const environment = await TestWorkflowEnvironment.createTimeSkipping(
      path ? { server: { executable: { type: 'existing-path', path } } } : {},
    );
    const bundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./reconciliation-workflows.js', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    return new ReconciliationStage(environment, bundle);
  }

  close(): Promise<void> {
    return this.environment.teardown();
  }

  async play(script: Script, act: (play: Play) => Promise<void>): Promise<string[]> {
    const taskQueue = `reconciliation-${(this.plays += 1)}`;
    const calls: Play['calls'] = [];
    const activities = Object.fromEntries(
      Object.entries({ ...PLAIN, ...script }).map(([name, activity]) => [
        name,
        (...args: unknown[]) => {
          calls.push({ name, args });
          return (activity as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    );
    const { environment, workflowBundle } = this;
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      ...{ taskQueue, workflowBundle, activities },
    });
    await worker.runUntil(() =>
      act({
        ...{ environment, taskQueue, calls },
        async called(name, times = 1) {
          const call = await eventually(() => calls.filter((one) => one.name === name)[times - 1], name);
          return call.args;
        },
        async record(workflowId, name) {
          if (!process.env['HIRELINE_RECORD_HISTORIES']) return;
          const history = await environment.client.workflow.getHandle(workflowId).fetchHistory();
          // Stack traces name places on this machine.
          writeFileSync(join(HISTORIES, `${name}.json`), historyToJSON(history).replaceAll(projectRoot, ''));
        },
      }),
    );
    return calls.map(({ name }) => name);
  }
}

/** Waits until `look` finds something. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`did not come to ${what}`);
}
