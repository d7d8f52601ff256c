import type { PlainDateText } from './hire.js';

/** An appointment as a calendar holds it. */
export interface CalendarEvent {
  eventId: string;
  /** Shared by all copies of the event on other people's calendars (RFC 5545 UID); null on a cancelled stub. */
  iCalUid: string | null;
  /** Differs whenever anything about the event does. */
  version: string;
  /** A cancelled event may have lost everything but its id. */
  status: 'confirmed' | 'tentative' | 'cancelled';
  title: string | null;
  time: InterviewTime | null;
  location: string | null;
  videoUrl: string | null;
  attendees: CalendarAttendee[];
  /** What the tool that made the event left on it, private and shared together. */
  properties: Readonly<Record<string, string>>;
}

export interface CalendarAttendee {
  email: string;
  name: string | null;
  organizer: boolean;
  response: 'needs_action' | 'accepted' | 'tentative' | 'declined';
}

/** When an interview is: between two instants (ISO 8601 UTC), or on whole days (the last one included). */
export type InterviewTime =
  | {
      startsAt: string;
      endsAt: string;
      /** IANA zone the event was made in, if known. */
      timeZone: string | null;
    }
  | { firstDay: PlainDateText; lastDay: PlainDateText };

/** An interview as the ATS holds it. */
export interface AtsInterview {
  interviewId: string;
  applicationId: string;
  /** Differs whenever anything about the interview does. */
  version: string;
  /** scheduled: it has a time that lies ahead or counts; unscheduled: it has none (any more); over: it took place or was skipped. */
  status: 'scheduled' | 'unscheduled' | 'over';
  /** The id or iCalUID of its calendar event. */
  externalEventId: string | null;
  time: InterviewTime | null;
  location: string | null;
  videoUrl: string | null;
  panelists: Panelist[];
}

export interface Panelist {
  name: string | null;
  email: string | null;
}

/** What a candidate is told about one interview; a version of it is told once. */
export interface InterviewDetails {
  /** The job they interview for. */
  jobTitle: string | null;
  time: InterviewTime;
  location: string | null;
  videoUrl: string | null;
  /** By name, in the order of the invitation. */
  panelists: string[];
}
