import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ReconciliationAction } from '../../schemas/reconciliation.js';
import { hireWorkflowId, reconciliationActionWorkflowId } from '../../workflows/contract.js';
import type { reconciliationAction } from '../../workflows/reconciliation-action.js';
import type { failedHire } from '../support/theatre-workflows.js';
import { ReconciliationStage, type Play } from './reconciliation-stage.js';

const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

describe('an action on an item of the reconciliation queue', function () {
  this.timeout(60_000);
  let stage: ReconciliationStage;
  before(async () => {
    stage = await ReconciliationStage.open();
  });
  after(() => stage?.close());

  let items = 0;
  async function act({ environment, taskQueue }: Play, action: ReconciliationAction) {
    const itemId = `rec_${(items += 1)}`;
    return environment.client.workflow.start<typeof reconciliationAction>('reconciliationAction', {
      taskQueue,
      workflowId: reconciliationActionWorkflowId(itemId),
      args: [{ itemId, action, requestedBy: 'console:dana', requestedAt: '2026-11-22T10:00:00.000Z' }],
    });
  }

  const ways: [ReconciliationAction, string[]][] = [
    ['write', ['startAction', 'planHire', 'requestHire', 'watchHire', 'recheckItem', 'finishAction']],
    ['adopt', ['startAction', 'adoptEmployee', 'planHire', 'requestHire', 'watchHire', 'recheckItem', 'finishAction']],
    ['link', ['startAction', 'linkHire', 'recheckItem', 'finishAction']],
    ['ignore', ['startAction', 'finishAction']],
  ];
  for (const [action, expected] of ways) {
    it(`${action}: ${expected.slice(1).join(', ')}`, async () => {
      const calls = await stage.play({}, async (play) => {
        const handle = await act(play, action);
        const outcome = action === 'ignore' ? 'ignored' : 'resolved';
        assert.deepEqual(await handle.result(), { outcome, reason: null });
        await play.record(handle.workflowId, `reconciliation-action-${action}`);
      });
      assert.deepEqual(calls, expected);
    });
  }

  it('does nothing about an item that is not open any more', async () => {
    const reason = 'The item is closed already.';
    const calls = await stage.play({ startAction: async () => ({ refusal: reason }) }, async (play) => {
      assert.deepEqual(await (await act(play, 'write')).result(), { outcome: 'refused', reason });
    });
    assert.deepEqual(calls, ['startAction']);
  });

  it('puts the item back when the two sides do not agree afterwards', async () => {
    const reason = 'They differ on compensation still.';
    await stage.play({ recheckItem: async () => ({ unsettled: reason }) }, async (play) => {
      const handle = await act(play, 'write');
      assert.deepEqual(await handle.result(), { outcome: 'failed', reason });
      assert.equal((await play.called('failAction'))[1], reason);
      await play.record(handle.workflowId, 'reconciliation-action-unsettled');
    });
  });

  it('puts it back when a step fails for good', async () => {
    await stage.play({ adoptEmployee: () => Promise.reject(refused('It is somebody else.')) }, async (play) => {
      assert.deepEqual(await (await act(play, 'adopt')).result(), {
        outcome: 'failed',
        reason: 'It is somebody else.',
      });
      assert.equal(
        play.calls.some(({ name }) => name === 'requestHire'),
        false,
      );
    });
  });

  it('waits for a hire that takes its time, but not for ever', async () => {
    let looks = 0;
    const slow = { watchHire: async () => ({ moved: (looks += 1) === 5, status: 'writing_hris' as const }) };
    await stage.play(slow, async (play) => {
      assert.equal((await (await act(play, 'write')).result()).outcome, 'resolved');
      assert.equal(looks, 5);
    });
    const stuck = {
      watchHire: async () => ({ moved: false, status: 'writing_hris' as const }),
      recheckItem: async () => ({ unsettled: 'Not yet.' }),
    };
    await stage.play(stuck, async (play) => {
      assert.deepEqual(await (await act(play, 'write')).result(), { outcome: 'failed', reason: 'Not yet.' });
    });
  });

  it('retries a hire that has failed; one whose run has ended is started through the inbox', async () => {
    const wish = (applicationId: string) => ({ ats: 'greenhouse', applicationId, by: 'retry' as const, before: 'x' });
    await stage.play({ planHire: async () => wish('700') }, async (play) => {
      const hire = await play.environment.client.workflow.start<typeof failedHire>('failedHire', {
        taskQueue: play.taskQueue,
        workflowId: hireWorkflowId('greenhouse', '700'),
      });
      const handle = await act(play, 'write');
      assert.equal((await handle.result()).outcome, 'resolved');
      assert.equal(await hire.result(), 'console:dana');
      assert.equal(
        play.calls.some(({ name }) => name === 'requestHire'),
        false,
      );
      await play.record(handle.workflowId, 'reconciliation-action-retry');
    });
    await stage.play({ planHire: async () => wish('701') }, async (play) => {
      assert.equal((await (await act(play, 'write')).result()).outcome, 'resolved');
      assert.equal(play.calls.filter(({ name }) => name === 'requestHire').length, 1);
    });
  });

  it('puts the item back when it is cancelled', async () => {
    let end: (() => void) | undefined;
    const endless = new Promise<void>((resolve) => (end = resolve));
    await stage.play({ linkHire: () => endless }, async (play) => {
      const handle = await act(play, 'link');
      await play.called('linkHire');
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      assert.equal((await play.called('failAction'))[1], 'The run was cancelled.');
      end?.();
    });
  });
});
