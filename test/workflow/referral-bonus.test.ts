import assert from 'node:assert/strict';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BonusVerdict } from '../../domain/bonus-conditions.js';
import type { BonusDecision, BonusStatus } from '../../schemas/referral-bonus.js';
import type { BonusActivities, BonusLook } from '../../workflows/bonus-activities.js';
import {
  bonusMeantSignal,
  decideBonusSignal,
  payrollWordSignal,
  referralBonusStatusQuery,
  type PayrollWord,
} from '../../workflows/bonus-contract.js';
import { hireUndoneSignal } from '../../workflows/confirmation-contract.js';
import { bonusWorkflowId, retrySignal } from '../../workflows/contract.js';
import type { referralBonus } from '../../workflows/referral-bonus.js';
import { Theatre, type Play } from '../support/theatre.js';
import { hoursOf } from './referral-stage.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MET: BonusVerdict = { is: 'met' };
const UNDONE: BonusVerdict = { is: 'not_met', reason: 'The hire was undone.', undone: true };
const refused = (message: string) => ApplicationFailure.nonRetryable(message, 'VendorRejected');

/** A ledger of one bonus, and the systems it looks at, as the activities would see them. */
class World {
  status: BonusStatus = 'waiting';
  failedIn: BonusStatus | undefined;
  verdict: BonusVerdict = MET;
  clawbackApproved = false;
  paidAt: number | undefined;
  payments: (PayrollWord | null)[] = [];
  deductions = 0;
  ended: string | undefined;
  refuses = 0;
  failsLook = 0;

  constructor(
    private readonly now: () => Promise<number>,
    readonly dueAt: number | null,
    private readonly clawbackMs = 180 * DAY,
  ) {}

  readonly activities: BonusActivities = {
    lookAtBonus: (): Promise<BonusLook> => {
      if ((this.failsLook -= 1) >= 0) return Promise.reject(refused('the HRIS does not say'));
      this.status = this.failedIn ?? this.status;
      this.failedIn = undefined;
      const undone = this.verdict.is === 'not_met' && this.verdict.undone;
      if (this.status === 'clawback_awaiting_approval' && !undone && !this.clawbackApproved) this.status = 'paid';
      return Promise.resolve({
        ...{ status: this.status, verdict: this.verdict, clawbackApproved: this.clawbackApproved },
        dueAt: this.dueAt === null ? null : new Date(this.dueAt).toISOString(),
        clawbackUntil: this.paidAt === undefined ? null : new Date(this.paidAt + this.clawbackMs).toISOString(),
        policy: { checkEveryMs: DAY, reminderMs: 4 * HOUR, escalationMs: DAY, expiryMs: 3 * DAY },
      });
    },
    endBonus: (_id, { as, reason }) => {
      this.status = as;
      this.ended = reason;
      return Promise.resolve();
    },
    announceBonus: (_id, { about }) => {
      this.status = about === 'payout' ? 'awaiting_approval' : 'clawback_awaiting_approval';
      return Promise.resolve();
    },
    remindOfBonus: () => Promise.resolve(),
    acceptBonusDecision: (_id, { about, decision, decidedBy }) => {
      if (decidedBy === 'slack:UNOBODY') return Promise.resolve({ accepted: false, why: 'not on the list' });
      if (about === 'payout') this.status = decision === 'approve' ? 'approved' : 'rejected';
      else if (decision === 'approve') this.clawbackApproved = true;
      else this.status = 'settled';
      return Promise.resolve({ accepted: true, why: null });
    },
    reportBonusQuestion: () => Promise.resolve(),
    payBonus: async (_id, word) => {
      if ((this.refuses -= 1) >= 0) throw refused('it is in doubt');
      this.payments.push(word);
      this.status = 'paid';
      this.paidAt = await this.now();
      return { paid: true, summary: 'Gusto pays 1500.00 USD.' };
    },
    deductBonus: () => {
      this.deductions += 1;
      this.status = 'clawed_back';
      return Promise.resolve({ summary: 'Gusto takes it back.' });
    },
    reportBonusFailure: () => {
      this.failedIn ??= this.status;
      return Promise.resolve();
    },
    reportBonusStopped: () => Promise.resolve(),
  };
}

describe('referralBonus', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  type Handle = WorkflowHandle<typeof referralBonus>;
  interface Scene extends Play {
    world: World;
    handle: Handle;
    decide(change?: Partial<BonusDecision>): Promise<void>;
    /** Skips time. */
    sleep(ms: number): Promise<void>;
  }

  const now = () => theatre.environment.currentTimeMs();

  async function scene(
    act: (scene: Scene) => Promise<void>,
    script: { dueIn?: number | null; change?: (world: World) => void } = {},
  ): Promise<void> {
    const { dueIn = 90 * DAY } = script;
    const world = new World(now, dueIn === null ? null : (await now()) + dueIn);
    script.change?.(world);
    await theatre.play(world.activities, async (play) => {
      const referralId = `r${play.number}`;
      const bonusId = `saasquatch:${referralId}:1`;
      const workflowId = bonusWorkflowId('saasquatch', referralId);
      const handle = await theatre.environment.client.workflow.start<typeof referralBonus>('referralBonus', {
        ...{ taskQueue: play.taskQueue, workflowId, args: [{ bonusId }] as [{ bonusId: string }] },
        searchAttributes: { HireAttention: ['none'] },
      });
      const played = act({
        ...play,
        world,
        handle,
        sleep: (ms) => theatre.environment.sleep(ms),
        decide: (change = {}) =>
          handle.signal(decideBonusSignal, {
            ...{ bonusId, workflowId, about: 'payout', decision: 'approve', decidedBy: 'slack:U0DANA' },
            ...{ decidedAt: '2026-11-21T10:00:00Z', ...change },
          }),
      });
      // A run that is left behind without a worker keeps time from being skipped.
      await played.finally(() =>
        theatre.environment.client.workflow
          .getHandle(workflowId)
          .terminate()
          .catch(() => undefined),
      );
    });
  }

  it('waits for the retention period, asks, pays once, and is settled when it can be taken back no more', () =>
    scene(async ({ world, handle, called, calls, decide, sleep }) => {
      const began = await now();
      await sleep(91 * DAY);
      await called('announceBonus');
      const looks = calls.filter(({ name }) => name === 'lookAtBonus').length;
      assert.ok(looks >= 90, `it looked ${looks} times in 90 days`);
      assert.ok((await now()) - began >= 90 * DAY);
      assert.deepEqual(world.payments, []);
      await decide();
      assert.deepEqual(await handle.result(), { status: 'settled' });
      assert.deepEqual(world.payments, [null]);
      assert.equal(world.deductions, 0);
      // The history of a run is that of some thirty looks, however long it waits.
      const { runId } = await theatre.environment.client.workflow.getHandle(handle.workflowId).describe();
      const history = await theatre.environment.client.workflow.getHandle(handle.workflowId, runId).fetchHistory();
      assert.ok((history.events?.length ?? 0) < 600, String(history.events?.length));
    }));

  it('is void when the hire is undone before it is due', () =>
    scene(async ({ world, handle, called, sleep }) => {
      await called('lookAtBonus');
      await sleep(10 * DAY);
      world.verdict = UNDONE;
      await handle.signal(hireUndoneSignal);
      assert.deepEqual(await handle.result(), { status: 'void' });
      assert.equal(world.ended, 'The hire was undone.');
      assert.deepEqual(world.payments, []);
    }));

  it('looks again soon when the announcement was faster than the ATS', () =>
    scene(async ({ world, handle, called, calls }) => {
      await called('lookAtBonus');
      const known = calls.length;
      await handle.signal(hireUndoneSignal);
      await called('lookAtBonus', known + 1);
      world.verdict = UNDONE;
      assert.deepEqual(await handle.result(), { status: 'void' });
      assert.ok((await hoursOf(handle)) < 48);
    }));

  it('is void when the advocate has left, without anybody having announced it', () =>
    scene(async ({ world, handle, called }) => {
      await called('lookAtBonus');
      world.verdict = { is: 'not_met', reason: 'The advocate has left.', undone: false };
      assert.deepEqual(await handle.result(), { status: 'void' });
      assert.equal(world.ended, 'The advocate has left.');
    }));

  it('pays nothing when people reject it', () =>
    scene(
      async ({ world, handle, called, decide }) => {
        await called('announceBonus');
        await decide({ decision: 'reject', reason: 'she is a recruiter' });
        assert.deepEqual(await handle.result(), { status: 'rejected' });
        assert.deepEqual(world.payments, []);
      },
      { dueIn: 0 },
    ));

  it('takes no decision that may not be made, nor one about something else', () =>
    scene(
      async ({ world, handle, called, decide }) => {
        await called('announceBonus');
        await decide({ decidedBy: 'slack:UNOBODY' });
        await decide({ about: 'clawback' });
        await decide({ bonusId: 'another' });
        await called('acceptBonusDecision');
        assert.deepEqual(world.payments, []);
        await decide();
        await called('payBonus');
        assert.deepEqual(await handle.result(), { status: 'settled' });
        assert.equal((await handle.query(referralBonusStatusQuery)).status, 'settled');
        assert.deepEqual(world.payments, [null]);
      },
      { dueIn: 0 },
    ));

  it('closes the question when the hire is undone meanwhile', () =>
    scene(
      async ({ world, handle, called }) => {
        await called('announceBonus');
        world.verdict = UNDONE;
        await handle.signal(hireUndoneSignal);
        const [, report] = await called('reportBonusQuestion');
        assert.deepEqual(report, { close: 'void', progress: 'The hire was undone.' });
        assert.deepEqual(await handle.result(), { status: 'void' });
      },
      { dueIn: 0 },
    ));

  it('reminds, asks others too, expires, and asks anew', () =>
    scene(
      async ({ handle, called, calls, decide, sleep }) => {
        await called('announceBonus');
        await sleep(2 * DAY);
        const reminders = calls.filter(({ name }) => name === 'remindOfBonus');
        assert.ok(reminders.length >= 6);
        assert.equal(reminders.filter(({ args }) => (args[1] as { escalate: boolean }).escalate).length, 1);
        await sleep(2 * DAY);
        const [, failure] = await called('reportBonusFailure');
        assert.match((failure as { reason: string }).reason, /Nobody decided/);
        await handle.signal(retrySignal, { requestedBy: 'console:dana' });
        await called('announceBonus', 2);
        await decide({ decision: 'reject', reason: 'no' });
        assert.deepEqual(await handle.result(), { status: 'rejected' });
      },
      { dueIn: 0 },
    ));

  it('does not ask for what cannot be told: it is listed as failed, and looked at again', () =>
    scene(
      async ({ world, handle, called, calls, decide }) => {
        const [, failure] = await called('reportBonusFailure');
        assert.match((failure as { reason: string }).reason, /no one person/);
        assert.ok(!calls.some(({ name }) => name === 'announceBonus'));
        world.verdict = MET;
        await handle.signal(retrySignal, { requestedBy: 'console:dana' });
        await called('announceBonus');
        await decide({ decision: 'reject', reason: 'no' });
        await handle.result();
      },
      {
        dueIn: 0,
        change: (world) => void (world.verdict = { is: 'unknown', reason: 'the HRIS has no one person' }),
      },
    ));

  it('goes on after a look that has failed', () =>
    scene(
      async ({ handle, called, decide, sleep }) => {
        await called('reportBonusFailure');
        // A day later it looks again by itself.
        await sleep(1.1 * DAY);
        await called('announceBonus');
        await decide({ decision: 'reject', reason: 'no' });
        assert.deepEqual(await handle.result(), { status: 'rejected' });
      },
      { dueIn: 0, change: (world) => void (world.failsLook = 1) },
    ));

  it('hands over what was in doubt by the word of a person', () =>
    scene(
      async ({ world, handle, called, decide }) => {
        await called('announceBonus');
        await decide();
        await called('reportBonusFailure');
        const word = { says: 'has_it_not', tries: 0, reason: 'I looked', saidBy: 'console:dana' } as const;
        await handle.signal(payrollWordSignal, { about: 'payout', ...word });
        await called('payBonus', 2);
        assert.deepEqual(await handle.result(), { status: 'settled' });
        assert.deepEqual(world.payments, [{ about: 'payout', ...word }]);
      },
      { dueIn: 0, change: (world) => void (world.refuses = 1) },
    ));

  describe('after it was paid', () => {
    const paid = (world: World) => {
      world.status = 'paid';
      world.paidAt = world.dueAt ?? 0;
    };

    it('is taken back when the hire is undone and people approve', () =>
      scene(
        async ({ world, handle, called, decide, sleep }) => {
          await called('lookAtBonus');
          await sleep(30 * DAY);
          world.verdict = UNDONE;
          await handle.signal(hireUndoneSignal);
          const [, question] = await called('announceBonus');
          assert.equal((question as { about: string }).about, 'clawback');
          await decide({ about: 'clawback' });
          assert.deepEqual(await handle.result(), { status: 'clawed_back' });
          assert.equal(world.deductions, 1);
        },
        { dueIn: 0, change: paid },
      ));

    it('stays when people let it be', () =>
      scene(
        async ({ world, handle, called, decide }) => {
          await called('lookAtBonus');
          world.verdict = UNDONE;
          await handle.signal(hireUndoneSignal);
          await called('announceBonus');
          await decide({ about: 'clawback', decision: 'reject', reason: 'our mistake' });
          assert.deepEqual(await handle.result(), { status: 'settled' });
          assert.equal(world.deductions, 0);
        },
        { dueIn: 0, change: paid },
      ));

    it('stays when the hire stands again before anybody decided', () =>
      scene(
        async ({ world, handle, called, sleep }) => {
          await called('lookAtBonus');
          world.verdict = UNDONE;
          await handle.signal(hireUndoneSignal);
          await called('announceBonus');
          world.verdict = MET;
          await sleep(5 * HOUR);
          const [, report] = await called('reportBonusQuestion');
          assert.deepEqual(report, { close: 'void', progress: 'The hire stands again.' });
          assert.deepEqual(await handle.result(), { status: 'settled' });
          assert.equal(world.deductions, 0);
        },
        { dueIn: 0, change: paid },
      ));

    it('is not taken back because somebody leaves', () =>
      scene(
        async ({ world, handle, called }) => {
          await called('lookAtBonus');
          world.verdict = { is: 'not_met', reason: 'The hire has left.', undone: false };
          assert.deepEqual(await handle.result(), { status: 'settled' });
        },
        { dueIn: 0, change: paid },
      ));

    it('is not taken back when the time for it is over', () =>
      scene(
        async ({ handle, world }) => {
          assert.deepEqual(await handle.result(), { status: 'settled' });
          world.verdict = UNDONE;
          await assert.rejects(handle.signal(hireUndoneSignal));
        },
        { dueIn: 0, change: paid },
      ));
  });

  it('goes on with the bonus of the next round when it ends', () =>
    scene(async ({ world, handle, called, calls }) => {
      await called('lookAtBonus');
      world.verdict = UNDONE;
      await handle.signal(bonusMeantSignal, { bonusId: 'saasquatch:again:2' });
      await handle.signal(hireUndoneSignal);
      await called('endBonus');
      assert.equal((await handle.result()).status, 'void');
      assert.ok(calls.some(({ args }) => args[0] === 'saasquatch:again:2'));
    }));

  it('is listed when its run is cancelled', () =>
    scene(async ({ handle, called }) => {
      await called('lookAtBonus');
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      await called('reportBonusStopped');
    }));

  it('waits while the start date is not known', () =>
    scene(
      async ({ calls, called, sleep, handle }) => {
        await called('lookAtBonus');
        await sleep(5 * DAY);
        await called('lookAtBonus', 4);
        assert.ok(!calls.some(({ name }) => name === 'announceBonus'));
        await handle.terminate();
      },
      { dueIn: null },
    ));
});
