import assert from 'node:assert/strict';
import fc from 'fast-check';
import { median, percentile, percentiles } from '../../bench/statistics.js';

describe('statistics of the benchmark', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  for (const [percent, expected] of [
    [1, 1],
    [50, 50],
    [99, 99],
    [100, 100],
  ] as const) {
    it(`finds percentile ${percent} of 1 to 100, in whatever order they come`, () => {
      assert.equal(percentile(oneToHundred, percent), expected);
    });
  }

  it('gives a value that was measured, and sorts numbers as numbers', () => {
    assert.equal(percentile([9, 10, 100], 50), 10);
    assert.deepEqual(percentiles([7]), { p50: 7, p99: 7 });
  });

  it('takes the middle of an odd number, and between the two of an even one', () => {
    assert.equal(median([30, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 30]), 3);
  });

  it('refuses to say anything of nothing', () => {
    assert.throws(() => percentile([], 50), /at least one sample/);
    assert.throws(() => median([]), /at least one sample/);
  });

  it('keeps its percentile: so many samples do not exceed it, and no smaller sample would do', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (samples, percent) => {
        const value = percentile(samples, percent);
        const share = (limit: number) => samples.filter((one) => one <= limit).length / samples.length;
        const below = samples.filter((one) => one < value);
        return share(value) >= percent / 100 && below.every((one) => share(one) < percent / 100);
      }),
    );
  });

  it('does not change what it is given', () => {
    const samples = [3, 1, 2];
    median(samples);
    percentile(samples, 50);
    assert.deepEqual(samples, [3, 1, 2]);
  });
});
