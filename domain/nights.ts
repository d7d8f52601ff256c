import { Temporal } from '@js-temporal/polyfill';
import type { TimeWindow } from '../connectors/roles/ats.js';

/** When nights are reconciled, and how many days each looks at. */
export interface NightPolicy {
  /** IANA name. */
  timeZone: string;
  /** "02:00", on the clock of that zone. */
  at: string;
  days: number;
}

/** A night that is to be reconciled. */
export interface DueNight {
  /** YYYY-MM-DD, the day on which the night ends. */
  night: string;
  kind: 'nightly' | 'catch-up';
  window: TimeWindow;
}

/** What is known of earlier nights. */
export interface PastNights {
  /** YYYY-MM-DD of nights that are reconciled; the newest suffice. */
  completed: readonly string[];
  /** Up to when the newest of them looked; null before the first. */
  reconciledUntil: Date | null;
  /** When the deployment began: no earlier night is its own. */
  since: Date;
}

/** No more nights are caught up than this; the first of them reaches back over all that were missed before. */
export const MOST_NIGHTS = 3;

/**
 * The nights that are due and not reconciled, oldest first. A night is due once its time has come: where the clock
 * skips that time, when the clock has jumped over it; where the clock shows it twice, the first time. The oldest one's
 * window reaches back to where the last reconciled one ended, so that no day is in no window.
 */
export function dueNights(policy: NightPolicy, past: PastNights, now: Date): DueNight[] {
  const due: Temporal.PlainDate[] = [];
  const newest = newestNight(policy, now);
  for (let night = newest; due.length < MOST_NIGHTS; night = night.subtract({ days: 1 })) {
    if (past.completed.includes(night.toString())) break;
    if (nightTime(policy, night).epochMilliseconds <= past.since.getTime()) break;
    due.unshift(night);
  }
  const reached = past.reconciledUntil ?? startOfDay(policy.timeZone, past.since);
  return due.map((night, index) => {
    const window = daysBefore(policy, night);
    const from = index === 0 && reached.toISOString() < window.from ? reached.toISOString() : window.from;
    return {
      night: night.toString(),
      kind: night.equals(newest) ? 'nightly' : 'catch-up',
      window: { ...window, from },
    };
  });
}

/** The days of a window, each as a window of its own, in the zone's days. */
export function eachDay(timeZone: string, { from, to }: TimeWindow): TimeWindow[] {
  const days: TimeWindow[] = [];
  const end = Temporal.Instant.from(to);
  for (let start = Temporal.Instant.from(from); Temporal.Instant.compare(start, end) < 0;) {
    const tomorrow = start.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: 1 });
    const next = tomorrow.toZonedDateTime(timeZone).toInstant();
    const until = Temporal.Instant.compare(next, end) < 0 ? next : end;
    days.push({ from: instantText(start), to: instantText(until) });
    start = next;
  }
  return days;
}

/** The window of whole days from the first day to the last, both included, YYYY-MM-DD. */
export function windowOfDays(timeZone: string, first: string, last: string): TimeWindow {
  const start = (day: Temporal.PlainDate) => instantText(day.toZonedDateTime(timeZone).toInstant());
  return { from: start(Temporal.PlainDate.from(first)), to: start(Temporal.PlainDate.from(last).add({ days: 1 })) };
}

/** The first and the last day of a window, YYYY-MM-DD. */
export function daysOfWindow(timeZone: string, window: { from: Date; to: Date }): { first: string; last: string } {
  const day = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return { first: day(window.from.getTime()), last: day(window.to.getTime() - 1) };
}

/** The day it is, YYYY-MM-DD. */
export const dayIn = (timeZone: string, now: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

function newestNight(policy: NightPolicy, now: Date): Temporal.PlainDate {
  const today = Temporal.PlainDate.from(dayIn(policy.timeZone, now));
  return nightTime(policy, today).epochMilliseconds <= now.getTime() ? today : today.subtract({ days: 1 });
}

const nightTime = ({ timeZone, at }: NightPolicy, night: Temporal.PlainDate): Temporal.ZonedDateTime =>
  night.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(at) });

function daysBefore({ timeZone, days }: NightPolicy, night: Temporal.PlainDate): TimeWindow {
  return windowOfDays(timeZone, night.subtract({ days }).toString(), night.subtract({ days: 1 }).toString());
}

function startOfDay(timeZone: string, at: Date): Date {
  return new Date(Temporal.PlainDate.from(dayIn(timeZone, at)).toZonedDateTime(timeZone).epochMilliseconds);
}

/** As Date writes it, so that instants compare as texts. */
const instantText = (instant: Temporal.Instant): string => new Date(instant.epochMilliseconds).toISOString();
