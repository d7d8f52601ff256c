import type { WorkflowHandle } from '@temporalio/client';
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
import { eventually } from '../support/eventually.js';
import { Theatre, type Call, type Play } from '../support/theatre.js';

export type InterviewCall = Call<keyof InterviewActivities>;

type Handle = WorkflowHandle<typeof interviewConfirmation>;

export const HOUR = 3_600_000;

/** Where interviews are played. */
export class InterviewStage {
  private constructor(private readonly theatre: Theatre) {}

  static async open(): Promise<InterviewStage> {
    return new InterviewStage(await Theatre.open());
  }

  close(): Promise<void> {
    return this.theatre.close();
  }

  /** What is said of an interview that ends in so many hours, in the server's time. */
  async plan(hours: number, plan: Partial<ConfirmationPlan> = {}): Promise<ConfirmationPlan> {
    const now = await this.theatre.environment.currentTimeMs();
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
    return this.theatre.play({ ...plain, ...script }, async (play) => {
      const eventId = `event${play.number}`;
      const handle = await play.environment.client.workflow.signalWithStart<typeof interviewConfirmation, []>(
        'interviewConfirmation',
        {
          taskQueue: play.taskQueue,
          workflowId: interviewWorkflowId('google-calendar', eventId),
          args: [{ source: 'google-calendar', eventId }],
          signal: interviewChangedSignal,
          searchAttributes: { HireAttention: ['none'] },
        },
      );
      const played = await act(new InterviewRun(handle, play));
      if (record) await play.record(handle.workflowId, record);
      return played;
    });
  }

  /** Runs one poll. */
  async poll(activities: CalendarPollActivities, record?: string): ReturnType<typeof calendarPoll> {
    const { result } = await this.theatre.play(activities, async (play) => {
      const handle = await play.environment.client.workflow.start<typeof calendarPoll>('calendarPoll', {
        taskQueue: play.taskQueue,
        workflowId: `calendar-poll-${play.number}`,
      });
      const summaries = await handle.result();
      if (record) await play.record(handle.workflowId, record);
      return summaries;
    });
    return result;
  }
}

/** A running interview, and what a test does to it. */
export class InterviewRun {
  constructor(
    readonly handle: Handle,
    private readonly play: Play<keyof InterviewActivities>,
  ) {}

  state(): Promise<InterviewState> {
    return this.handle.query(interviewStatusQuery);
  }

  until(status: InterviewState['status']): Promise<InterviewState> {
    const stands = async () => `${status}; it stands at ${JSON.stringify(await this.state())}`;
    return eventually(stands, async () => {
      const state = await this.state();
      return state.status === status && state;
    });
  }

  /** Waits until an activity has been called so often. */
  async called(name: keyof InterviewActivities, times = 1): Promise<InterviewCall> {
    return { name, args: await this.play.called(name, times) };
  }

  sleep(duration: string): Promise<void> {
    return this.play.environment.sleep(duration as never);
  }
}

/** Names of the calls, without the entries in the list of interviews. */
export const names = (calls: InterviewCall[]): string[] =>
  calls.map(({ name }) => name).filter((name) => name !== 'recordInterview');

export const escalations = (calls: InterviewCall[]): InterviewEscalation['kind'][] =>
  calls.filter(({ name }) => name === 'escalateInterview').map(({ args }) => (args[1] as InterviewEscalation).kind);
