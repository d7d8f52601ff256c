import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import type { DecisionRequest } from '../../schemas/hold.js';
import {
  decideSignal,
  employeeCreatedSignal,
  payrollChangedSignal,
  recordChangedSignal,
  retrySignal,
} from '../../workflows/contract.js';
import { AGREE, DIFFER, names, Stage, type Run } from './stage.js';

describe('hireLifecycle', function () {
  this.timeout(60_000);
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage.close());

  const confirm = (run: Run) => run.handle.signal(employeeCreatedSignal, { employeeId: '200' });

  async function decide(run: Run, answer: Partial<DecisionRequest>): Promise<void> {
    const { hold } = await run.until('a hold', (state) => state.hold !== null);
    assert.ok(hold);
    await run.handle.signal(decideSignal, {
      holdId: hold.holdId,
      diffHash: hold.diffHash,
      decision: 'use_offer',
      decidedBy: 'slack:U0DANA',
      decidedAt: '2026-12-01T09:00:00.000Z',
      ...answer,
    });
  }

  it('goes from the accepted offer to payroll when the two sides agree', async () => {
    const { result, calls } = await stage.play(
      {},
      async (run) => {
        await confirm(run);
        return run.handle.result();
      },
      'clean',
    );
    assert.deepEqual(result, { status: 'done', employeeId: '200', payrollEmployeeId: 'p-1' });
    assert.deepEqual(names(calls), ['collectHire', 'createEmployee', 'compareHire', 'dispatchPayroll']);
  });

  it('takes a confirmation that comes before the write has answered', async () => {
    const { result, calls } = await stage.play(
      { createEmployee: () => new Promise((resolve) => setTimeout(() => resolve({ employeeId: '200' }), 300)) },
      async (run) => {
        await confirm(run);
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
    assert.ok(!names(calls).includes('findEmployee'));
  });

  it('looks in the HRIS by itself when the webhook does not come', async () => {
    const { result, calls } = await stage.play({}, (run) => run.handle.result(), 'webhook-lost');
    assert.equal(result.status, 'done');
    assert.deepEqual(names(calls), ['collectHire', 'createEmployee', 'findEmployee', 'compareHire', 'dispatchPayroll']);
  });

  it('fails, alerted, when the employee is gone from the HRIS, and goes on when asked to', async () => {
    let found = false;
    const { result } = await stage.play({ findEmployee: () => Promise.resolve({ found }) }, async (run) => {
      await run.called('createEmployee');
      await run.sleep('61 minutes');
      const failed = await run.until('failed', (state) => state.status === 'failed');
      assert.match(failed.reason ?? '', /no such employee/);
      found = true;
      await run.handle.signal(retrySignal, { requestedBy: 'cli:dana' });
      return run.handle.result();
    });
    assert.equal(result.status, 'done');
  });

  it('holds a difference, corrects the HRIS to the offer when approved, compares again, and dispatches', async () => {
    const corrected = { ...AGREE, diffHash: 'hash-corrected' };
    const { result, calls } = await stage.play(
      { comparisons: [DIFFER, DIFFER, corrected] },
      async (run) => {
        await confirm(run);
        await decide(run, { decision: 'use_offer' });
        return run.handle.result();
      },
      'held-approved',
    );
    assert.equal(result.status, 'done');
    assert.deepEqual(names(calls).slice(2), [
      'compareHire',
      'announceHold',
      'acceptDecision',
      'reportHold',
      'compareHire',
      'correctHris',
      'compareHire',
      'dispatchPayroll',
      'reportHold',
    ]);
    const dispatch = calls.find((call) => call.name === 'dispatchPayroll');
    assert.deepEqual(dispatch?.args[1], { side: 'offer', diffHash: 'hash-corrected' });
  });

  it('dispatches the values of the HRIS when a person says so, without correcting anything', async () => {
    const { calls } = await stage.play(
      { comparisons: [DIFFER] },
      async (run) => {
        await confirm(run);
        await decide(run, { decision: 'use_hris', reason: 'agreed by phone' });
        return run.handle.result();
      },
      'held-use-hris',
    );
    assert.ok(!names(calls).includes('correctHris'));
    const dispatch = calls.find((call) => call.name === 'dispatchPayroll');
    assert.deepEqual(dispatch?.args[1], { side: 'hris', diffHash: 'hash-differ' });
  });

  it('sends nothing to payroll when a person rejects', async () => {
    const { result, calls } = await stage.play(
      { comparisons: [DIFFER] },
      async (run) => {
        await confirm(run);
        await decide(run, { decision: 'reject', reason: 'wrong person' });
        return run.handle.result();
      },
      'held-rejected',
    );
    assert.deepEqual(result, { status: 'rejected', employeeId: '200', payrollEmployeeId: null });
    assert.ok(!names(calls).includes('dispatchPayroll'));
    assert.ok(!names(calls).includes('correctHris'));
  });

  it('voids an approval when either side changed meanwhile, and asks anew about the new difference', async () => {
    const changed = { ...DIFFER, diffHash: 'hash-other' };
    const { result, calls } = await stage.play(
      { comparisons: [DIFFER, changed, changed, changed, AGREE] },
      async (run) => {
        await confirm(run);
        await decide(run, {});
        const second = await run.until('the second hold', (state) => state.hold?.diffHash === 'hash-other');
        assert.ok(second.hold?.holdId.endsWith('-2'));
        assert.ok(!names(run.calls).includes('dispatchPayroll'));
        await decide(run, {});
        return run.handle.result();
      },
      'approval-void',
    );
    assert.equal(result.status, 'done');
    const asked = calls.filter((call) => call.name === 'announceHold');
    assert.deepEqual(
      asked.map((call) => (call.args[1] as { diffHash: string }).diffHash),
      ['hash-differ', 'hash-other'],
    );
  });

  it('asks anew when a side changes while people think, and not when the change is of no account', async () => {
    const changed = { ...DIFFER, diffHash: 'hash-other' };
    const { calls } = await stage.play(
      { comparisons: [DIFFER, DIFFER, changed, changed, changed, AGREE] },
      async (run) => {
        await confirm(run);
        await run.called('announceHold');
        await run.handle.signal(recordChangedSignal, { side: 'hris' });
        await run.called('compareHire', 2);
        assert.equal((await run.state()).hold?.diffHash, 'hash-differ');
        await run.handle.signal(recordChangedSignal, { side: 'hris' });
        await run.until('the second hold', (state) => state.hold?.diffHash === 'hash-other');
        await decide(run, {});
        return run.handle.result();
      },
      'asked-anew',
    );
    assert.equal(calls.filter((call) => call.name === 'announceHold').length, 2);
    const closed = calls.find((call) => call.name === 'reportHold');
    assert.equal((closed?.args[1] as { close: string }).close, 'void');
  });

  it('goes on without a decision when the HRIS is put right by hand', async () => {
    const { result, calls } = await stage.play({ comparisons: [DIFFER, AGREE] }, async (run) => {
      await confirm(run);
      await run.called('announceHold');
      await run.handle.signal(recordChangedSignal, { side: 'hris' });
      return run.handle.result();
    });
    assert.equal(result.status, 'done');
    assert.ok(!names(calls).includes('acceptDecision'));
  });

  it('takes the same decision twice as one, and ignores one about another hold', async () => {
    const { calls } = await stage.play({ comparisons: [DIFFER, DIFFER, AGREE] }, async (run) => {
      await confirm(run);
      await decide(run, { holdId: 'another' });
      await Promise.all([decide(run, {}), decide(run, {})]);
      return run.handle.result();
    });
    assert.equal(calls.filter((call) => call.name === 'acceptDecision').length, 1);
    assert.equal(calls.filter((call) => call.name === 'dispatchPayroll').length, 1);
  });

  it('goes on waiting when a decision does not count', async () => {
    let accept = false;
    const { result } = await stage.play(
      {
        comparisons: [DIFFER, DIFFER, AGREE],
        acceptDecision: () =>
          Promise.resolve({ accepted: accept, why: accept ? null : 'not on the list of approvers' }),
      },
      async (run) => {
        await confirm(run);
        await decide(run, { decidedBy: 'slack:U0ALEX' });
        await run.called('acceptDecision');
        assert.equal((await run.state()).status, 'held');
        accept = true;
        await decide(run, {});
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
  });

  it('reminds, escalates, and lets the question expire; a retry asks anew', async () => {
    const { result, calls } = await stage.play(
      { comparisons: [DIFFER, DIFFER] },
      async (run) => {
        await confirm(run);
        await run.called('announceHold');
        await run.sleep('73 hours');
        await run.until('expired', (state) => state.status === 'failed');
        await run.handle.signal(retrySignal, { requestedBy: 'cli:dana' });
        await run.called('announceHold', 2);
        await decide(run, { decision: 'reject', reason: 'too late' });
        return run.handle.result();
      },
      'expired-and-retried',
    );
    assert.equal(result.status, 'rejected');
    const reminders = calls.filter((call) => call.name === 'remindOfHold').map((call) => call.args[1]);
    assert.equal(reminders.length, 17);
    assert.equal(reminders.filter((reminder) => (reminder as { escalate: boolean }).escalate).length, 1);
    const closed = calls.find((call) => call.name === 'reportHold');
    assert.equal((closed?.args[1] as { close: string }).close, 'expired');
  });

  it('corrects unasked where the matrix lets the system of record win', async () => {
    const { calls } = await stage.play({ comparisons: [{ ...DIFFER, outcome: 'correct' }, AGREE] }, async (run) => {
      await confirm(run);
      return run.handle.result();
    });
    assert.ok(names(calls).includes('correctHris'));
    assert.ok(!names(calls).includes('announceHold'));
  });

  it('stops before any write when a field is missing, alerts once, and starts over when asked to', async () => {
    let complete = false;
    const { result, calls } = await stage.play(
      {
        collectHire: () => {
          if (!complete) throw ApplicationFailure.nonRetryable('manager is empty', 'FieldsIncomplete');
          return Promise.resolve({
            vendors: [],
            fieldMapVersion: '1',
            policy: {
              hrisEventWaitMs: 1000,
              onboardingPollMs: 1000,
              reminderMs: 1000,
              escalationMs: 2000,
              expiryMs: 3000,
            },
          });
        },
      },
      async (run) => {
        const failed = await run.until('failed', (state) => state.status === 'failed');
        assert.match(failed.reason ?? '', /manager is empty/);
        await run.called('reportFailure');
        complete = true;
        await run.handle.signal(retrySignal, { requestedBy: 'console:dana' });
        return run.handle.result();
      },
      'failed-and-retried',
    );
    assert.equal(result.status, 'done');
    assert.deepEqual(names(calls).slice(0, 4), ['collectHire', 'reportFailure', 'collectHire', 'createEmployee']);
  });

  it('never waits for an alert that cannot be told', async () => {
    let works = false;
    const { result } = await stage.play(
      {
        createEmployee: () => {
          if (!works) throw ApplicationFailure.nonRetryable('503', 'AttemptsExhausted');
          return Promise.resolve({ employeeId: '200' });
        },
        reportFailure: () =>
          Promise.reject(ApplicationFailure.create({ message: 'Slack is down', nextRetryDelay: '1 hour' })),
      },
      async (run) => {
        await run.until('failed', (state) => state.status === 'failed');
        works = true;
        await run.handle.signal(retrySignal, { requestedBy: 'cli:dana' });
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
  });

  it('goes on with a hold that people could not be told of: the console has it', async () => {
    const { result } = await stage.play(
      {
        comparisons: [DIFFER, DIFFER, AGREE],
        announceHold: () => Promise.reject(ApplicationFailure.nonRetryable('channel_not_found', 'VendorRejected')),
      },
      async (run) => {
        await confirm(run);
        await decide(run, {});
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'done');
  });

  it('waits for self-onboarding to create the job where payroll cannot be told to', async () => {
    let dispatches = 0;
    const { calls } = await stage.play(
      {
        dispatchPayroll: () => {
          dispatches += 1;
          return Promise.resolve({ payrollEmployeeId: 'p-1', complete: dispatches === 3, summary: 'Created.' });
        },
      },
      async (run) => {
        await confirm(run);
        await run.called('dispatchPayroll');
        await run.handle.signal(payrollChangedSignal);
        return run.handle.result();
      },
      'self-onboarding',
    );
    assert.equal(calls.filter((call) => call.name === 'dispatchPayroll').length, 3);
  });

  it('can be cancelled at any wait, and says so', async () => {
    const { calls } = await stage.play(
      { comparisons: [DIFFER] },
      async (run) => {
        await confirm(run);
        await run.called('announceHold');
        await run.handle.cancel();
        await assert.rejects(run.handle.result(), WorkflowFailedError);
      },
      'cancelled',
    );
    assert.equal(names(calls).at(-1), 'reportStopped');
  });
});
