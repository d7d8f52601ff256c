import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { retrySignal } from '../../workflows/contract.js';
import {
  chooseCandidateSignal,
  interviewChangedSignal,
  messageReportedSignal,
  resendSignal,
} from '../../workflows/interview-contract.js';
import type { ConfirmationPlan, InterviewMatch, PlannedMessage } from '../../workflows/interview-activities.js';
import { escalations, InterviewStage, names } from './interview-stage.js';

const exhausted = () => ApplicationFailure.nonRetryable('2 attempts failed: sendgrid: 500', 'AttemptsExhausted');
const mail = (messageKey: string, state: PlannedMessage['state']): PlannedMessage => ({
  messageKey,
  channel: 'mail',
  state,
});

describe('interviewConfirmation', function () {
  this.timeout(60_000);
  let stage: InterviewStage;
  before(async () => {
    stage = await InterviewStage.open();
  });
  after(() => stage.close());

  it('tells the candidate once, and stays until the interview is over', async () => {
    const { result, calls } = await stage.play(
      {},
      async (run) => {
        const state = await run.until('confirmed');
        assert.deepEqual([state.applicationId, state.candidateId], ['7', '70']);
        await run.sleep('1 hour');
        assert.equal((await run.handle.describe()).status.name, 'RUNNING');
        return run.handle.result();
      },
      'interview-told',
    );
    assert.deepEqual(result, { status: 'confirmed' });
    assert.deepEqual(names(calls), ['matchInterview', 'composeConfirmation', 'dispatchConfirmation']);
  });

  it('tells of a move, and nothing when a change is none that the candidate would notice', async () => {
    const plans = [
      await stage.plan(72),
      await stage.plan(72, { messages: [mail('mail-1', 'sent')] }),
      await stage.plan(96, { messages: [mail('mail-2', 'due')] }),
    ];
    const { calls } = await stage.play(
      { composeConfirmation: () => Promise.resolve(plans.shift() as ConfirmationPlan) },
      async (run) => {
        await run.until('confirmed');
        await run.handle.signal(interviewChangedSignal);
        await run.called('composeConfirmation', 2);
        await run.until('confirmed');
        await run.handle.signal(interviewChangedSignal);
        await run.called('dispatchConfirmation', 2);
        return run.handle.result();
      },
      'interview-moved',
    );
    const sent = calls.filter(({ name }) => name === 'dispatchConfirmation').map(({ args }) => args[1]);
    assert.deepEqual(sent, ['mail-1', 'mail-2']);
  });

  it('escalates after the second failed dispatch, and goes on trying until it is out', async () => {
    let works = false;
    const { result, calls } = await stage.play(
      { dispatchConfirmation: () => (works ? Promise.resolve({ state: 'sent' }) : Promise.reject(exhausted())) },
      async (run) => {
        await run.called('escalateInterview');
        const state = await run.until('failed');
        assert.match(state.reason ?? '', /2 attempts failed/);
        await run.sleep('50 minutes');
        await run.called('dispatchConfirmation', 3);
        works = true;
        await run.sleep('65 minutes');
        await run.until('confirmed');
        return run.handle.result();
      },
      'interview-dispatch-failed',
    );
    assert.equal(result.status, 'confirmed');
    assert.deepEqual(escalations(calls), ['not_sent']);
  });

  it('does not repeat what was refused until a person says so', async () => {
    let works = false;
    const { result, calls } = await stage.play(
      {
        composeConfirmation: () => stage.plan(48),
        dispatchConfirmation: () =>
          works
            ? Promise.resolve({ state: 'sent' })
            : Promise.reject(ApplicationFailure.nonRetryable('sendgrid: 400 personalizations.to', 'VendorRejected')),
      },
      async (run) => {
        await run.until('failed');
        await run.sleep('12 hours');
        await run.called('dispatchConfirmation', 1);
        works = true;
        await run.handle.signal(retrySignal, { requestedBy: 'console:dana' });
        await run.until('confirmed');
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'confirmed');
    assert.equal(calls.filter(({ name }) => name === 'dispatchConfirmation').length, 2);
  });

  it('never sends again what is in doubt: it asks, waits for a report, and then tells a person', async () => {
    const { calls } = await stage.play(
      { dispatchConfirmation: () => Promise.resolve({ state: 'in_doubt' }) },
      async (run) => {
        await run.until('in_doubt');

        await run.sleep('11 minutes');
        await run.called('escalateInterview');
        assert.equal((await run.state()).status, 'in_doubt');
        return run.handle.result();
      },
      'interview-in-doubt',
    );
    assert.deepEqual(escalations(calls), ['in_doubt']);
    // Sent, asked after a minute, asked at the end of the wait.
    assert.equal(calls.filter(({ name }) => name === 'dispatchConfirmation').length, 3);
  });

  it('takes a report for an answer where it was in doubt', async () => {
    const { result, calls } = await stage.play(
      { dispatchConfirmation: () => Promise.resolve({ state: 'in_doubt' }) },
      async (run) => {
        await run.until('in_doubt');
        await run.handle.signal(messageReportedSignal, { messageKey: 'mail-1', state: 'delivered' });
        await run.until('confirmed');
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'confirmed');
    assert.deepEqual(escalations(calls), []);
  });

  it('sends once more when a person asks for it, however often the request arrives', async () => {
    const { calls } = await stage.play(
      {
        composeConfirmation: async (_ref, resend) =>
          stage.plan(48, { messages: [resend ? mail('mail-2', 'due') : mail('mail-1', 'due')] }),
        dispatchConfirmation: (_ref, key) =>
          Promise.resolve({ state: key === 'mail-1' ? ('in_doubt' as const) : ('sent' as const) }),
      },
      async (run) => {
        await run.until('in_doubt');
        await run.handle.signal(resendSignal, { requestId: 'r1', requestedBy: 'console:dana' });
        await run.until('confirmed');
        return run.handle.result();
      },
      'interview-resent',
    );
    const asked = calls.filter(({ name }) => name === 'composeConfirmation').map(({ args }) => args[1]);
    assert.deepEqual(asked, [null, 'r1']);
  });

  it('escalates a bounce, also one that a late delivery report would hide', async () => {
    const { result, calls } = await stage.play(
      {},
      async (run) => {
        await run.until('confirmed');
        await run.handle.signal(messageReportedSignal, { messageKey: 'mail-1', state: 'undelivered' });
        await run.until('failed');
        await run.handle.signal(messageReportedSignal, { messageKey: 'mail-1', state: 'delivered' });
        return run.handle.result();
      },
      'interview-bounced',
    );
    assert.equal(result.status, 'failed');
    assert.deepEqual(escalations(calls), ['undelivered']);
  });

  it('queues what it cannot match, looks again, and takes a person at their word', async () => {
    const { result, calls } = await stage.play(
      {
        matchInterview: (_ref, choice) =>
          Promise.resolve<InterviewMatch>(
            choice
              ? { outcome: 'matched', applicationId: choice.applicationId, candidateId: '80' }
              : { outcome: 'ambiguous' },
          ),
      },
      async (run) => {
        await run.until('ambiguous');
        await run.sleep('130 minutes');
        await run.called('matchInterview', 3);
        await run.handle.signal(chooseCandidateSignal, { applicationId: '8', chosenBy: 'console:dana' });
        const state = await run.until('confirmed');
        assert.equal(state.applicationId, '8');
        return run.handle.result();
      },
      'interview-chosen',
    );
    assert.equal(result.status, 'confirmed');
    // Asked for each time; posted once, as it has the same key.
    assert.ok(escalations(calls).every((kind) => kind === 'ambiguous'));
  });

  it('ends at once when there is nothing to tell, or the calendar tells it', async () => {
    for (const outcome of ['nothing', 'led'] as const) {
      const { result, calls } = await stage.play({ matchInterview: () => Promise.resolve({ outcome }) }, (run) =>
        run.handle.result(),
      );
      assert.equal(result.status, outcome === 'nothing' ? 'over' : 'led');
      assert.deepEqual(names(calls), ['matchInterview']);
    }
  });

  it('says when a candidate has no address that may be written to', async () => {
    const { result, calls } = await stage.play(
      { composeConfirmation: () => stage.plan(48, { status: 'unreachable', messages: [] }) },
      async (run) => {
        await run.until('unreachable');
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'unreachable');
    assert.deepEqual(escalations(calls), ['unreachable']);
  });

  it('composes anew when a message is not true any more by the time it is sent', async () => {
    const plans = [await stage.plan(48), await stage.plan(48, { messages: [mail('mail-2', 'due')] })];
    const { calls } = await stage.play(
      {
        composeConfirmation: () => Promise.resolve(plans.shift() as ConfirmationPlan),
        dispatchConfirmation: (_ref, key) =>
          Promise.resolve({ state: key === 'mail-1' ? ('superseded' as const) : ('sent' as const) }),
      },
      async (run) => {
        await run.sleep('1 minute');
        await run.until('confirmed');
        return run.handle.result();
      },
    );
    const sent = calls.filter(({ name }) => name === 'dispatchConfirmation').map(({ args }) => args[1]);
    assert.deepEqual(sent, ['mail-1', 'mail-2']);
  });

  it('does not wait for an alert that cannot be posted', async () => {
    let works = false;
    const { result } = await stage.play(
      {
        matchInterview: () =>
          works
            ? Promise.resolve({ outcome: 'matched', applicationId: '7', candidateId: '70' })
            : Promise.reject(exhausted()),
        escalateInterview: () =>
          works ? Promise.resolve() : Promise.reject(ApplicationFailure.create({ message: 'Slack is down' })),
      },
      async (run) => {
        await run.until('failed');
        works = true;
        await run.handle.signal(interviewChangedSignal);
        await run.until('confirmed');
        return run.handle.result();
      },
    );
    assert.equal(result.status, 'confirmed');
  });
});
