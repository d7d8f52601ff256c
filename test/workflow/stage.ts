import { TestWorkflowEnvironment } from '@temporalio/testing';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { writeFileSync } from 'node:fs';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.js';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { hireWorkflowId, type HireState } from '../../workflows/contract.js';
import { hireStatusQuery } from '../../workflows/contract.js';
import type { HireActivities, HireComparison, HirePolicy } from '../../workflows/hire-activities.js';
import type { hireLifecycle } from '../../workflows/hire-lifecycle.js';

/** A call that the workflow made. */
export interface Call {
  name: keyof HireActivities;
  args: unknown[];
}

/** Activities that do nothing but remember, and answer as a script says. */
export interface Script extends Partial<HireActivities> {
  /** What comparing comes to, one after the other; the last one goes on. */
  comparisons?: HireComparison[];
}

export const AGREE: HireComparison = { outcome: 'agree', diffHash: 'hash-agree', fields: [] };
export const DIFFER: HireComparison = { outcome: 'hold', diffHash: 'hash-differ', fields: ['compensation'] };

const HOUR = 3_600_000;

const POLICY: HirePolicy = {
  hrisEventWaitMs: HOUR,
  onboardingPollMs: HOUR,
  reminderMs: 4 * HOUR,
  escalationMs: 24 * HOUR,
  expiryMs: 72 * HOUR,
};

/** Histories as earlier releases wrote them: what runs today must be able to go on from each of them. */
export const HISTORIES = join(projectRoot, 'test', 'replay', 'histories');

export function scriptedActivities(script: Script): { activities: HireActivities; calls: Call[] } {
  const calls: Call[] = [];
  const comparisons = [...(script.comparisons ?? [AGREE])];
  const plain: HireActivities = {
    collectHire: () =>
      Promise.resolve({
        vendors: ['greenhouse', 'bamboohr', 'gusto'],
        fieldMapVersion: '1',
        policy: POLICY,
      }),
    createEmployee: () => Promise.resolve({ employeeId: '200' }),
    findEmployee: () => Promise.resolve({ found: true }),
    compareHire: () => Promise.resolve((comparisons.length > 1 ? comparisons.shift() : comparisons[0]) ?? AGREE),
    correctHris: () => Promise.resolve(),
    dispatchPayroll: () => Promise.resolve({ payrollEmployeeId: 'p-1', complete: true, summary: 'Dispatched.' }),
    announceHold: () => Promise.resolve(),
    remindOfHold: () => Promise.resolve(),
    acceptDecision: () => Promise.resolve({ accepted: true, why: null }),
    reportHold: () => Promise.resolve(),
    reportFailure: () => Promise.resolve(),
    reportStopped: () => Promise.resolve(),
    reportPending: () => Promise.resolve(),
    checkRescission: () => Promise.resolve({ rescinded: true }),
    planUndoing: () => Promise.resolve({ policy: POLICY, question: null }),
    undoPayroll: () => Promise.resolve(),
    undoEmployee: () => Promise.resolve(),
    reportRescinded: () => Promise.resolve(),
  };
  const remembered = Object.entries({ ...plain, ...script }).flatMap(([name, activity]) =>
    typeof activity === 'function'
      ? [
          [
            name,
            (...args: unknown[]) => {
              calls.push({ name: name as keyof HireActivities, args });
              return (activity as (...given: unknown[]) => unknown)(...args);
            },
          ],
        ]
      : [],
  );
  return { activities: Object.fromEntries(remembered) as HireActivities, calls };
}

/** A time-skipping server with one worker at a time; time is global on it, so tests on it run one after the other. */
export class Stage {
  private constructor(
    readonly environment: TestWorkflowEnvironment,
    private readonly bundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<Stage> {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
    const environment = await TestWorkflowEnvironment.createTimeSkipping(
      path ? { server: { executable: { type: 'existing-path', path } } } : {},
    );
    await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
    const bundle = await bundleWorkflowCode({
      workflowsPath: join(projectRoot, 'dist', 'workflows', 'index.js'),
      logger: new DefaultLogger('ERROR'),
    });
    return new Stage(environment, bundle);
  }

  close(): Promise<void> {
    return this.environment.teardown();
  }

  /**
   * Plays one hire. `act` gets the running workflow; what it returns is the result.
   * @param record keeps the history for the replay test under this name, when HIRELINE_RECORD_HISTORIES is set.
   */
  async play<T>(script: Script, act: (run: Run) => Promise<T>, record?: string): Promise<{ result: T; calls: Call[] }> {
    const { activities, calls } = scriptedActivities(script);
    const taskQueue = `stage-${(counter += 1)}`;
    const worker = await Worker.create({
      connection: this.environment.nativeConnection,
      taskQueue,
      workflowBundle: this.bundle,
      activities,
    });
    const applicationId = String(70_000 + counter);
    const result = await worker.runUntil(async () => {
      const handle = await this.environment.client.workflow.start<typeof hireLifecycle>('hireLifecycle', {
        taskQueue,
        workflowId: hireWorkflowId('greenhouse', applicationId),
        args: [{ ats: 'greenhouse', applicationId }],
        searchAttributes: { HireStage: ['received'], HireAttention: ['none'] },
      });
      const played = await act(new Run(handle, this.environment, calls));
      if (record && process.env['HIRELINE_RECORD_HISTORIES']) {
        writeFileSync(join(HISTORIES, `${record}.json`), historyToJSON(await handle.fetchHistory()));
      }
      return played;
    });
    return { result, calls };
  }
}

let installed = false;

/** The SDK's own logging would drown the test's. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}

let counter = 0;

/** A running hire, and what a test does to it. */
export class Run {
  constructor(
    readonly handle: WorkflowHandleWithFirstExecutionRunId<typeof hireLifecycle>,
    private readonly environment: TestWorkflowEnvironment,
    private readonly calls: Call[],
  ) {}

  state(): Promise<HireState> {
    return this.handle.query(hireStatusQuery);
  }

  /** Waits, in skipped time, until the hire stands so. */
  async until(what: string, holds: (state: HireState) => boolean): Promise<HireState> {
    for (let tries = 0; tries < 1_200; tries += 1) {
      const state = await this.state();
      if (holds(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`did not come to ${what}; it stands at ${JSON.stringify(await this.state())}`);
  }

  /** Waits until an activity has been called so often. */
  async called(name: keyof HireActivities, times = 1): Promise<Call> {
    for (let tries = 0; tries < 1_200; tries += 1) {
      const found = this.calls.filter((call) => call.name === name);
      const last = found[times - 1];
      if (last) return last;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${name} was not called ${times} times: ${this.calls.map((call) => call.name).join(', ')}`);
  }

  sleep(duration: string): Promise<void> {
    return this.environment.sleep(duration as never);
  }
}

export const names = (calls: Call[]): string[] => calls.map((call) => call.name);
