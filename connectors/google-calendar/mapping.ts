import { Temporal } from '@js-temporal/polyfill';
import type { CalendarAttendee, CalendarEvent, InterviewTime } from '../../schemas/interview.js';
import type { WireAttendee, WireEvent } from './wire.js';

/** An event in hireline's words. */
export function toCalendarEvent(event: WireEvent): CalendarEvent {
  return {
    eventId: event.id,
    iCalUid: event.iCalUID ?? null,
    version: versionOf(event),
    status: event.status,
    title: event.summary ?? null,
    time: timeOf(event),
    location: event.location ?? null,
    videoUrl: videoUrlOf(event),
    attendees: (event.attendees ?? []).flatMap(toAttendee),
    properties: { ...event.extendedProperties?.shared, ...event.extendedProperties?.private },
  };
}

/** The etag changes with everything about the event; a stub may have lost it, and the rest but its status as well. */
function versionOf({ etag, updated, sequence, status }: WireEvent): string {
  return etag ?? [status, updated, sequence].filter((part) => part !== undefined && part !== null).join(' ');
}

/** Google's end is exclusive, also of whole days (Event.end); ours is the last day itself. */
function timeOf({ start, end }: WireEvent): InterviewTime | null {
  if (!start || !end) return null;
  if ('at' in start && 'at' in end) return { startsAt: start.at, endsAt: end.at, timeZone: start.timeZone };
  if (!('day' in start) || !('day' in end)) return null;
  const lastDay = Temporal.PlainDate.from(end.day).subtract({ days: 1 });
  // An import from elsewhere can end a one-day event on the day it starts.
  return { firstDay: start.day, lastDay: lastDay.toString() < start.day ? start.day : lastDay.toString() };
}

/** Conferences of all providers name a video entry point; hangoutLink is Meet's alone. */
function videoUrlOf({ conferenceData, hangoutLink }: WireEvent): string | null {
  const video = conferenceData?.entryPoints?.find(
    ({ entryPointType, uri }) => entryPointType === 'video' && uri && /^https?:\/\//i.test(uri),
  );
  return video?.uri ?? hangoutLink ?? null;
}

/** Addresses of rooms and of calendars that are nobody's. */
const NOT_A_PERSON = /@(resource|group)\.calendar\.google\.com$/i;

const RESPONSES = {
  needsAction: 'needs_action',
  accepted: 'accepted',
  tentative: 'tentative',
  declined: 'declined',
} as const;

/** Rooms and equipment are attendees to Google, but nobody meets them; an attendee may come without an address. */
function toAttendee({ email, displayName, organizer, resource, responseStatus }: WireAttendee): CalendarAttendee[] {
  if (!email || resource || NOT_A_PERSON.test(email)) return [];
  const response = RESPONSES[responseStatus ?? 'needsAction'];
  return [{ email, name: displayName ?? null, organizer: organizer ?? false, response }];
}
