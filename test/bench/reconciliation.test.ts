import assert from 'node:assert/strict';
import { atsSide, hrisSide, plantedFindings } from '../../bench/reconciliation/hires.js';
import { reconciliationTable, reconciliationTargets } from '../../bench/reconciliation/report.js';
import { measureReconciliation, type SizeResult } from '../../bench/reconciliation/run.js';

const MB = 2 ** 20;

const result = (hires: number, change: Partial<SizeResult> = {}): SizeResult => ({
  hires,
  milliseconds: hires / 50,
  parts: { ats: hires / 125, hris: hires / 125, join: hires / 250 },
  plainMilliseconds: hires / 75,
  ratio: 1.5,
  rounds: 3,
  bytesAboveIdle: 100 * MB,
  findings: 5,
  missed: 0,
  invented: 0,
  ...change,
});
const met = (...results: SizeResult[]) => reconciliationTargets(results).map((target) => target.met);

describe('benchmark of the reconciliation', () => {
  it('is held to its targets, each at its edge', () => {
    assert.deepEqual(met(result(10), result(100)), [true, true, true, true]);
    assert.deepEqual(met(result(100, { missed: 1 })), [false, true, true]);
    assert.deepEqual(met(result(100, { bytesAboveIdle: 257 * MB })), [true, false, true]);
    assert.deepEqual(met(result(100, { ratio: 2.01 })), [true, true, false]);
    assert.deepEqual(met(result(10), result(100, { milliseconds: 3 })), [true, false, true, true]);
    assert.deepEqual(met(), []);
  });

  it('is held to its worst size in everything', () => {
    assert.deepEqual(met(result(10, { ratio: 3, invented: 1 }), result(100)), [false, true, true, false]);
    assert.deepEqual(met(result(100, { ratio: 3 }), result(10)), [true, true, true, false]);
  });

  it('prints a line for each size and target', () => {
    const table = reconciliationTable([result(10_000), result(1_000_000, { ratio: 2.5 })]);
    assert.match(table, /1000000 +20\.00 +8\.00 +8\.00 +4\.00 +10\.0 +13\.33 +2\.50 × +100 +5 +0/);
    assert.match(table, /missed {2}beside PostgreSQL's own COPY and join: 2\.50 × at 1000000 a side \(≤ 2 ×\)/);
  });

  it('makes up each hire once on each side, in another order', async () => {
    const [applications, employees] = [new Set<string>(), new Set<string>()];
    let inOrder = true;
    for await (const page of atsSide(2_500)) for (const { hire } of page) applications.add(hire.applicationId);
    let before = '';
    for await (const page of hrisSide(2_500)) {
      for (const { employeeId } of page) {
        inOrder &&= employeeId > before;
        before = employeeId;
        employees.add(employeeId);
      }
    }
    // Of the two in 2,500 that are on one side only, and of the four that are doubled.
    assert.deepEqual([applications.size, employees.size, inOrder], [2_498, 2_502, false]);
    assert.equal(plantedFindings(2_500).size, 22);
  });

  it('finds exactly what was made up', async function () {
    this.timeout(120_000);
    const [small] = await measureReconciliation([2_500], () => undefined);
    assert.deepEqual([small?.missed, small?.invented, small?.findings], [0, 0, 22]);
    assert.ok(small && small.plainMilliseconds > 0 && small.bytesAboveIdle > 0);
  });
});
