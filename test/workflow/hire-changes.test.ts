import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { DecisionRequest } from '../../schemas/hold.js';
import {
  decideSignal,
  employeeCreatedSignal,
  offerChangedSignal,
  offerRescindedSignal,
  retrySignal,
  screeningChangedSignal,
} from '../../workflows/contract.js';
import { AGREE, DIFFER, names, Stage, type Run } from './stage.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a hire that changes its mind', function () {
  this.timeout(60_000);
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage.close());

  const confirm = (run: Run) => run.handle.signal(employeeCreatedSignal, { employeeId: '200' });
  const rescind = (run: Run) => run.handle.signal(offerRescindedSignal, { cause: 'unhired' });

  async function decide(run: Run, decision: DecisionRequest['decision']): Promise<void> {
    const { hold } = await run.until('a hold', (state) => state.hold !== null);
    assert.ok(hold);
    await run.handle.signal(decideSignal, {
      ...{ holdId: hold.holdId, diffHash: hold.diffHash, decision },
      ...{ decidedBy: 'slack:U0DANA', decidedAt: '2026-12-01T09:00:00.000Z', reason: 'as agreed' },
    });
  }

  it('goes the same way again when the terms change while payroll is being written', async () => {
    let dispatched = 0;
    const { result, calls } = await stage.play(
      {
        collectHire: collecting(() => dispatched > 0),
        dispatchPayroll: async () => {
          dispatched += 1;
          await pause(300);
          return { payrollEmployeeId: 'p-1', complete: true, summary: 'Dispatched.' };
        },
      },
      async (run) => {
        await confirm(run);
        await run.called('dispatchPayroll');
        await run.handle.signal(offerChangedSignal);
        return run.handle.result();
      },
      'changes-while-dispatching',
    );
    assert.equal(result.status, 'done');
    assert.deepEqual(names(calls), [
      ...['collectHire', 'createEmployee', 'compareHire', 'dispatchPayroll'],
      ...['collectHire', 'compareHire', 'dispatchPayroll'],
    ]);
  });

  it('passes on to the HRIS what only the offer changed, without asking', async () => {
    const { result, calls } = await stage.play(
      { comparisons: [{ outcome: 'correct', diffHash: 'hash-moved', fields: ['startDate'] }, AGREE] },
      async (run) => {
        await run.handle.signal(offerChangedSignal);
        await confirm(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
    assert.ok(!names(calls).includes('announceHold'));
    assert.ok(names(calls).includes('correctHris'));
  });

  it('asks anew when the offer changes while people think', async () => {
    const other = { ...DIFFER, diffHash: 'hash-other' };
    const { calls } = await stage.play({ comparisons: [DIFFER, other, other, AGREE] }, async (run) => {
      await confirm(run);
      await run.until('a hold', (state) => state.hold !== null);
      await run.handle.signal(offerChangedSignal);
      await run.until('the second hold', (state) => state.hold?.diffHash === 'hash-other');
      await decide(run, 'use_offer');
      return run.handle.result();
    });
    assert.equal(calls.filter((call) => call.name === 'announceHold').length, 2);
  });

  it('looks again when a screening result changes while it is held', async () => {
    const adverse = { outcome: 'hold' as const, diffHash: 'hash-adverse', fields: ['screening' as const] };
    const { result } = await stage.play({ comparisons: [adverse, AGREE] }, async (run) => {
      await confirm(run);
      await run.until('a hold', (state) => state.hold !== null);
      await run.handle.signal(screeningChangedSignal);
      return run.handle.result();
    });
    assert.equal(result.status, 'done');
  });

  it('waits, without failing, until newer terms are accepted', async () => {
    let accepted = false;
    const { result, calls } = await stage.play(
      {
        compareHire: () =>
          accepted
            ? Promise.resolve(AGREE)
            : Promise.reject(ApplicationFailure.nonRetryable('version 2 is not accepted yet', 'TermsPending')),
      },
      async (run) => {
        await confirm(run);
        await run.called('reportPending');
        const waiting = await run.until('waiting', (state) => state.reason !== null);
        assert.equal(waiting.status, 'comparing');
        accepted = true;
        await run.handle.signal(offerChangedSignal);
        return run.handle.result();
      },
      'changes-terms-pending',
    );
    assert.equal(result.status, 'done');
    assert.ok(!names(calls).includes('reportFailure'));
  });

  it('tries a failed step again by itself when the offer changes', async () => {
    let complete = false;
    const { result } = await stage.play(
      {
        collectHire: collecting(
          () => false,
          () => {
            if (!complete) throw ApplicationFailure.nonRetryable('manager is empty', 'FieldsIncomplete');
          },
        ),
      },
      async (run) => {
        await run.called('reportFailure');
        complete = true;
        await run.handle.signal(offerChangedSignal);
        await confirm(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
  });

  for (const [where, prepare] of [
    ['waits for the HRIS', (run: Run) => run.until('waiting', (state) => state.status === 'waiting_for_hris')],
    [
      'is held',
      async (run: Run) => {
        await confirm(run);
        return run.until('a hold', (state) => state.hold !== null);
      },
    ],
  ] as const) {
    it(`is undone, payroll first, when it is rescinded while it ${where}`, async () => {
      const { result, calls } = await stage.play(
        { comparisons: [DIFFER] },
        async (run) => {
          await prepare(run);
          await rescind(run);
          return run.handle.result();
        },
        `changes-rescinded-while-it-${where.replaceAll(' ', '-')}`,
      );
      assert.equal(result.status, 'rescinded');
      const undone = names(calls).slice(names(calls).indexOf('checkRescission'));
      assert.deepEqual(
        undone.filter((name) => name !== 'reportHold'),
        ['checkRescission', 'planUndoing', 'undoPayroll', 'undoEmployee', 'reportRescinded'],
      );
      assert.ok(!names(calls).includes('dispatchPayroll'));
      const voided = calls.some(
        (call) => call.name === 'reportHold' && (call.args[1] as { close?: string }).close === 'void',
      );
      assert.equal(voided, where === 'is held');
    });
  }

  it('is undone without a retry when it is rescinded while it stands as failed', async () => {
    const { result } = await stage.play(
      { createEmployee: () => Promise.reject(ApplicationFailure.nonRetryable('503', 'AttemptsExhausted')) },
      async (run) => {
        await run.called('reportFailure');
        await rescind(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'rescinded');
  });

  it('lets a write that is under way end before it undoes it', async () => {
    const { result, calls } = await stage.play(
      {
        dispatchPayroll: async () => {
          await pause(300);
          return { payrollEmployeeId: 'p-1', complete: true, summary: 'Dispatched.' };
        },
      },
      async (run) => {
        await confirm(run);
        await run.called('dispatchPayroll');
        await rescind(run);
        return run.handle.result();
      },
      'changes-rescinded-while-dispatching',
    );
    assert.equal(result.status, 'rescinded');
    assert.equal(result.payrollEmployeeId, 'p-1');
    assert.ok(names(calls).indexOf('undoPayroll') > names(calls).indexOf('dispatchPayroll'));
  });

  it('goes on when the ATS says that it stands', async () => {
    const { result, calls } = await stage.play(
      { checkRescission: () => Promise.resolve({ rescinded: false }) },
      async (run) => {
        await rescind(run);
        await run.handle.signal(offerChangedSignal);
        await confirm(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
    const asked = calls.find((call) => call.name === 'checkRescission');
    assert.deepEqual(asked?.args[1], { cause: 'unhired', reasserted: true });
    assert.ok(!names(calls).includes('undoEmployee'));
  });

  const unconfirmed = () =>
    ApplicationFailure.nonRetryable('3 attempts failed', 'AttemptsExhausted', { unconfirmed: true });

  it('goes on when the ATS does not bear it out and a person, told of that, asks for a retry', async () => {
    const { result, calls } = await stage.play(
      {
        checkRescission: (_hire, { reasserted }) =>
          reasserted ? Promise.resolve({ rescinded: false }) : Promise.reject(unconfirmed()),
      },
      async (run) => {
        await rescind(run);
        await run.until('failed', ({ status }) => status === 'failed');
        await run.handle.signal(retrySignal, { requestedBy: 'console:dana' });
        await confirm(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
    assert.equal(calls.filter(({ name }) => name === 'reportFailure').length, 1);
    assert.ok(!names(calls).includes('undoEmployee'));
  });

  it('does not take a retry after an outage of the ATS for an answer', async () => {
    const asked: boolean[] = [];
    const { result } = await stage.play(
      {
        checkRescission: (_hire, { reasserted }) => {
          asked.push(reasserted);
          if (asked.length === 1) return Promise.reject(ApplicationFailure.nonRetryable('503', 'AttemptsExhausted'));
          return asked.length === 2 ? Promise.reject(unconfirmed()) : Promise.resolve({ rescinded: true });
        },
      },
      async (run) => {
        await rescind(run);
        for (const times of [1, 2]) {
          await run.called('reportFailure', times);
          await run.until('failed', ({ status }) => status === 'failed');
          await run.handle.signal(retrySignal, { requestedBy: 'console:dana' });
        }
        return run.handle.result();
      },
    );
    assert.deepEqual(asked, [false, false, true]);
    assert.equal(result.status, 'rescinded');
  });

  it('asks anew about a rescission that is announced after a retry', async () => {
    const asked: boolean[] = [];
    const { result } = await stage.play(
      {
        checkRescission: (_hire, { reasserted }) => {
          asked.push(reasserted);
          return asked.length === 1 ? Promise.reject(unconfirmed()) : Promise.resolve({ rescinded: true });
        },
      },
      async (run) => {
        await rescind(run);
        await run.until('failed', ({ status }) => status === 'failed');
        await rescind(run);
        return run.handle.result();
      },
    );
    assert.deepEqual(asked, [false, false]);
    assert.equal(result.status, 'rescinded');
  });

  for (const [decision, undone] of [
    ['use_offer', true],
    ['use_hris', false],
    ['reject', false],
  ] as const) {
    it(`asks before it undoes what payroll has paid: ${decision}`, async () => {
      const { result, calls } = await stage.play(
        { planUndoing: () => Promise.resolve({ policy: POLICY, question: { diffHash: 'hash-paid' } }) },
        async (run) => {
          await rescind(run);
          const { hold } = await run.until('a hold', (state) => state.hold !== null);
          assert.deepEqual(hold?.fields, ['employment']);
          await decide(run, decision);
          return run.handle.result();
        },
        decision === 'use_offer' ? 'changes-rescinded-after-pay' : undefined,
      );
      assert.equal(result.status, 'rescinded');
      assert.equal(names(calls).includes('undoPayroll'), undone);
      const reported = calls.find((call) => call.name === 'reportRescinded');
      assert.deepEqual(reported?.args[1], { kept: !undone });
    });
  }

  it('comes back when the candidate is hired again while it is being undone', async () => {
    let rehired = false;
    const { result, calls } = await stage.play(
      {
        checkRescission: () => Promise.resolve({ rescinded: !rehired }),
        undoEmployee: async () => pause(300).then(() => undefined),
      },
      async (run) => {
        await rescind(run);
        await run.called('undoEmployee');
        rehired = true;
        await run.handle.signal(offerChangedSignal);
        await confirm(run);
        return run.handle.result();
      },
      'changes-hired-again',
    );
    assert.equal(result.status, 'done');
    assert.ok(names(calls).lastIndexOf('dispatchPayroll') > names(calls).indexOf('undoEmployee'));
  });

  it('stays rescinded when the offer only moves on paper while it is being undone', async () => {
    const { result } = await stage.play({ undoEmployee: async () => pause(300).then(() => undefined) }, async (run) => {
      await rescind(run);
      await run.called('undoEmployee');
      await run.handle.signal(offerChangedSignal);
      return run.handle.result();
    });
    assert.equal(result.status, 'rescinded');
  });
});

const HOUR = 3_600_000;
const POLICY = {
  ...{ hrisEventWaitMs: HOUR, onboardingPollMs: HOUR },
  ...{ reminderMs: 4 * HOUR, escalationMs: 24 * HOUR, expiryMs: 72 * HOUR },
};

/** Collects as the plain activity does; once `written`, as a hire that the HRIS has already. */
function collecting(written: () => boolean, check: () => void = () => undefined) {
  return async () => {
    check();
    return {
      vendors: ['greenhouse', 'bamboohr', 'gusto'],
      fieldMapVersion: '1',
      policy: POLICY,
      ...(written() ? { writtenAs: '200' } : {}),
    };
  };
}
