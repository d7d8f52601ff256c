import assert from 'node:assert/strict';
import type { Metric, Metrics } from '../../ledger/metric-targets.js';
import { missedTargets } from '../../activities/report-reconciliation.js';
import type { Finding } from '../../domain/reconciliation.js';
import { recordFindings } from '../../ledger/reconciliation-items.js';
import { findRun, startRun } from '../../ledger/reconciliation-runs.js';
import type { ReconciliationInput } from '../../workflows/reconciliation-contract.js';
import { heldHire } from '../console/seed.js';
import { Ground } from './ground.js';

interface Message {
  text: string;
  blocks: unknown[];
}

describe('what HR ops is told of a reconciliation', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  const told = async () =>
    (await ground.call<Message[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS')).map(
      ({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`,
    );
  const night: ReconciliationInput = {
    kind: 'nightly',
    window: { from: '2026-11-15T05:00:00.000Z', to: '2026-11-22T05:00:00.000Z' },
    dryRun: false,
  };
  const counts = {
    ats: 12,
    hris: 11,
    found: { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 },
    opened: 1,
    closed: 2,
  };
  const completed = { outcome: 'completed' as const, counts, sample: [], leftOut: ['3 rows could not be read'] };

  async function orphan(at: Date): Promise<void> {
    const run = { id: 'r', startedAt: at };
    const finding: Finding = {
      kind: 'ats_only',
      ...{ cause: 'ats_only:1', fingerprint: 'x', reason: 'r', owner: 'hr_ops' as const, applicationId: '1' },
      ...{ employeeIds: [], person: 'Ada Byron', differences: [], suggestedMatch: null },
      ...{ suggestedAction: 'write' as const, day: '2026-11-21' },
    };
    await recordFindings(ground.database.pool, run, [finding], at);
  }

  it('the length of the queue, what is new and what closed itself, once', async () => {
    await orphan(new Date());
    await ground.act('reportReconciliation', [night, completed]);
    await ground.act('reportReconciliation', [night, completed]);
    const [message, ...more] = await told();
    assert.equal(more.length, 0);
    assert.match(message ?? '', /1 in the queue, 1 new, 2 closed by themselves/);
    assert.match(message ?? '', /1 only in the ATS/);
    assert.match(message ?? '', /12 hires of Greenhouse and 11 employees of BambooHR, days 2026-11-15 to 2026-11-21/);
    assert.match(message ?? '', /Left out: 3 rows could not be read/);
    assert.doesNotMatch(message ?? '', /Byron/);
  });

  it('nothing of a dry run', async () => {
    await ground.act('reportReconciliation', [{ ...night, dryRun: true }, completed]);
    assert.deepEqual(await told(), []);
  });

  it('that it failed, and the ledger lists it so', async () => {
    const id = 'reconciliation:test';
    await startRun(ground.database.pool, { id, kind: 'nightly', window: night.window, dryRun: false });
    const failed = { outcome: 'failed' as const, step: 'reading both sides', reason: 'greenhouse: 500', times: 1 };
    await ground.act('reportReconciliation', [night, failed]);
    const run = await findRun(ground.database.pool, id);
    assert.deepEqual([run?.outcome, run?.failure], ['failed', 'reading both sides: greenhouse: 500']);
    assert.match((await told())[0] ?? '', /The reconciliation stopped at reading both sides.*greenhouse: 500/);
  });

  it('the targets that are missed, naming what held most, once a day for each', async () => {
    await heldHire(ground.database.pool, '1');
    await ground.act('reportReconciliation', [night, completed]);
    await ground.act('reportReconciliation', [night, completed], { workflowId: 'reconciliation:other' });
    const about = (await told()).filter((text) => text.includes('held payroll'));
    assert.equal(about.length, 1);
    assert.match(about[0] ?? '', /rate of held payroll is 100 %: it should stay below 2 %/);
    assert.match(about[0] ?? '', /What held payroll most: compensation \(1 hire\)/);
  });
});

describe('the targets that are missed', () => {
  const metric = (more: Partial<Metric>): Metric => ({
    ...{ value: null, target: 0.02, met: null, numerator: null, denominator: null, series: [] },
    window: { days: 7, from: new Date(), to: new Date(), timeZone: 'UTC' },
    ...more,
  });
  const holdRate = (more: Partial<Metric>) => ({ ...metric(more), heldFields: [] });
  const all = (more: Partial<Metrics>): Metrics => ({
    atsToHrisSyncFailureRate: metric({}),
    reconciliationQueueDepth: metric({ target: 0 }),
    payrollHoldRate: holdRate({}),
    ...more,
  });
  const queue = (...values: (number | null)[]) =>
    all({
      reconciliationQueueDepth: metric({
        ...{ value: values.at(-1) ?? null, target: 0, met: false },
        series: values.map((value, index) => ({ date: `2026-11-2${index}`, value })),
      }),
    });

  const cases: [string, Metrics, string[]][] = [
    ['nothing was measured', all({}), []],
    ['the rate is met', all({ payrollHoldRate: holdRate({ value: 0.01, met: true }) }), []],
    ['the rate is missed', all({ payrollHoldRate: holdRate({ value: 0.02, met: false }) }), ['payrollHoldRate']],
    [
      'writes fail',
      all({ atsToHrisSyncFailureRate: metric({ value: 0.5, met: false }) }),
      ['atsToHrisSyncFailureRate'],
    ],
    ['what tonight found is nobody’s fault yet', queue(0, 3), []],
    ['something was left yesterday', queue(2, 0), ['reconciliationQueueDepth']],
    ['yesterday was not measured', queue(null, 4), []],
  ];
  for (const [what, metrics, expected] of cases) {
    it(what, () => assert.deepEqual([...missedTargets(metrics).keys()], expected));
  }
});
