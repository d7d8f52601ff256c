import { createHash } from 'node:crypto';
import type { AtsCandidate } from '../connectors/roles/ats.js';
import type { AtsInterview, CalendarEvent, InterviewDetails, InterviewTime } from '../schemas/interview.js';
import { isOwnAddress } from './interview-match.js';

/** All that is known of one appointment. */
export interface Appointment {
  /** Leads in time and place. */
  event: CalendarEvent | null;
  /** The same appointment in the ATS, which knows the panel. */
  interviews: readonly AtsInterview[];
}

/**
 * What a candidate is told of an appointment; undefined while it has no time.
 * @param ownDomains the company's mail domains.
 */
export function detailsOf(
  { event, interviews }: Appointment,
  jobTitle: string | null,
  candidate: Pick<AtsCandidate, 'emails' | 'firstName' | 'lastName' | 'preferredName'>,
  ownDomains: readonly string[],
): InterviewDetails | undefined {
  const time = event ? event.time : (interviews.find((one) => one.time)?.time ?? null);
  if (!time) return undefined;
  const location = text(event?.location) ?? first(interviews, (one) => text(one.location));
  const videoUrl = text(event?.videoUrl) ?? first(interviews, (one) => text(one.videoUrl));
  // Tools that know no video field put the link where the room would be.
  const linkAsPlace = location !== null && /^https?:\/\/\S+$/i.test(location);
  const panel = unique(interviews.flatMap(({ panelists }) => panelists.flatMap(({ name }) => text(name) ?? [])));
  return {
    jobTitle,
    time,
    location: linkAsPlace ? null : location,
    videoUrl: videoUrl ?? (linkAsPlace ? location : null),
    panelists: panel.length > 0 || !event ? panel : invited(event, candidate, ownDomains),
  };
}

/** Who of the invited the candidate meets. Who has no name there is left out: an address is not shown. */
function invited(
  { attendees }: CalendarEvent,
  candidate: Pick<AtsCandidate, 'emails' | 'firstName' | 'lastName' | 'preferredName'>,
  ownDomains: readonly string[],
): string[] {
  const { emails, firstName, lastName, preferredName } = candidate;
  const addresses = new Set(emails.map((email) => email.toLowerCase()));
  const names = new Set([firstName, preferredName].map((given) => folded([given, lastName].filter(Boolean).join(' '))));
  const others = attendees.filter(
    ({ email, name, response }) =>
      response !== 'declined' &&
      !addresses.has(email.toLowerCase()) &&
      !names.has(folded(name ?? '')) &&
      (ownDomains.length === 0 || isOwnAddress(email, ownDomains)),
  );
  // Who made the appointment usually only arranges it.
  const panel = others.some(({ organizer }) => !organizer) ? others.filter(({ organizer }) => !organizer) : others;
  return unique(panel.flatMap(({ name }) => text(name) ?? []));
}

/** Identifies what a candidate is told: the same when nothing they would notice has changed. */
export function fingerprintOf(details: InterviewDetails): string {
  const told = [timeKey(details.time), details.location, details.videoUrl, [...details.panelists].sort()];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

export type InterviewChange = 'time' | 'place' | 'panel';

/** What of it differs for the candidate. */
export function changesBetween(before: InterviewDetails, after: InterviewDetails): InterviewChange[] {
  const panel = ({ panelists }: InterviewDetails) => [...panelists].sort().join('\n');
  const changes: [InterviewChange, boolean][] = [
    ['time', timeKey(before.time) !== timeKey(after.time)],
    ['place', before.location !== after.location || before.videoUrl !== after.videoUrl],
    ['panel', panel(before) !== panel(after)],
  ];
  return changes.flatMap(([change, differs]) => (differs ? [change] : []));
}

/** The same instants are the same time, whichever zone they were written in. */
const timeKey = (time: InterviewTime): string =>
  'startsAt' in time
    ? `${new Date(time.startsAt).toISOString()}/${new Date(time.endsAt).toISOString()}`
    : `${time.firstDay}/${time.lastDay}`;

const text = (value: string | null | undefined): string | null => value?.trim() || null;
const folded = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();
const unique = (names: string[]): string[] => [...new Set(names)];

function first<T>(all: readonly T[], pick: (one: T) => string | null): string | null {
  for (const one of all) {
    const found = pick(one);
    if (found !== null) return found;
  }
  return null;
}
