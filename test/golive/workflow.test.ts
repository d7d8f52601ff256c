import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { GoLiveCheck, GoLiveReport } from '../../schemas/go-live.js';
import type { contractProbe } from '../../workflows/contract-probe.js';
import { goLiveWorkflowId } from '../../workflows/contract.js';
import type { DriftActivities } from '../../workflows/drift-activities.js';
import type { goLiveCheck } from '../../workflows/go-live-check.js';
import {
  goLiveReportQuery,
  type CapturedCandidate,
  type GoLiveActivities,
  type GoLiveInput,
  type TestCandidate,
} from '../../workflows/go-live-contract.js';
import { Theatre, type Call } from '../support/theatre.js';

type Activities = GoLiveActivities & DriftActivities;

const passed = (name: string): GoLiveCheck => ({
  ...{ name, status: 'passed', expected: null, found: null, detail: null, link: null },
});
const failed = (name: string): GoLiveCheck => ({ ...passed(name), status: 'failed' });
const candidate = (number: number): TestCandidate => ({
  ...{ number, referredUserId: `golive-${number}`, advocateId: `adv-${number}`, jobId: '601' },
});
const capturedAs = (one: TestCandidate): CapturedCandidate => ({
  ...one,
  ...{ referralId: `r-${one.number}`, candidateId: `c-${one.number}`, applicationId: `a-${one.number}` },
});

describe('goLiveCheck', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  interface Played {
    calls: Call[];
    report: GoLiveReport;
    outcome: string;
  }

  /** Plays a whole check. The report is what was kept last. */
  async function play(script: Partial<Activities>, input: Partial<GoLiveInput> = {}): Promise<Played> {
    let report: GoLiveReport | undefined;
    const plain: Activities = {
      beginGoLive: ({ goLiveId, write }) =>
        Promise.resolve({ goLiveId, deployment: 'sandbox', write, doing: null, sections: [], leftBehind: [] }),
      auditSystems: () => Promise.resolve({ checks: [passed('audit')] }),
      planTestCandidates: () =>
        Promise.resolve({ checks: [passed('plan')], candidates: [candidate(1), candidate(2), candidate(3)] }),
      applyThroughLink: (one) =>
        Promise.resolve({ checks: [], leftBehind: [{ system: 's', kind: 'user', id: one.referredUserId }] }),
      awaitCapture: (one) => Promise.resolve({ checks: [passed('captured')], captured: capturedAs(one) }),
      compareFields: () => Promise.resolve({ checks: [passed('fields')] }),
      repeatDelivery: () => Promise.resolve({ checks: [passed('again')] }),
      applyAgain: () => Promise.resolve({ checks: [passed('same person')] }),
      sendMalformed: () => Promise.resolve({ checks: [passed('malformed')] }),
      advanceStage: (_one, step) => Promise.resolve({ checks: [passed(`stage ${step}`)], last: step === 2 }),
      compareAdvocateIds: () => Promise.resolve({ checks: [passed('ids')] }),
      recordGoLive: (kept) => {
        report = kept;
        return Promise.resolve();
      },
      tellGoLive: () => Promise.resolve(),
      probeVendors: () => Promise.resolve({ found: 0, resolved: 0, canaries: 0 }),
      settleCanaries: () => Promise.resolve({ resolved: 0 }),
      alertLimit: () => Promise.resolve(),
    };
    const { result, calls } = await theatre.play({ ...plain, ...script }, async (play) => {
      const goLiveId = `test-${play.number}`;
      const handle = await play.environment.client.workflow.start<typeof goLiveCheck>('goLiveCheck', {
        ...{ taskQueue: play.taskQueue, workflowId: goLiveWorkflowId(goLiveId) },
        args: [{ goLiveId, requestedBy: 'console:dana', write: true, ...input }],
      });
      return { ...(await handle.result()), asked: await handle.query(goLiveReportQuery) };
    });
    const { outcome, asked } = result;
    assert.ok(report);
    assert.deepEqual(asked, report);
    return { calls, report, outcome };
  }

  const names = ({ calls }: Played) => calls.map(({ name }) => name).filter((name) => name !== 'recordGoLive');
  const sections = ({ report }: Played) =>
    report.sections.map(({ id, checks }) => [id, checks.map(({ status }) => status)]);

  it('goes the whole way, and keeps what is found at every step', async () => {
    const played = await play({});
    assert.equal(played.outcome, 'passed');
    assert.deepEqual(
      played.report.sections.map(({ id }) => id),
      ['access', 'fields', 'duplicate', 'malformed', 'candidates', 'attribution'],
    );
    assert.equal(played.report.doing, null);
    assert.equal(played.report.leftBehind.length, 3);
    assert.equal(names(played).filter((name) => name === 'advanceStage').length, 3 * 2);
    const kept = played.calls.filter(({ name }) => name === 'recordGoLive');
    assert.deepEqual(kept.at(-1)?.args[1], true);
    assert.equal(kept.filter(({ args }) => args[1] === true).length, 1);
    const doing = kept.map(({ args: [report] }) => (report as GoLiveReport).doing);
    assert.ok(doing.includes('golive-2: waiting for the capture'));
  });

  it('writes nothing unless it may, and says so', async () => {
    const played = await play({}, { write: false });
    assert.deepEqual(names(played), ['beginGoLive', 'auditSystems', 'tellGoLive']);
    assert.equal(played.outcome, 'passed');
    assert.deepEqual(sections(played).slice(1), [
      ['fields', ['skipped']],
      ['duplicate', ['skipped']],
      ['malformed', ['skipped']],
      ['candidates', ['skipped']],
      ['attribution', ['skipped']],
    ]);
  });

  it('takes a step that fails for a failed check, and goes on', async () => {
    const refused = ApplicationFailure.nonRetryable('greenhouse: 403', 'VendorUnauthorized');
    const played = await play({
      compareFields: () => Promise.reject(refused),
      advanceStage: () => Promise.reject(refused),
    });
    assert.equal(played.outcome, 'failed');
    const [, fields] = played.report.sections;
    assert.equal(fields?.checks.find(({ status }) => status === 'failed')?.detail, 'greenhouse: 403');
    assert.ok(names(played).includes('compareAdvocateIds'));
    assert.equal(names(played).filter((name) => name === 'advanceStage').length, 3);
  });

  it('fails on one failed check, however many pass, and not on what cannot be told', async () => {
    const unknown = { ...passed('x'), status: 'unknown' as const };
    assert.equal((await play({ auditSystems: () => Promise.resolve({ checks: [unknown] }) })).outcome, 'passed');
    assert.equal(
      (await play({ auditSystems: () => Promise.resolve({ checks: [passed('a'), failed('b')] }) })).outcome,
      'failed',
    );
  });

  it('does not follow a candidate that the ATS does not get', async () => {
    const played = await play({
      awaitCapture: (one) =>
        Promise.resolve(
          one.number === 1
            ? { checks: [failed('captured')], captured: null }
            : { checks: [passed('captured')], captured: capturedAs(one) },
        ),
    });
    assert.equal(played.outcome, 'failed');
    const followed = played.calls
      .filter(({ name }) => name === 'advanceStage')
      .map(({ args }) => (args[0] as TestCandidate).number);
    assert.deepEqual(new Set(followed), new Set([2, 3]));
    assert.equal((played.calls.find(({ name }) => name === 'compareFields')?.args[0] as TestCandidate).number, 2);
  });

  it('says what it could not try where nobody is captured', async () => {
    const played = await play({
      planTestCandidates: () => Promise.resolve({ checks: [failed('job')], candidates: [] }),
    });
    assert.equal(played.outcome, 'failed');
    assert.ok(sections(played).some(([id, statuses]) => id === 'duplicate' && String(statuses) === 'skipped'));
    assert.ok(names(played).includes('sendMalformed'));
  });

  it('gives every step the time that was asked for', async () => {
    const played = await play({}, { stepLimitMs: 1_234 });
    const limits = played.calls.filter(({ name }) => name === 'awaitCapture').map(({ args }) => args[1]);
    assert.deepEqual(limits, [1_234, 1_234, 1_234]);
  });

  describe('contractProbe', () => {
    const probe = async (script: Partial<DriftActivities>) => {
      const activities = {
        probeVendors: () => Promise.resolve({ found: 1, resolved: 2, canaries: 0 }),
        settleCanaries: () => Promise.resolve({ resolved: 3 }),
        ...script,
      };
      const { result } = await theatre.play(activities, ({ environment, taskQueue, number }) =>
        environment.client.workflow.execute<typeof contractProbe>('contractProbe', {
          ...{ taskQueue, workflowId: `probe-${number}`, args: [] as [] },
        }),
      );
      return result;
    };

    it('waits for the runs that were asked to try again', async () => {
      assert.deepEqual(await probe({}), { found: 1, resolved: 2 });
      const canaries = () => Promise.resolve({ found: 1, resolved: 2, canaries: 1 });
      assert.deepEqual(await probe({ probeVendors: canaries }), { found: 1, resolved: 5 });
    });
  });
});
