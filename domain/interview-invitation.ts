import { Temporal } from '@js-temporal/polyfill';
import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { MailAttachment } from '../connectors/roles/comms.js';
import type { InterviewDetails } from '../schemas/interview.js';

export interface Contact {
  email: string;
  name: string | null;
}

export interface Invitation {
  /** The same for all messages about one interview to one candidate. */
  uid: string;
  /** Grows with each of them. */
  sequence: number;
  cancelled: boolean;
  details: InterviewDetails;
  attendee: Contact;
  organizer: Contact | null;
  /** When it was written. */
  at: Date;
}

/**
 * The interview as a calendar entry that a later one with the same UID replaces or removes (RFC 5546, 3.2.2 and 3.2.5).
 * Times are UTC: each calendar shows them in its own zone.
 */
export function invitationOf(invitation: Invitation): MailAttachment {
  const { uid, sequence, cancelled, details, attendee, organizer, at } = invitation;
  const { time, location, videoUrl, panelists } = details;
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = ical({ method, prodId: { company: 'hireline', product: 'interviews', language: 'EN' } });
  calendar.createEvent({
    id: uid,
    sequence,
    stamp: at,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    summary: details.jobTitle ? `Interview: ${details.jobTitle}` : 'Interview',
    ...('startsAt' in time
      ? { start: new Date(time.startsAt), end: new Date(time.endsAt) }
      : { allDay: true, start: midnight(time.firstDay, 0), end: midnight(time.lastDay, 1) }),
    location: location ?? videoUrl ?? null,
    ...(videoUrl ? { url: videoUrl } : {}),
    description: [
      ...(videoUrl ? [`Video: ${videoUrl}`] : []),
      ...(panelists.length > 0 ? [`With: ${panelists.join(', ')}`] : []),
    ].join('\n'),
    ...(organizer ? { organizer: { name: organizer.name ?? organizer.email, email: organizer.email } } : {}),
    attendees: [
      {
        email: attendee.email,
        ...(attendee.name ? { name: attendee.name } : {}),
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.NEEDSACTION,
        rsvp: false,
      },
    ],
  });
  return {
    filename: cancelled ? 'cancelled.ics' : 'interview.ics',
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    content: calendar.toString(),
  };
}

/** The library writes a whole day as the UTC day of an instant; the end of whole days is exclusive (RFC 5545, 3.6.1). */
const midnight = (day: string, later: number): Date =>
  new Date(`${Temporal.PlainDate.from(day).add({ days: later }).toString()}T00:00:00Z`);
