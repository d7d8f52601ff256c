import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ConfirmationActivities, ConfirmationPlan } from '../../workflows/confirmation-activities.js';
import {
  confirmHireSignal,
  hireConfirmationStatusQuery,
  hireUndoneSignal,
  recheckContactSignal,
} from '../../workflows/confirmation-contract.js';
import { bonusWorkflowId, hireConfirmationWorkflowId, retrySignal } from '../../workflows/contract.js';
import type { hireConfirmation } from '../../workflows/hire-confirmation.js';
import { Theatre, type Play } from '../support/theatre.js';
import { hoursOf } from './referral-stage.js';
import type { earlierBonus } from '../support/theatre-workflows.js';

const CONFIRM: ConfirmationPlan = { is: 'confirm' };
const nothing = () => Promise.resolve();
const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

describe('hireConfirmation', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  interface Scene extends Play {
    event: () => ReturnType<typeof begin>;
    applicationId: string;
  }
  const begin = (taskQueue: string, applicationId: string) =>
    theatre.environment.client.workflow.signalWithStart<typeof hireConfirmation, []>('hireConfirmation', {
      taskQueue,
      workflowId: hireConfirmationWorkflowId('greenhouse', applicationId),
      args: [{ ats: 'greenhouse', applicationId }],
      signal: confirmHireSignal,
      searchAttributes: { HireAttention: ['none'] },
    });

  const scene = async (
    script: Partial<ConfirmationActivities> & { plans?: ConfirmationPlan[] },
    act: (scene: Scene) => Promise<void>,
  ): Promise<void> => {
    const { plans = [CONFIRM], ...changed } = script;
    const left = [...plans];
    const activities: ConfirmationActivities & { lookAtBonus: () => Promise<unknown> } = {
      planConfirmation: () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? CONFIRM),
      confirmToCrm: nothing,
      confirmToAdvocacy: nothing,
      withdrawFromCrm: nothing,
      meanBonuses: () => Promise.resolve([]),
      settleConfirmation: nothing,
      reportMissingConsent: nothing,
      reportConfirmationFailure: nothing,
      reportConfirmationStopped: nothing,
      // The bonuses that are started end at once.
      lookAtBonus: () =>
        Promise.resolve({
          ...{ status: 'settled', verdict: { is: 'met' }, dueAt: null, clawbackUntil: null, clawbackApproved: false },
          policy: { checkEveryMs: 1000, reminderMs: 1000, escalationMs: 1000, expiryMs: 1000 },
        }),
      ...changed,
    };
    await theatre.play(activities, async (play) => {
      const applicationId = String(80_000 + play.number);
      const workflow = theatre.environment.client.workflow;
      // A run that is left behind without a worker keeps time from being skipped.
      await act({ ...play, applicationId, event: () => begin(play.taskQueue, applicationId) }).finally(() =>
        workflow
          .getHandle(hireConfirmationWorkflowId('greenhouse', applicationId))
          .terminate()
          .catch(() => undefined),
      );
    });
  };
  const meant = (...ids: string[]) => ids.map((id) => ({ bonusId: `b-${id}`, advocacy: 'saasquatch', referralId: id }));
  const names = ({ calls }: Play) => calls.map(({ name }) => name).filter((name) => name !== 'lookAtBonus');

  it('confirms to the CRM and to the platform, then starts the bonuses, which outlive it', () =>
    scene({ meanBonuses: () => Promise.resolve(meant('c1', 'c2')) }, async (play) => {
      const handle = await play.event();
      assert.deepEqual(await handle.result(), { status: 'confirmed', bonuses: ['b-c1', 'b-c2'] });
      assert.deepEqual(names(play), [
        ...['planConfirmation', 'confirmToCrm', 'confirmToAdvocacy', 'meanBonuses', 'settleConfirmation'],
      ]);
      for (const id of ['c1', 'c2']) {
        const bonus = theatre.environment.client.workflow.getHandle(bonusWorkflowId('saasquatch', id));
        assert.deepEqual(await bonus.result(), { status: 'settled' });
      }
    }));

  it('leaves a bonus whose run is there to that run', () =>
    scene({ meanBonuses: () => Promise.resolve(meant('c3')) }, async (play) => {
      const running = await theatre.environment.client.workflow.start<typeof earlierBonus>('earlierBonus', {
        ...{ taskQueue: play.taskQueue, workflowId: bonusWorkflowId('saasquatch', 'c3'), args: [] },
      });
      const handle = await play.event();
      assert.equal((await handle.result()).status, 'confirmed');
      assert.equal(await running.result(), 'b-c3');
    }));

  for (const as of ['notReferred', 'notHired', 'erased', 'notConnected'] as const) {
    it(`ends without a word where it is ${as}`, () =>
      scene({ plans: [{ is: 'ended', as }] }, async (play) => {
        const handle = await play.event();
        assert.deepEqual(await handle.result(), { status: as, bonuses: [] });
        assert.deepEqual(names(play), ['planConfirmation']);
      }));
  }

  it('waits for a consent, and looks for it by itself', () =>
    scene({ plans: [{ is: 'noConsent', checkEveryMs: 86_400_000 }, CONFIRM] }, async (play) => {
      const handle = await play.event();
      await play.called('reportMissingConsent');
      assert.equal((await handle.query(hireConfirmationStatusQuery)).status, 'waiting_for_consent');
      assert.ok(!names(play).includes('confirmToCrm'));
      assert.equal((await handle.result()).status, 'confirmed');
    }));

  it('leaves what somebody has changed in the CRM until a person asks for a retry', () =>
    scene({ plans: [{ is: 'departed', reason: 'somebody has changed hiredOn' }, CONFIRM] }, async (play) => {
      const handle = await play.event();
      const [, failure] = await play.called('reportConfirmationFailure');
      assert.deepEqual(failure, { step: 'comparing with the CRM', reason: 'somebody has changed hiredOn', times: 1 });
      assert.ok(!names(play).includes('confirmToCrm'));
      await handle.signal(retrySignal, { requestedBy: 'console:dana' });
      assert.equal((await handle.result()).status, 'confirmed');
      const [, second] = await play.called('planConfirmation', 2);
      assert.deepEqual(second, { change: null, again: true });
    }));

  it('passes on what was done to the record, and that it was erased above all', () => {
    let fails = 1;
    return scene(
      {
        planConfirmation: () =>
          (fails -= 1) >= 0 ? Promise.reject(refused('no way')) : Promise.resolve({ is: 'ended', as: 'erased' }),
      },
      async (play) => {
        const handle = await play.event();
        await play.called('reportConfirmationFailure');
        await handle.signal(recheckContactSignal, { contactId: '9', change: 'erased' });
        await handle.signal(recheckContactSignal, { contactId: '9', change: 'deleted' });
        assert.equal((await handle.result()).status, 'erased');
        const looks = play.calls.filter(({ name }) => name === 'planConfirmation').map(({ args }) => args[1]);
        assert.ok(looks.some((about) => (about as { change: { change: string } | null }).change?.change === 'erased'));
      },
    );
  });

  it('takes a hire that is none any more from the CRM', () =>
    scene({ plans: [{ is: 'withdraw' }] }, async (play) => {
      const handle = await play.event();
      assert.deepEqual(await handle.result(), { status: 'notHired', bonuses: [] });
      assert.deepEqual(names(play), ['planConfirmation', 'withdrawFromCrm']);
    }));

  it('says where it has stopped when that fails', () => {
    let fails = 1;
    return scene(
      {
        plans: [{ is: 'withdraw' }],
        withdrawFromCrm: () => ((fails -= 1) >= 0 ? Promise.reject(refused('read-only')) : nothing()),
      },
      async (play) => {
        const handle = await play.event();
        const [, failure] = await play.called('reportConfirmationFailure');
        assert.deepEqual(failure, { step: 'taking the hire from the CRM', reason: 'read-only', times: 1 });
        await handle.signal(retrySignal, { requestedBy: 'console:dana' });
        assert.equal((await handle.result()).status, 'notHired');
      },
    );
  });

  it('looks again soon when the announcement that the hire is undone was faster than the ATS', () =>
    scene({ plans: [CONFIRM, CONFIRM, { is: 'withdraw' }] }, async (play) => {
      const handle = await play.event();
      await handle.signal(hireUndoneSignal);
      assert.equal((await handle.result()).status, 'notHired');
      assert.ok((await hoursOf(handle)) < 1);
    }));

  it('goes by the ATS when it does not bear out that the hire is undone', () =>
    scene({}, async (play) => {
      const handle = await play.event();
      await handle.signal(hireUndoneSignal);
      assert.equal((await handle.result()).status, 'confirmed');
    }));

  it('stops at what fails, and goes on from there when somebody asks', () => {
    let fails = 1;
    return scene(
      { confirmToCrm: () => ((fails -= 1) >= 0 ? Promise.reject(refused('no such property')) : nothing()) },
      async (play) => {
        const handle = await play.event();
        const [, failure] = await play.called('reportConfirmationFailure');
        assert.deepEqual(failure, { step: 'confirming the hire', reason: 'no such property', times: 1 });
        assert.equal((await handle.query(hireConfirmationStatusQuery)).status, 'failed');
        await handle.signal(retrySignal, { requestedBy: 'console:dana' });
        assert.equal((await handle.result()).status, 'confirmed');
      },
    );
  });

  it('looks again at what is announced while it is at it', () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    return scene({ confirmToAdvocacy: () => held, plans: [CONFIRM, { is: 'ended', as: 'notHired' }] }, async (play) => {
      const handle = await play.event();
      await play.called('confirmToAdvocacy');
      await handle.signal(hireUndoneSignal);
      release?.();
      assert.equal((await handle.result()).status, 'notHired');
    });
  });

  it('is listed when its run is cancelled', () =>
    scene({ plans: [{ is: 'departed', reason: 'changed' }] }, async (play) => {
      const handle = await play.event();
      await play.called('reportConfirmationFailure');
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      await play.called('reportConfirmationStopped');
    }));
});
