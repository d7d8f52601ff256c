import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import type {
  EngagementActivities,
  ReferralActivities,
  ReferredApplicationActivities,
} from '../../workflows/referral-activities.js';
import { quietRuntime } from './stage.js';

export type Steps = ReferralActivities & ReferredApplicationActivities & EngagementActivities;

const nothing = () => Promise.resolve();
export const CAPTURED = { status: 'captured', reason: null, ats: 'greenhouse', applicationId: '70' } as const;
const PLAIN: Steps = {
  readReferral: () => Promise.resolve({ outcome: 'ready', reason: null }),
  assignReferral: nothing,
  captureReferral: () => Promise.resolve(CAPTURED),
  requestHireConfirmation: nothing,
  requestReferralsOf: () => Promise.resolve({ found: 1 }),
  reportConsentMissing: nothing,
  reportReferralFailure: nothing,
  reportReferralStopped: nothing,
  showStatus: () => Promise.resolve({ status: 'applied' }),
  recordOffer: nothing,
  reportStatusFailure: nothing,
  takeInEngagements: () => Promise.resolve({ taken: 0 }),
  readNewAdvocates: () => Promise.resolve({ more: false }),
  reportEngagementFailure: nothing,
};

export const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

/** Answers one after the other; the last one goes on. An error is thrown. */
export function inTurn<T>(...answers: (T | ApplicationFailure)[]): () => Promise<T> {
  const left = [...answers];
  return () => {
    const answer = (left.length > 1 ? left.shift() : left[0]) as T | ApplicationFailure;
    return answer instanceof ApplicationFailure ? Promise.reject(answer) : Promise.resolve(answer);
  };
}

/** A play of referral workflows with scripted steps, on the time-skipping server. */
export interface Play {
  taskQueue: string;
  calls: { name: string; args: unknown[] }[];
  names(): string[];
  /** Waits for a call. @returns its arguments. */
  called(name: keyof Steps, times?: number): Promise<unknown[]>;
  /** Ids of this play's own. */
  id(word: string): string;
}

/** The time-skipping server with the referral workflows. */
export class ReferralTheatre {
  private plays = 0;

  private constructor(
    readonly environment: TestWorkflowEnvironment,
    private readonly workflowBundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<ReferralTheatre> {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
    const environment = await TestWorkflowEnvironment.createTimeSkipping(
      path ? { server: { executable: { type: 'existing-path', path } } } : {},
    );
    await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./referral-workflows.js', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    return new ReferralTheatre(environment, workflowBundle);
  }

  close(): Promise<void> {
    return this.environment.teardown();
  }

  async play(script: Partial<Steps>, act: (play: Play) => Promise<void>): Promise<void> {
    this.plays += 1;
    const count = this.plays;
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
    const taskQueue = `referrals-${count}`;
    const { nativeConnection: connection } = this.environment;
    const worker = await Worker.create({ connection, taskQueue, workflowBundle: this.workflowBundle, activities });
    await worker.runUntil(() =>
      act({
        taskQueue,
        calls,
        names: () => calls.map(({ name }) => name),
        id: (word) => `${word}${count}`,
        async called(name, times = 1) {
          return (await eventually(() => calls.filter((call) => call.name === name)[times - 1], name)).args;
        },
      }),
    );
  }
}

export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`did not come to ${what}`);
}

/** Hours between the start of a run and its last event, by the server's clock. */
export async function hoursOf(handle: WorkflowHandle): Promise<number> {
  const events = (await handle.fetchHistory()).events ?? [];
  const [first, last] = [events.at(0), events.at(-1)].map((event) => Number(event?.eventTime?.seconds ?? 0));
  return ((last ?? 0) - (first ?? 0)) / 3_600;
}

/** Whether the run shows as one that waits for a person. */
export async function attentionOf(handle: WorkflowHandle): Promise<unknown> {
  return (await handle.describe()).searchAttributes['HireAttention']?.[0];
}
