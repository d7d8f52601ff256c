import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.js';
import { readMetrics } from '../../ledger/metric-targets.js';
import { HRIS_WRITE_STEP } from '../../ledger/metrics.js';
import { startConsole, type TestConsole } from './harness.js';
import { differing, reconciled } from './reconciliation-seed.js';
import { arrived, DIFF, heldHire, hireIs, hireWasReceived, holdOver } from './seed.js';

describe('console: metrics', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  // Noon in New York, the company's time zone, a week after its clocks went back.
  const NOW = new Date('2026-11-07T17:00:00Z');

  it('measures nothing where nothing has happened', async () => {
    const { body } = await app.get('/api/metrics');
    for (const [name, target] of [
      ['atsToHrisSyncFailureRate', 0.01],
      ['reconciliationQueueDepth', 0],
      ['payrollHoldRate', 0.02],
    ] as const) {
      assert.equal(body[name].value, null);
      assert.equal(body[name].met, null);
      assert.equal(body[name].target, target);
      assert.equal(body[name].series.length, 7);
    }
    assert.deepEqual(body.payrollHoldRate.heldFields, []);
    assert.deepEqual(Object.keys(body), ['atsToHrisSyncFailureRate', 'reconciliationQueueDepth', 'payrollHoldRate']);
  });

  it("counts seven of the company's days, across a change of its clocks", async () => {
    await hireIs(app.db, 'in', { status: 'done' });
    await hireIs(app.db, 'out', { status: 'done' });
    await hireIs(app.db, 'later', { status: 'done' });
    // 00:00 on 1 November in New York is 04:00 UTC: summer time ends that night.
    await hireWasReceived(app.db, 'in', '2026-11-01T04:00:00Z');
    await hireWasReceived(app.db, 'out', '2026-11-01T03:59:59Z');
    await hireWasReceived(app.db, 'later', '2026-11-07T17:00:01Z');
    const { atsToHrisSyncFailureRate: rate } = await readMetrics(app.context, NOW);
    assert.equal(rate.denominator, 1);
    assert.equal(rate.window.from.toISOString(), '2026-11-01T04:00:00.000Z');
    assert.deepEqual(
      rate.series.map(({ date }) => date),
      ['01', '02', '03', '04', '05', '06', '07'].map((day) => `2026-11-${day}`),
    );
    assert.deepEqual(
      rate.series.map(({ value }) => value),
      [0, null, null, null, null, null, null],
    );
  });

  it('counts a write to the HRIS that failed, also when it was retried later', async () => {
    await hireIs(app.db, '1', { status: 'failed' });
    await hireIs(app.db, '2', { status: 'failed', text: `Stopped at ${HRIS_WRITE_STEP}: it answered 500` });
    await hireIs(app.db, '2', { status: 'done', patch: { hris: 'bamboohr', employeeId: '2' } });
    // Failed later than at the HRIS: not a sync failure.
    await hireIs(app.db, '3', { status: 'failed', patch: { hris: 'bamboohr', employeeId: '3' } });
    await hireIs(app.db, '4', { status: 'done', patch: { hris: 'bamboohr', employeeId: '4' } });
    const { atsToHrisSyncFailureRate: rate } = (await app.get('/api/metrics')).body;
    assert.deepEqual([rate.numerator, rate.denominator, rate.value, rate.met], [2, 4, 0.5, false]);
    assert.equal(rate.series[6].value, 0.5);
  });

  it('counts a hire that was held once, however often', async () => {
    await heldHire(app.db, '1', 'hold-1');
    await heldHire(app.db, '1', 'hold-2');
    await hireIs(app.db, '2', { status: 'done', patch: { comparedDiff: DIFF } });
    await hireIs(app.db, '3', { status: 'received' });
    const { payrollHoldRate: rate } = (await app.get('/api/metrics')).body;
    assert.deepEqual([rate.numerator, rate.denominator, rate.value, rate.met], [1, 2, 0.5, false]);
  });

  it('counts a hold over a screening result, and not whether a rescinded hire is undone', async () => {
    await heldHire(app.db, '1');
    await hireIs(app.db, '2', { status: 'held', patch: { comparedDiff: DIFF } });
    await holdOver(app.db, '2', ['screening']);
    await hireIs(app.db, '3', { status: 'rescinded', patch: { comparedDiff: DIFF } });
    await holdOver(app.db, '3', ['employment']);
    await hireIs(app.db, '4', { status: 'done', patch: { comparedDiff: DIFF } });
    const { payrollHoldRate: rate } = (await app.get('/api/metrics')).body;
    assert.deepEqual([rate.numerator, rate.denominator], [2, 4]);
  });

  it('names the fields that held most hires, of the same window', async () => {
    for (const id of ['1', '2', '3']) await heldHire(app.db, id);
    await heldHire(app.db, '1', 'again');
    await holdOver(app.db, '2', ['startDate', 'manager']);
    await holdOver(app.db, '3', ['startDate']);
    await hireIs(app.db, '4', { status: 'rescinded' });
    await holdOver(app.db, '4', ['employment']);
    await heldHire(app.db, 'before');
    await hireWasReceived(app.db, 'before', '2026-10-01T00:00:00Z');
    const { heldFields } = (await app.get('/api/metrics')).body.payrollHoldRate;
    assert.deepEqual(heldFields, [
      { field: 'compensation', hires: 3, holds: 4 },
      { field: 'startDate', hires: 2, holds: 2 },
      { field: 'manager', hires: 1, holds: 1 },
    ]);
  });

  it('counts what waits in the reconciliation queue now, and at the end of each day', async () => {
    const depth = async (now?: Date) => (await readMetrics(app.context, now)).reconciliationQueueDepth;
    await reconciled(app.db, 'first');
    assert.deepEqual([(await depth()).value, (await depth()).met], [0, true]);
    await differing(app.db, 'second', ['1', '2', '3']);
    await app.db.query(`update reconciliation_items set status = 'resolving' where application_id = '2'`);
    await app.db.query(
      `update reconciliation_items set status = 'ignored', closed_at = now() where application_id = '3'`,
    );
    const { value, met, target, numerator, denominator, series } = await depth();
    assert.deepEqual([value, met, target, numerator, denominator], [2, false, 0, 2, null]);
    assert.deepEqual(
      series.map((day) => day.value),
      [null, null, null, null, null, null, 2],
    );
  });

  it('meets a rate only below its target', async () => {
    for (let id = 0; id < 100; id += 1) await hireIs(app.db, String(id), { status: 'done' });
    const rate = async () => (await app.get('/api/metrics')).body.atsToHrisSyncFailureRate;
    assert.deepEqual([(await rate()).value, (await rate()).met], [0, true]);
    await hireIs(app.db, '0', { status: 'failed' });
    assert.deepEqual([(await rate()).value, (await rate()).met], [0.01, false]);
  });

  it('names the HRIS step as the workflow does', () => {
    const source = readFileSync(join(projectRoot, 'workflows', 'hire-lifecycle.ts'), 'utf8');
    assert.match(source, new RegExp(`untilDone\\(\\s*'${HRIS_WRITE_STEP}'`));
  });

  it('tells Prometheus the same, at the moment of the scrape', async () => {
    await heldHire(app.db, '1');
    await arrived(app.db, { eventId: 'a', status: 'quarantined' });
    const scrape = async () => {
      const { status, headers, text } = await app.get('/metrics');
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      return text;
    };
    const first = await scrape();
    assert.match(first, /^hireline_payroll_hold_ratio 1$/m);
    assert.match(first, /^hireline_reconciliation_queue_depth Nan$/im);
    assert.match(first, /^hireline_hires\{status="held"\} 1$/m);
    assert.match(first, /^hireline_hires\{status="done"\} 0$/m);
    assert.match(first, /^hireline_deliveries\{status="quarantined"\} 1$/m);
    assert.match(first, /^hireline_open_holds 1$/m);
    assert.match(first, /^hireline_metric_target\{metric="payroll_hold_rate"\} 0\.02$/m);
    assert.match(first, /^hireline_metric_denominator\{metric="payroll_hold_rate"\} 1$/m);
    assert.match(first, /^hireline_metric_window_days\{metric="reconciliation_queue_depth"\} 7$/m);
    assert.match(first, /^hireline_held_hires\{field="compensation"\} 1$/m);
    assert.match(first, /^hireline_reconciliation_open_items\{kind="ats_only"\} 0$/m);
    assert.match(first, /^hireline_reconciliation_overdue 0$/m);
    assert.match(first, /^hireline_reconciliation_last_finished_timestamp_seconds 0$/m);
    assert.match(first, /^process_cpu_seconds_total /m);
    await heldHire(app.db, '2');
    await differing(app.db, 'night', ['7']);
    await app.db.query('delete from holds where application_id = $1', ['1']);
    const second = await scrape();
    assert.match(second, /^hireline_open_holds 1$/m);
    assert.match(second, /^hireline_reconciliation_queue_depth 1$/m);
    assert.match(second, /^hireline_reconciliation_open_items\{kind="ats_only"\} 1$/m);
    assert.match(second, /^hireline_reconciliation_last_finished_timestamp_seconds 1\.\d+e\+09|\d{10}/m);
  });
});
