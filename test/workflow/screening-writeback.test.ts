import assert from 'node:assert/strict';
import { WorkflowFailedError, type WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { hireWorkflowId, retrySignal, screeningWorkflowId } from '../../workflows/contract.js';
import type { ScreeningActivities } from '../../workflows/screening-activities.js';
import {
  chooseCandidateSignal,
  screeningResultChangedSignal,
  screeningStatusQuery,
  type CandidateChoice,
  type ScreeningState,
} from '../../workflows/screening-contract.js';
import type { screeningWriteback } from '../../workflows/screening-writeback.js';
import { eventually } from '../support/eventually.js';
import type { listeningHire } from '../support/theatre-workflows.js';
import { Theatre, type Play as TheatrePlay } from '../support/theatre.js';

type Handle = WorkflowHandleWithSignaledRunId<typeof screeningWriteback>;

const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');
const nothing = () => Promise.resolve();

describe('screeningWriteback', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  interface Play extends TheatrePlay<keyof ScreeningActivities> {
    resultId: string;
    /** What the vendor's webhook does. */
    event(): Promise<Handle>;
  }

  /** @param record keeps the history for the replay test under this name, when HIRELINE_RECORD_HISTORIES is set. */
  async function play(
    script: Partial<ScreeningActivities>,
    act: (play: Play) => Promise<void>,
    record?: string,
  ): Promise<string[]> {
    const plain: ScreeningActivities = {
      readScreening: () => Promise.resolve({ ats: 'greenhouse', sequence: 1, hires: [] }),
      assignScreening: nothing,
      appendToAts: nothing,
      reportScreeningFailure: nothing,
      reportScreeningStopped: nothing,
    };
    const { calls } = await theatre.play({ ...plain, ...script }, async (play) => {
      const resultId = `r${play.number}`;
      const workflowId = screeningWorkflowId('checkr', resultId);
      await act({
        ...play,
        resultId,
        event: () =>
          play.environment.client.workflow.signalWithStart<typeof screeningWriteback, []>('screeningWriteback', {
            taskQueue: play.taskQueue,
            workflowId,
            args: [{ screening: 'checkr', resultId }],
            signal: screeningResultChangedSignal,
            searchAttributes: { HireAttention: ['none'] },
          }),
      });
      if (record) await play.record(workflowId, record);
    });
    return calls.map(({ name }) => name);
  }

  const until = (handle: Handle, status: ScreeningState['status']): Promise<ScreeningState> =>
    eventually(status, async () => {
      const state = await handle.query(screeningStatusQuery);
      return state.status === status && state;
    });

  /** Fails as often as said, then does it. */
  const failing = <T>(times: number, value: T): (() => Promise<T>) => {
    let left = times;
    return () => ((left -= 1) >= 0 ? Promise.reject(refused('no way')) : Promise.resolve(value));
  };

  it('takes a result from the vendor to the ATS', async () => {
    const calls = await play(
      {},
      async ({ event, resultId }) => {
        const handle = await event();
        assert.deepEqual(await handle.result(), { sequence: 1 });
        assert.deepEqual(await handle.query(screeningStatusQuery), { status: 'written', reason: null, sequence: 1 });
        assert.equal(handle.workflowId, `screening:checkr:${resultId}`);
      },
      'screening-clean',
    );
    assert.deepEqual(calls, ['readScreening', 'appendToAts']);
  });

  it('reads anew for each event that comes meanwhile, and again in a later run', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const calls = await play(
      {
        async readScreening() {
          await held;
          return { ats: 'greenhouse', sequence: 1, hires: [] };
        },
      },
      async ({ event, called }) => {
        const handle = await event();
        await called('readScreening');
        await event();
        await event();
        release();
        await handle.result();
        const again = await event();
        assert.notEqual(again.signaledRunId, handle.signaledRunId);
        await again.result();
      },
    );
    assert.equal(calls.filter((name) => name === 'readScreening').length, 4);
    assert.equal(calls.filter((name) => name === 'appendToAts').length, 4);
  });

  it('wakes the hires that are concerned before it writes to the ATS; one that is none is no failure', async () => {
    let toldBefore: boolean | undefined;
    let told: () => Promise<boolean> = () => Promise.resolve(false);
    await play(
      {
        readScreening: () =>
          Promise.resolve({
            ats: 'greenhouse',
            sequence: 2,
            hires: [
              { ats: 'greenhouse', applicationId: 'none' },
              { ats: 'greenhouse', applicationId: 'listening' },
            ],
          }),
        async appendToAts() {
          toldBefore ??= await told();
        },
      },
      async ({ environment, event, taskQueue }) => {
        const hire = await environment.client.workflow.start<typeof listeningHire>('listeningHire', {
          taskQueue,
          workflowId: hireWorkflowId('greenhouse', 'listening'),
          args: [1],
        });
        told = async () =>
          (await hire.fetchHistory()).events?.some((one) => one.workflowExecutionSignaledEventAttributes) ?? false;
        const handle = await event();
        assert.deepEqual(await handle.result(), { sequence: 2 });
        assert.equal(await hire.result(), 1);
        assert.equal(toldBefore, true);
      },
      'screening-adverse',
    );
  });

  for (const [step, script] of [
    ['reading the result', { readScreening: failing(1, { ats: 'greenhouse', sequence: 1, hires: [] }) }],
    ['writing to the ATS', { appendToAts: failing(1, undefined) }],
  ] as [string, Partial<ScreeningActivities>][]) {
    it(`alerts people when ${step} fails, and goes on when asked to`, async () => {
      const calls = await play(
        script,
        async ({ event, called }) => {
          const handle = await event();
          const state = await until(handle, 'failed');
          assert.equal(state.reason, `${step}: no way`);
          assert.deepEqual((await called('reportScreeningFailure'))[1], { step, reason: 'no way', times: 1 });
          await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
          assert.deepEqual(await handle.result(), { sequence: 1 });
        },
        step.startsWith('writing') ? 'screening-failed-and-retried' : undefined,
      );
      assert.deepEqual(calls.slice(-2), ['readScreening', 'appendToAts']);
      assert.equal(calls.filter((name) => name === 'reportScreeningFailure').length, 1);
    });
  }

  it('tries again at the next event, with an alert for each failure', async () => {
    await play({ appendToAts: failing(2, undefined) }, async ({ event, called, calls }) => {
      const handle = await event();
      await called('reportScreeningFailure', 1);
      await event();
      assert.equal(((await called('reportScreeningFailure', 2))[1] as { times: number }).times, 2);
      await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
      await handle.result();
      // Two events, each with a reading of its own that went through.
      assert.equal(calls.filter(({ name }) => name === 'appendToAts').length, 4);
    });
  });

  it('does not wait for an alert that cannot be told', async () => {
    await play(
      {
        appendToAts: failing(1, undefined),
        reportScreeningFailure: () => Promise.reject(new Error('chat is down')),
      },
      async ({ event, called }) => {
        const handle = await event();
        await called('reportScreeningFailure');
        await handle.signal(retrySignal, { requestedBy: 'cli:dana' });
        assert.deepEqual(await handle.result(), { sequence: 1 });
      },
    );
  });

  it('asks whose a result is, refuses whom the ATS does not know, and goes on with whom it does', async () => {
    const unknown = { candidateId: '99', applicationId: null, chosenBy: 'cli:dana' };
    const known = { candidateId: '7', applicationId: '70', chosenBy: 'cli:dana' };
    let assigned = false;
    const calls = await play(
      {
        readScreening: () =>
          assigned
            ? Promise.resolve({ ats: 'greenhouse', sequence: 1, hires: [] })
            : Promise.reject(refused('2 candidates have the address')),
        assignScreening(_, { candidateId }) {
          if (candidateId === '99') return Promise.reject(refused('no candidate 99'));
          assigned = true;
          return Promise.resolve();
        },
      },
      async ({ event, called }) => {
        const handle = await event();
        await called('reportScreeningFailure', 1);
        await handle.signal(chooseCandidateSignal, unknown);
        assert.match(((await called('reportScreeningFailure', 2))[1] as { reason: string }).reason, /no candidate 99/);
        await handle.signal(chooseCandidateSignal, known);
        assert.deepEqual(await handle.result(), { sequence: 1 });
        assert.deepEqual((await called('assignScreening', 2))[1], known);
      },
      'screening-candidate-chosen',
    );
    assert.deepEqual(calls.slice(-3), ['assignScreening', 'readScreening', 'appendToAts']);
  });

  it('takes a correction of whose a result is when no run is under way', async () => {
    const chosen: CandidateChoice = { candidateId: '8', applicationId: null, chosenBy: 'cli:dana' };
    const calls = await play({}, async ({ environment, event, resultId, taskQueue }) => {
      await (await event()).result();
      const handle = await environment.client.workflow.signalWithStart<typeof screeningWriteback, [CandidateChoice]>(
        'screeningWriteback',
        {
          taskQueue,
          workflowId: screeningWorkflowId('checkr', resultId),
          args: [{ screening: 'checkr', resultId }],
          signal: chooseCandidateSignal,
          signalArgs: [chosen],
        },
      );
      await handle.result();
    });
    assert.deepEqual(calls, ['readScreening', 'appendToAts', 'assignScreening', 'readScreening', 'appendToAts']);
  });

  it('lists the result of a run that was cancelled', async () => {
    const calls = await play(
      { appendToAts: failing(1, undefined) },
      async ({ event, called }) => {
        const handle = await event();
        await called('reportScreeningFailure');
        await handle.cancel();
        await assert.rejects(handle.result(), WorkflowFailedError);
      },
      'screening-cancelled',
    );
    assert.equal(calls.at(-1), 'reportScreeningStopped');
  });

  it('goes on with the events that a longer run has left to it', async () => {
    const calls = await play({}, async ({ environment, resultId, taskQueue }) => {
      await environment.client.workflow.execute<typeof screeningWriteback>('screeningWriteback', {
        taskQueue,
        workflowId: screeningWorkflowId('checkr', resultId),
        args: [{ screening: 'checkr', resultId, pending: 2 }],
      });
    });
    assert.equal(calls.filter((name) => name === 'appendToAts').length, 2);
  });
});
