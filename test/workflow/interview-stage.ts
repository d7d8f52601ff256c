import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { addSearchAttributes } from '../../workers/search-attributes.js';
import { interviewWorkflowId } from '../../workflows/contract.js';
import type {
  CalendarPollActivities,
  ConfirmationPlan,
  InterviewActivities,
  InterviewEscalation,
} from '../../workflows/interview-activities.js';
import {
  interviewChangedSignal,
  interviewStatusQuery,
  type InterviewState,
} from '../../workflows/interview-contract.js';
import type { calendarPoll } from '../../workflows/calendar-poll.js';
import type { interviewConfirmation } from '../../workflows/interview-confirmation.js';
import { HISTORIES, quietRuntime } from './stage.js';

export interface InterviewCall {
  name: keyof InterviewActivities;
  args: unknown[];
}

type Handle = WorkflowHandle<typeof interviewConfirmation>;

export const HOUR = 3_600_000;

/** A time-skipping server with one worker at a time, for interviews. */
export class InterviewStage {
  private played = 0;

  private constructor(
    private readonly environment: TestWorkflowEnvironment,
    private readonly workflowBundle: WorkflowBundleWithSourceMap,
  ) {}

  static async open(): Promise<InterviewStage> {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
    const environment = await TestWorkflowEnvironment.createTimeSkipping(
      path ? { server: { executable: { type: 'existing-path', path } } } : {},
    );
    await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./interview-workflows.js', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    return new InterviewStage(environment, workflowBundle);
  }

  close(): Promise<void> {
    return this.environment.teardown();
  }

  /** What is said of an interview that ends in so many hours, in the server's time. */
  async plan(hours: number, plan: Partial<ConfirmationPlan> = {}): Promise<ConfirmationPlan> {
    const now = await this.environment.currentTimeMs();
    return {
      status: 'confirming',
      messages: [{ messageKey: 'mail-1', channel: 'mail', state: 'due' }],
      fingerprint: 'f1',
      endsAt: new Date(now + hours * HOUR).toISOString(),
      doubtWaitMs: 600_000,
      ...plan,
    };
  }

  /** Plays one interview; `record` keeps its history for the replay test when HIRELINE_RECORD_HISTORIES is set. */
  async play<T>(
    script: Partial<InterviewActivities>,
    act: (run: InterviewRun) => Promise<T>,
    record?: string,
  ): Promise<{ result: T; calls: InterviewCall[] }> {
    const calls: InterviewCall[] = [];
    const first = await this.plan(48);
    const sent: ConfirmationPlan = { ...first, messages: first.messages.map((one) => ({ ...one, state: 'sent' })) };
    let composed = 0;
    const plain: InterviewActivities = {
      matchInterview: () => Promise.resolve({ outcome: 'matched', applicationId: '7', candidateId: '70' }),
      composeConfirmation: () => Promise.resolve((composed += 1) === 1 ? first : sent),
      dispatchConfirmation: () => Promise.resolve({ state: 'sent' }),
      escalateInterview: () => Promise.resolve(),
      recordInterview: () => Promise.resolve(),
    };
    const activities = Object.fromEntries(
      Object.entries({ ...plain, ...script }).map(([name, activity]) => [
        name,
        (...args: unknown[]) => {
          calls.push({ name: name as keyof InterviewActivities, args });
          return (activity as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    );
    const { worker, taskQueue } = await this.worker(activities);
    const result = await worker.runUntil(async () => {
      const eventId = `event${this.played}`;
      const handle = await this.environment.client.workflow.signalWithStart<typeof interviewConfirmation, []>(
        'interviewConfirmation',
        {
          taskQueue,
          workflowId: interviewWorkflowId('google-calendar', eventId),
          args: [{ source: 'google-calendar', eventId }],
          signal: interviewChangedSignal,
          searchAttributes: { HireAttention: ['none'] },
        },
      );
      const played = await act(new InterviewRun(handle, this.environment, calls));
      if (record && process.env['HIRELINE_RECORD_HISTORIES']) {
        writeFileSync(join(HISTORIES, `${record}.json`), historyToJSON(await handle.fetchHistory()));
      }
      return played;
    });
    return { result, calls };
  }

  /** Runs one poll. */
  async poll(activities: CalendarPollActivities, record?: string): ReturnType<typeof calendarPoll> {
    const { worker, taskQueue } = await this.worker({ ...activities });
    return worker.runUntil(async () => {
      const handle = await this.environment.client.workflow.start<typeof calendarPoll>('calendarPoll', {
        taskQueue,
        workflowId: `calendar-poll-${this.played}`,
      });
      const summaries = await handle.result();
      if (record && process.env['HIRELINE_RECORD_HISTORIES']) {
        writeFileSync(join(HISTORIES, `${record}.json`), historyToJSON(await handle.fetchHistory()));
      }
      return summaries;
    });
  }

  private async worker(activities: object): Promise<{ worker: Worker; taskQueue: string }> {
    this.played += 1;
    const taskQueue = `interviews-${this.played}`;
    const { workflowBundle } = this;
    const connection = this.environment.nativeConnection;
    return { taskQueue, worker: await Worker.create({ connection, taskQueue, workflowBundle, activities }) };
  }
}

/** A running interview, and what a test does to it. */
export class InterviewRun {
  constructor(
    readonly handle: Handle,
    private readonly environment: TestWorkflowEnvironment,
    private readonly calls: InterviewCall[],
  ) {}

  state(): Promise<InterviewState> {
    return this.handle.query(interviewStatusQuery);
  }

  async until(status: InterviewState['status']): Promise<InterviewState> {
    return this.eventually(
      async () => {
        const state = await this.state();
        return state.status === status ? state : undefined;
      },
      async () => `did not come to ${status}; it stands at ${JSON.stringify(await this.state())}`,
    );
  }

  /** Waits until an activity has been called so often. */
  async called(name: keyof InterviewActivities, times = 1): Promise<InterviewCall> {
    return this.eventually(
      () => Promise.resolve(this.calls.filter((call) => call.name === name)[times - 1]),
      () => Promise.resolve(`${name} was not called ${times} times: ${names(this.calls).join(', ')}`),
    );
  }

  sleep(duration: string): Promise<void> {
    return this.environment.sleep(duration as never);
  }

  private async eventually<T>(look: () => Promise<T | undefined>, what: () => Promise<string>): Promise<T> {
    for (let tries = 0; tries < 1_200; tries += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(await what());
  }
}

/** Names of the calls, without the entries in the list of interviews. */
export const names = (calls: InterviewCall[]): string[] =>
  calls.map(({ name }) => name).filter((name) => name !== 'recordInterview');

export const escalations = (calls: InterviewCall[]): InterviewEscalation['kind'][] =>
  calls.filter(({ name }) => name === 'escalateInterview').map(({ args }) => (args[1] as InterviewEscalation).kind);
