import { Temporal } from '@js-temporal/polyfill';
import type { AttributionPeriod } from '../schemas/attribution-report.js';

/** When reports are made. */
export interface ReportPolicy {
  /** IANA name. */
  timeZone: string;
  report: 'daily' | 'weekly';
  /** "06:00", on the clock of that zone. */
  at: string;
}

/** No more missed periods are caught up than this. */
export const MOST_PERIODS = 3;

/** "2026-11-16..2026-11-22": the period as ids and markers name it. */
export const periodText = ({ from, to }: AttributionPeriod): string => `${from}..${to}`;

/** Days of a period, both ends included. */
export const daysOf = ({ from, to }: AttributionPeriod): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days + 1;

/** The days up to and including one. @param last YYYY-MM-DD. */
export const lastDays = (last: string, days: number): AttributionPeriod => ({
  from: Temporal.PlainDate.from(last)
    .subtract({ days: days - 1 })
    .toString(),
  to: last,
});

/**
 * The periods whose report is due and not made, oldest first. A day is due at the policy's time on the day after it, a
 * week (Monday to Sunday) at that time on the Monday after it. Where the clock skips that time, it is due when the clock
 * has jumped over it; where the clock shows it twice, the first time.
 * @param past.made periods that were reported when they were over, by periodText; the newest suffice.
 * @param past.since when the deployment began: no earlier report is its own.
 */
export function duePeriods(
  policy: ReportPolicy,
  past: { made: readonly string[]; since: Date },
  now: Date,
): AttributionPeriod[] {
  const length = { days: policy.report === 'weekly' ? 7 : 1 };
  const due: AttributionPeriod[] = [];
  let reportDay = newestReportDay(policy, now);
  while (due.length < MOST_PERIODS && timeOf(policy, reportDay) > past.since.getTime()) {
    const period = {
      from: reportDay.subtract(length).toString(),
      to: reportDay.subtract({ days: 1 }).toString(),
    };
    if (past.made.includes(periodText(period))) break;
    due.unshift(period);
    reportDay = reportDay.subtract(length);
  }
  return due;
}

function newestReportDay(policy: ReportPolicy, now: Date): Temporal.PlainDate {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(policy.timeZone).toPlainDate();
  const day = policy.report === 'weekly' ? today.subtract({ days: today.dayOfWeek - 1 }) : today;
  if (timeOf(policy, day) <= now.getTime()) return day;
  return day.subtract({ days: policy.report === 'weekly' ? 7 : 1 });
}

const timeOf = ({ timeZone, at }: ReportPolicy, day: Temporal.PlainDate): number =>
  day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(at) }).epochMilliseconds;
