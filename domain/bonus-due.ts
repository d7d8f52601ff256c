import { Temporal } from '@js-temporal/polyfill';

const DAY_MS = 86_400_000;

/** How long a hire must have been there, as config/policy.yaml says it. */
export interface RetentionPolicy {
  /** Milliseconds. */
  retention: number;
  retentionFrom: 'start' | 'hired';
  /** IANA name. */
  timeZone: string;
}

/**
 * When a bonus is due, ISO 8601 UTC. Whole days are days of the calendar in the company's zone: ninety days after a
 * start date is a midnight there, also when the clocks have changed in between.
 * @param hire.startDate YYYY-MM-DD; null where it is not known.
 * @param hire.hiredAt ISO 8601 with zone.
 * @returns null where it is counted from a start date that is not known.
 */
export function bonusDueAt(
  { retention, retentionFrom, timeZone }: RetentionPolicy,
  hire: { startDate: string | null; hiredAt: string },
): string | null {
  if (retentionFrom === 'start' && hire.startDate === null) return null;
  const from =
    retentionFrom === 'start'
      ? Temporal.PlainDate.from(hire.startDate ?? '').toZonedDateTime(timeZone)
      : Temporal.Instant.from(hire.hiredAt).toZonedDateTimeISO(timeZone);
  const due = from.add({ days: Math.floor(retention / DAY_MS) }).add({ milliseconds: retention % DAY_MS });
  return new Date(due.epochMilliseconds).toISOString();
}
