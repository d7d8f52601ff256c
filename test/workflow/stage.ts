import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { hireStatusQuery, hireWorkflowId, type HireState } from '../../workflows/contract.js';
import type { HireActivities, HireComparison, HirePolicy } from '../../workflows/hire-activities.js';
import type { hireLifecycle } from '../../workflows/hire-lifecycle.js';
import { eventually } from '../support/eventually.js';
import { Theatre, type Call, type Play } from '../support/theatre.js';

/** What the activities of a hire answer. */
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

function scriptedActivities({ comparisons: scripted, ...script }: Script): HireActivities {
  const comparisons = [...(scripted ?? [AGREE])];
  return {
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
    ...script,
  };
}

/** Where hires are played. */
export class Stage {
  private constructor(private readonly theatre: Theatre) {}

  static async open(): Promise<Stage> {
    return new Stage(await Theatre.open());
  }

  close(): Promise<void> {
    return this.theatre.close();
  }

  /**
   * Plays one hire. `act` gets the running workflow; what it returns is the result.
   * @param record keeps the history for the replay test under this name, when HIRELINE_RECORD_HISTORIES is set.
   */
  play<T>(
    script: Script,
    act: (run: Run) => Promise<T>,
    record?: string,
  ): Promise<{ result: T; calls: Call<keyof HireActivities>[] }> {
    return this.theatre.play(scriptedActivities(script), async (play) => {
      const { client } = play.environment;
      const applicationId = String(70_000 + play.number);
      const handle = await client.workflow.start<typeof hireLifecycle>('hireLifecycle', {
        taskQueue: play.taskQueue,
        workflowId: hireWorkflowId('greenhouse', applicationId),
        args: [{ ats: 'greenhouse', applicationId }],
        searchAttributes: { HireStage: ['received'], HireAttention: ['none'] },
      });
      const played = await act(new Run(handle, play));
      if (record) await play.record(handle.workflowId, record);
      return played;
    });
  }
}

/** A running hire, and what a test does to it. */
export class Run {
  constructor(
    readonly handle: WorkflowHandleWithFirstExecutionRunId<typeof hireLifecycle>,
    private readonly play: Play<keyof HireActivities>,
  ) {}

  /** What the hire has called so far. */
  get calls(): Call<keyof HireActivities>[] {
    return this.play.calls;
  }

  state(): Promise<HireState> {
    return this.handle.query(hireStatusQuery);
  }

  /** Waits, in skipped time, until the hire stands so. */
  until(what: string, holds: (state: HireState) => boolean): Promise<HireState> {
    const stands = async () => `${what}; it stands at ${JSON.stringify(await this.state())}`;
    return eventually(stands, async () => {
      const state = await this.state();
      return holds(state) && state;
    });
  }

  /** Waits until an activity has been called so often. */
  async called(name: keyof HireActivities, times = 1): Promise<Call<keyof HireActivities>> {
    return { name, args: await this.play.called(name, times) };
  }

  sleep(duration: string): Promise<void> {
    return this.play.environment.sleep(duration as never);
  }
}

export const names = (calls: Call[]): string[] => calls.map((call) => call.name);
