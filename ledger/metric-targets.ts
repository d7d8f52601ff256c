import { heldFields, type HeldField } from './held-fields.js';
import { hiresByDay, type HireDay } from './metrics.js';
import { countOpen, depthSeries, type DepthDay } from './reconciliation-queue.js';
import type { Policy } from '../config/policy.js';
import type { Queryable } from './database.js';

/** Days of the rolling window, today included. */
const DAYS = 7;

/** A number that tells whether the integration works, and the number it should be. Defined in docs/metrics.md. */
export interface Metric {
  /** A share from 0 to 1, or a count; null when there is nothing to measure. */
  value: number | null;
  target: number;
  met: boolean | null;
  window: { days: number; from: Date; to: Date; timeZone: string };
  numerator: number | null;
  /** Null for a count: it is of nothing. */
  denominator: number | null;
  /** Each day's own value. */
  series: { date: string; value: number | null }[];
}

export interface Metrics {
  atsToHrisSyncFailureRate: Metric;
  reconciliationQueueDepth: Metric;
  payrollHoldRate: Metric & {
    /** What payroll was held because of, within the same window, what held most hires first. */
    heldFields: HeldField[];
  };
}

/**
 * The three metrics over the rolling window, in days of the company's time zone. Rates must stay below their target;
 * the queue must be at its target when the day ends.
 */
export async function readMetrics(
  { db, policy }: { db: Queryable; policy: Policy },
  now = new Date(),
): Promise<Metrics> {
  const { timeZone } = policy.company;
  const [days, depths, open, fields] = await Promise.all([
    hiresByDay(db, timeZone, DAYS, now),
    depthSeries(db, timeZone, DAYS, now),
    countOpen(db),
    heldFields(db, timeZone, DAYS, now),
  ]);
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
    reconciliationQueueDepth: { ...queueDepth(depths, open.total), window },
    payrollHoldRate: { ...rate(0.02, 'held', 'compared'), heldFields: fields },
  };
}

const QUEUE_TARGET = 0;

/** Before anything was reconciled nobody knows how many differences there are: that is no queue of none. */
function queueDepth(days: readonly DepthDay[], open: number): Omit<Metric, 'window'> {
  const measured = open > 0 || days.some(({ depth }) => depth !== null);
  const value = measured ? open : null;
  return {
    value,
    target: QUEUE_TARGET,
    met: value === null ? null : value <= QUEUE_TARGET,
    numerator: value,
    denominator: null,
    series: days.map(({ date, depth }) => ({ date, value: depth })),
  };
}

type Counts = Omit<HireDay, 'date' | 'startsAt'>;

const sum = (days: readonly HireDay[], what: keyof Counts): number => days.reduce((total, day) => total + day[what], 0);

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
