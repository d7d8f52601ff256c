/** A latency as people compare it, in the unit of its samples. */
export interface Percentiles {
  p50: number;
  p99: number;
}

/**
 * The value that `percent` of the samples do not exceed (nearest rank, so always one that was measured).
 * @param percent above 0, up to 100.
 * @throws Error when there are no samples.
 */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('A percentile needs at least one sample.');
  return value;
}

export function percentiles(samples: readonly number[]): Percentiles {
  return { p50: percentile(samples, 50), p99: percentile(samples, 99) };
}

/**
 * The middle value; between the two middle ones of an even number.
 * @throws Error when there are no samples.
 */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('A median needs at least one sample.');
  return (low + high) / 2;
}
