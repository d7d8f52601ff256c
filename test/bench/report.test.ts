import assert from 'node:assert/strict';
import type { Measurement, Phase } from '../../bench/measure.js';
import { parseOptions } from '../../bench/options.js';
import { metricsOf, tableOf, targetsOf, type Round } from '../../bench/report.js';

const MB = 2 ** 20;

function measurement(of: { eventsPerSecond: number; ackMs: number; workerMb: number; ingressMb: number }): Measurement {
  const latency = { p50: of.ackMs, p99: of.ackMs * 2 };
  const loaded: Phase = {
    events: 10,
    eventsPerSecond: of.eventsPerSecond,
    ack: latency,
    endToEnd: latency,
    hrisComplete: latency,
    cpuMs: { ingress: 1, worker: 2, temporal: 3, postgres: 4, vendors: 100 },
  };
  return {
    loaded,
    steady: null,
    peakBytes: { worker: of.workerMb * MB, ingress: of.ingressMb * MB },
    perEvent: { vendorRequests: 2, postgresCommits: 1, historyEvents: 13 },
  };
}

const baseline = measurement({ eventsPerSecond: 20, ackMs: 500, workerMb: 300, ingressMb: 100 });
const options = parseOptions(['--rounds', '3', '--seconds', '0']);
assert(options);

describe('report of the benchmark', () => {
  const hireline = (eventsPerSecond: number) =>
    measurement({ eventsPerSecond, ackMs: 50, workerMb: 320, ingressMb: 100 });
  const rounds: Round[] = [10, 30, 24].map((eventsPerSecond) => ({ baseline, hireline: hireline(eventsPerSecond) }));

  it('takes the median of the rounds, and of their ratios', () => {
    const throughput = metricsOf(rounds, options).find(({ name }) => name.startsWith('throughput'));
    assert.deepEqual(throughput, {
      name: 'throughput, 50 open requests',
      unit: 'events/s',
      baseline: 20,
      hireline: 24,
      ratio: 1.2,
    });
  });

  it('leaves the vendors out of the CPU sum, and what was not measured out of the table', () => {
    const metrics = metricsOf(rounds, options);
    assert.equal(metrics.find(({ name }) => name === 'CPU per event, 50 open requests')?.hireline, 10);
    assert(!metrics.some(({ name }) => name.includes('5/s')));
  });

  it('holds hireline to its targets, each at its edge', () => {
    assert.deepEqual(
      targetsOf(rounds).map(({ met }) => met),
      [true, true, false],
    );
    const slow = [{ baseline, hireline: measurement({ eventsPerSecond: 19, ackMs: 51, workerMb: 1, ingressMb: 1 }) }];
    assert.deepEqual(
      targetsOf(slow).map(({ met }) => met),
      [false, false, true],
    );
  });

  it('compares nothing where only one was measured', () => {
    const alone = [{ hireline: hireline(10) }];
    assert.deepEqual(targetsOf(alone), []);
    assert(metricsOf(alone, options).every(({ ratio, baseline: base }) => ratio === null && base === null));
  });

  it('prints a line for each metric and target', () => {
    const table = tableOf({
      startedAt: '2026-11-01T00:00:00.000Z',
      machine: {
        ...{ processors: 2, model: 'a processor', memoryGb: 8, platform: 'linux x64', node: '20.20.2' },
        ...{ syncedWriteUs: 200, loadBefore: 0.1 },
      },
      versions: {},
      options,
      rounds,
      metrics: metricsOf(rounds, options),
      targets: targetsOf(rounds),
      reconciliation: [],
      ...{ reconciliationTargets: [], bursts: [], burstTargets: [] },
    });
    assert.match(table, /throughput, 50 open requests, events\/s +20\.0 +24\.0 +1\.20 ×/);
    assert.match(table, /missed {2}peak memory of worker and ingress: 1\.050 × \(≤ the baseline\)/);
  });
});
