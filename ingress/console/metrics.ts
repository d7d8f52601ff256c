import { hiresByDay, type HireDay } from '../../ledger/metrics.js';
import type { IngressContext } from '../context.js';

/** Days of the rolling window, today included. */
const DAYS = 7;

/** A number that tells whether the integration works, and the number it should be. */
export interface Metric {
  /** A share from 0 to 1, or a count; null when there is nothing to measure, or nothing that measures it. */
  value: number | null;
  target: number;
  met: boolean | null;
  window: { days: number; from: Date; to: Date; timeZone: string };
  numerator: number | null;
  denominator: number | null;
  /** Each day's own value. */
  series: { date: string; value: number | null }[];
  note?: string;
}

export interface Metrics {
  atsToHrisSyncFailureRate: Metric;
  reconciliationQueueDepth: Metric;
  payrollHoldRate: Metric;
}

/**
 * The three metrics over the rolling window, in days of the company's time zone. Rates must stay below their target;
 * the queue must be at its target.
 */
export async function readMetrics(
  { db, policy }: Pick<IngressContext, 'db' | 'policy'>,
  now = new Date(),
): Promise<Metrics> {
  const { timeZone } = policy.company;
  const days = await hiresByDay(db, timeZone, DAYS, now);
  const window = { days: DAYS, from: days[0]?.startsAt ?? now, to: now, timeZone };
  const rate = (target: number, part: keyof Counts, whole: keyof Counts): Metric => {
    const numerator = sum(days, part);
    const denominator = sum(days, whole);
    const value = share(numerator, denominator);
    return {
      value,
      target,
      met: value === null ? null : value < target,
      window,
      numerator,
      denominator,
      series: days.map((day) => ({ date: day.date, value: share(day[part], day[whole]) })),
    };
  };
  return {
    atsToHrisSyncFailureRate: rate(0.01, 'failedInHris', 'started'),
    reconciliationQueueDepth: {
      ...{ value: null, target: 0, met: null, window, numerator: null, denominator: null },
      series: days.map(({ date }) => ({ date, value: null })),
      note: 'Nothing is measured before the daily reconciliation exists.',
    },
    payrollHoldRate: rate(0.02, 'held', 'compared'),
  };
}

type Counts = Omit<HireDay, 'date' | 'startsAt'>;

const sum = (days: readonly HireDay[], what: keyof Counts): number => days.reduce((total, day) => total + day[what], 0);

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
