import type { CalendarEvent } from '../schemas/interview.js';

/** What the tool that made an event has noted on it. */
export interface EventReferences {
  applicationId: string | undefined;
  candidateId: string | undefined;
  interviewId: string | undefined;
}

/**
 * Reads the references off an event's properties: "applicationId", "hireline_application_id",
 * "greenhouse-application-id" and the like, in any spelling.
 * @param ats the ATS's name, whose own tool may have set them.
 */
export function referencesOf(properties: CalendarEvent['properties'], ats: string): EventReferences {
  const spelled = new Map(
    Object.entries(properties).flatMap(([name, value]) => (value.trim() ? [[plain(name), value.trim()]] : [])),
  );
  const find = (name: string) => ['hireline', plain(ats), 'ats', ''].map((by) => spelled.get(by + name)).find(Boolean);
  return {
    applicationId: find('applicationid'),
    candidateId: find('candidateid'),
    interviewId: find('interviewid') ?? find('scheduledinterviewid'),
  };
}

/** Addresses of people who do not belong to the company, in lower case. */
export function outsideAddresses({ attendees }: CalendarEvent, ownDomains: readonly string[]): string[] {
  const outside = attendees.filter(({ email }) => !isOwnAddress(email, ownDomains));
  return [...new Set(outside.map(({ email }) => email.toLowerCase()))];
}

/** Whether an address is the company's: at one of its domains, or below one. */
export function isOwnAddress(email: string, ownDomains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return ownDomains.some((own) => domain === own.toLowerCase() || domain.endsWith(`.${own.toLowerCase()}`));
}

/**
 * Why an event means no interview; undefined when something hints at a candidate.
 * @param knownToAts whether an interview of the ATS names this event.
 */
export function notAnInterview(
  event: CalendarEvent,
  { knownToAts, ats, ownDomains }: { knownToAts: boolean; ats: string; ownDomains: readonly string[] },
): string | undefined {
  if (knownToAts) return undefined;
  if (Object.values(referencesOf(event.properties, ats)).some(Boolean)) return undefined;
  if (outsideAddresses(event, ownDomains).length > 0) return undefined;
  return 'Nothing hints at a candidate: the ATS does not name it, and only colleagues are invited.';
}

/** A cancelled event may have lost everything but its id: what was known of it still tells whom it was with. */
export function withWhatWasKnown(event: CalendarEvent, before: CalendarEvent | undefined): CalendarEvent {
  if (event.status !== 'cancelled' || !before) return event;
  return {
    ...event,
    iCalUid: event.iCalUid ?? before.iCalUid,
    title: event.title ?? before.title,
    time: event.time ?? before.time,
    location: event.location ?? before.location,
    videoUrl: event.videoUrl ?? before.videoUrl,
    attendees: event.attendees.length > 0 ? event.attendees : before.attendees,
    properties: { ...before.properties, ...event.properties },
  };
}

export interface PossibleApplication {
  applicationId: string;
  candidateId: string;
}

export type MatchDecision =
  | ({ outcome: 'matched' } & PossibleApplication)
  | { outcome: 'unmatched' | 'ambiguous'; applications: PossibleApplication[] };

/** Exactly one application is a match. Anything else is for a person: never a guess. */
export function decideMatch(possible: readonly PossibleApplication[]): MatchDecision {
  const applications = [...new Map(possible.map((one) => [one.applicationId, one])).values()];
  const [only, ...others] = applications;
  if (only && others.length === 0) return { outcome: 'matched', ...only };
  return { outcome: only ? 'ambiguous' : 'unmatched', applications };
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
