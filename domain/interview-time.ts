import { Temporal } from '@js-temporal/polyfill';
import type { InterviewTime } from '../schemas/interview.js';

/**
 * The instants between which an interview is.
 * @param companyZone IANA zone whose midnights bound one that is given in whole days.
 */
export function boundsOf(time: InterviewTime, companyZone: string): { startsAt: Date; endsAt: Date } {
  if ('startsAt' in time) return { startsAt: new Date(time.startsAt), endsAt: new Date(time.endsAt) };
  const midnight = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(companyZone).epochMilliseconds);
  return {
    startsAt: midnight(Temporal.PlainDate.from(time.firstDay)),
    endsAt: midnight(Temporal.PlainDate.from(time.lastDay).add({ days: 1 })),
  };
}

/** The zone a candidate is told times in: their own, else the one the event was made in, else the company's. */
export function zoneFor(candidateZone: string | null, time: InterviewTime, companyZone: string): string {
  return candidateZone ?? ('startsAt' in time ? time.timeZone : null) ?? companyZone;
}

const DAY = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;
const HOURS = { hour: 'numeric', minute: '2-digit' } as const;

/**
 * "Tuesday, December 1, 2026, 10:00 AM to 11:00 AM (Eastern Standard Time)"; on whole days without the hours.
 * @param zone IANA zone the times are told in.
 */
export function describeTime(time: InterviewTime, zone: string): string {
  if ('firstDay' in time) {
    const [first, last] = [dayText(time.firstDay, DAY), dayText(time.lastDay, DAY)];
    return `${first === last ? first : `${first} to ${last}`} (all day)`;
  }
  const format = (at: string, options: Intl.DateTimeFormatOptions) => instantText(at, zone, options);
  const [firstDay, lastDay] = [format(time.startsAt, DAY), format(time.endsAt, DAY)];
  const [firstZone, lastZone] = [zoneName(time.startsAt, zone), zoneName(time.endsAt, zone)];
  // The clock may change in between: then each side needs its own name.
  const start = `${firstDay}, ${format(time.startsAt, HOURS)}${firstZone === lastZone ? '' : ` (${firstZone})`}`;
  const end = `${firstDay === lastDay ? '' : `${lastDay}, `}${format(time.endsAt, HOURS)} (${lastZone})`;
  return `${start} to ${end}`;
}

/** "Tue, Dec 1, 10:00 AM EST": the start alone, for where there is little room. */
export function describeStart(time: InterviewTime, zone: string): string {
  const day = { weekday: 'short', month: 'short', day: 'numeric' } as const;
  return 'firstDay' in time
    ? dayText(time.firstDay, day)
    : instantText(time.startsAt, zone, { ...day, ...HOURS, timeZoneName: 'short' });
}

/** The day of the start: "December 1". */
export function describeDay(time: InterviewTime, zone: string): string {
  const day = { month: 'long', day: 'numeric' } as const;
  return 'firstDay' in time ? dayText(time.firstDay, day) : instantText(time.startsAt, zone, day);
}

function instantText(at: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  // ICU separates hours and AM with a narrow space, which not every mail program and no text message shows.
  return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone })
    .format(new Date(at))
    .replace(/[\u00a0\u202f]/g, ' ');
}

const dayText = (day: string, options: Intl.DateTimeFormatOptions): string =>
  instantText(`${day}T12:00:00Z`, 'UTC', options);

function zoneName(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'long' }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
