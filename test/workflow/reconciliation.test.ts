import assert from 'node:assert/strict';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { reconciliationWorkflowId, retrySignal } from '../../workflows/contract.js';
import type { dailyReconciliation } from '../../workflows/daily-reconciliation.js';
import type { nightlyReconciliation } from '../../workflows/nightly-reconciliation.js';
import {
  reconciliationStatusQuery,
  type ReconciliationInput,
  type ReconciliationStep,
} from '../../workflows/reconciliation-contract.js';
import { eventually } from '../support/eventually.js';
import { ReconciliationStage, RESULT, type Play } from './reconciliation-stage.js';

type Handle = WorkflowHandle<typeof dailyReconciliation>;

const WINDOW = { from: '2026-11-15T05:00:00.000Z', to: '2026-11-22T05:00:00.000Z' };
const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

describe('the daily reconciliation', function () {
  this.timeout(60_000);
  let stage: ReconciliationStage;
  before(async () => {
    stage = await ReconciliationStage.open();
  });
  after(() => stage?.close());

  let nights = 0;
  const nextNight = () => `2026-01-${String((nights += 1)).padStart(2, '0')}`;

  const start = ({ environment, taskQueue }: Play, input: Partial<ReconciliationInput> = {}, night = nextNight()) =>
    environment.client.workflow.start<typeof dailyReconciliation>('dailyReconciliation', {
      taskQueue,
      workflowId: reconciliationWorkflowId(night),
      args: [{ kind: 'nightly', window: WINDOW, dryRun: false, ...input }],
    });
  const stands = (handle: Handle, step: ReconciliationStep) =>
    eventually(step, async () => {
      const state = await handle.query(reconciliationStatusQuery);
      return state.step === step && state;
    });
  const retry = (handle: Handle) => handle.signal(retrySignal, { requestedBy: 'console:dana' });

  it('reads both sides, looks up what is missing, compares, and tells', async () => {
    const calls = await stage.play({ readAtsSide: async () => ({ leftOut: 'a row' }) }, async (play) => {
      const handle = await start(play);
      assert.deepEqual(await handle.result(), { outcome: 'completed', ...RESULT });
      assert.deepEqual((await handle.query(reconciliationStatusQuery)).result, RESULT);
      assert.deepEqual((await play.called('compareSides'))[1], ['a row']);
      await play.record(handle.workflowId, 'reconciliation-clean');
    });
    assert.deepEqual(
      [calls[0], ...calls.slice(1, 3).sort(), ...calls.slice(3)],
      ['beginReconciliation', 'readAtsSide', 'readHrisSide', 'lookUpMissing', 'compareSides', 'reportReconciliation'],
    );
  });

  it('alerts when it fails, and begins anew when it is asked to', async () => {
    let failing = true;
    const script = { lookUpMissing: () => (failing ? Promise.reject(refused('no such thing')) : Promise.resolve()) };
    const calls = await stage.play(script, async (play) => {
      const handle = await start(play);
      const { reason } = await stands(handle, 'failed');
      assert.equal(reason, 'looking up what only one side lists: no such thing');
      const [, report] = await play.called('reportReconciliation');
      assert.deepEqual(report, {
        ...{ outcome: 'failed', step: 'looking up what only one side lists', reason: 'no such thing', times: 1 },
      });
      failing = false;
      await retry(handle);
      assert.equal((await handle.result()).outcome, 'completed');
      await play.record(handle.workflowId, 'reconciliation-failed-and-retried');
    });
    assert.equal(calls.filter((name) => name === 'beginReconciliation').length, 2);
    assert.equal(calls.filter((name) => name === 'readAtsSide').length, 2);
  });

  it('is not kept from a retry by an alert that cannot be told', async () => {
    let failing = true;
    const script = {
      beginReconciliation: () => (failing ? Promise.reject(refused('x')) : Promise.resolve()),
      reportReconciliation: (_run: unknown, { outcome }: { outcome: string }) =>
        outcome === 'failed' ? Promise.reject(new Error('Slack is away')) : Promise.resolve(),
    };
    await stage.play(script, async (play) => {
      const handle = await start(play);
      await play.called('reportReconciliation');
      failing = false;
      await retry(handle);
      assert.equal((await handle.result()).outcome, 'completed');
    });
  });

  it('waits no longer than until the next night is due', async () => {
    await stage.play({ readHrisSide: () => Promise.reject(refused('no')) }, async (play) => {
      const handle = await start(play);
      assert.deepEqual(await handle.result(), { outcome: 'failed', reason: 'no' });
    });
  });

  it('does not wait where a person has started it', async () => {
    await stage.play({ readHrisSide: () => Promise.reject(refused('no')) }, async (play) => {
      const handle = await start(play, { kind: 'manual' });
      assert.deepEqual(await handle.result(), { outcome: 'failed', reason: 'no' });
      const { events } = await handle.fetchHistory();
      assert.equal(
        events?.some((event) => event.timerStartedEventAttributes),
        false,
      );
      assert.equal(play.calls.filter(({ name }) => name === 'reportReconciliation').length, 1);
    });
  });

  it('is not compared anew because people cannot be told', async () => {
    const calls = await stage.play(
      { reportReconciliation: () => Promise.reject(refused('no such channel')) },
      async (play) => {
        assert.equal((await (await start(play)).result()).outcome, 'completed');
      },
    );
    assert.equal(calls.filter((name) => name === 'compareSides').length, 1);
  });

  it('says so in the ledger when it is cancelled', async () => {
    let end: (() => void) | undefined;
    const endless = new Promise<void>((resolve) => (end = resolve));
    await stage.play({ lookUpMissing: () => endless }, async (play) => {
      const handle = await start(play);
      await play.called('lookUpMissing');
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      assert.equal((await play.called('reportReconciliationStopped'))[1], 'The run was cancelled.');
      await play.record(handle.workflowId, 'reconciliation-cancelled');
      end?.();
    });
  });

  describe('the schedule’s run', () => {
    const tonight = ({ environment, taskQueue }: Play) =>
      environment.client.workflow.execute<typeof nightlyReconciliation>('nightlyReconciliation', {
        taskQueue,
        workflowId: `nightly-${(nights += 1)}`,
      });

    it('ends at once where nothing is due', async () => {
      const calls = await stage.play({}, async (play) => {
        assert.deepEqual(await tonight(play), { nights: [] });
      });
      assert.deepEqual(calls, ['findDueNights']);
    });

    it('runs each night that is due under its own id, and does not wait for it', async () => {
      const due = [nextNight(), nextNight()];
      let go: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (go = resolve));
      const script = {
        findDueNights: async () => due.map((night) => ({ night, kind: 'nightly' as const, window: WINDOW })),
        lookUpMissing: () => held,
      };
      await stage.play(script, async (play) => {
        assert.deepEqual(await tonight(play), { nights: due });
        await play.called('lookUpMissing', 2);
        go?.();
        for (const night of due) {
          const handle = play.environment.client.workflow.getHandle<typeof dailyReconciliation>(
            reconciliationWorkflowId(night),
          );
          assert.equal((await handle.result()).outcome, 'completed');
        }
        await play.record(`nightly-${nights}`, 'reconciliation-night-started');
      });
    });

    it('takes up a night that has failed and waits, and leaves one alone that is under way', async () => {
      const night = nextNight();
      let failing = true;
      const script = {
        findDueNights: async () => [{ night, kind: 'nightly' as const, window: WINDOW }],
        readAtsSide: () => (failing ? Promise.reject(refused('no')) : Promise.resolve({ leftOut: null })),
      };
      await stage.play(script, async (play) => {
        await tonight(play);
        const handle = play.environment.client.workflow.getHandle<typeof dailyReconciliation>(
          reconciliationWorkflowId(night),
        );
        await stands(handle, 'failed');
        failing = false;
        await tonight(play);
        assert.equal((await handle.result()).outcome, 'completed');
        assert.equal(play.calls.filter(({ name }) => name === 'beginReconciliation').length, 2);
        await play.record(`nightly-${nights}`, 'reconciliation-night-taken-up');
      });
    });
  });
});
