import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';

/**
 * What hireline reads of the Calendar API's answers (types generated from Google's discovery document). Loose: Google
 * adds fields without notice.
 */

const Text = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || undefined);

/** A day, or an instant (ISO 8601 UTC) with the zone it was set in. */
export type WireTime = { day: string } | { at: string; timeZone: string | null };

/**
 * `{date}` on all-day events, else `{dateTime, timeZone}`; the offset may be missing where the zone is named.
 * Without either, as on cancelled events, there is no time.
 */
const EventTime = z.looseObject({ date: Text, dateTime: Text, timeZone: Text }).transform((given, context) => {
  const timeZone = given.timeZone && isTimeZone(given.timeZone) ? given.timeZone : null;
  const time = given.dateTime ? instant(given.dateTime, timeZone) : given.date ? wholeDay(given.date) : null;
  if (time !== undefined) return time;
  context.addIssue({ code: 'custom', message: 'expected a date, or a time with an offset or a zone' });
  return z.NEVER;
});

const Attendee = z.looseObject({
  email: Text,
  displayName: Text,
  organizer: z.boolean().nullish(),
  resource: z.boolean().nullish(),
  responseStatus: z.enum(['needsAction', 'accepted', 'tentative', 'declined']).nullish(),
});
export type WireAttendee = z.infer<typeof Attendee>;

const Properties = z
  .record(z.string(), z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]))
  .nullish();

export const WireEvent = z
  .looseObject({
    kind: z.literal('calendar#event').optional(),
    id: z.string().min(1),
    status: z.enum(['confirmed', 'tentative', 'cancelled']).nullish(),
    etag: Text,
    updated: Text,
    sequence: z.number().nullish(),
    iCalUID: Text,
    summary: Text,
    location: Text,
    start: EventTime.nullish(),
    end: EventTime.nullish(),
    attendees: z.array(Attendee).nullish(),
    hangoutLink: Text,
    conferenceData: z
      .looseObject({ entryPoints: z.array(z.looseObject({ entryPointType: Text, uri: Text })).nullish() })
      .nullish(),
    extendedProperties: z.looseObject({ private: Properties, shared: Properties }).nullish(),
  })
  // Of a deleted event only the id is promised; every other one has a time, and is confirmed unless it says otherwise.
  .transform((event) => ({
    ...event,
    status: event.status ?? (event.start || event.end ? ('confirmed' as const) : ('cancelled' as const)),
  }))
  .superRefine(({ status, start, end }, context) => {
    if (status === 'cancelled') return;
    const expected = !start
      ? 'a start'
      : !end || 'day' in start !== 'day' in end
        ? 'an end of the kind of the start'
        : '';
    if (expected)
      context.addIssue({ code: 'custom', message: `expected ${expected}`, path: [start ? 'end' : 'start'] });
  });
export type WireEvent = z.infer<typeof WireEvent>;

/** events.list. An empty page may come without items, but not without its kind. */
export const WireEventList = z
  .looseObject({
    kind: z.literal('calendar#events').optional(),
    accessRole: Text,
    items: z.array(WireEvent).nullish(),
    nextPageToken: Text,
    nextSyncToken: Text,
  })
  .refine(({ kind, items }) => kind ?? items, { message: 'expected a list of events' });
export type WireEventList = z.infer<typeof WireEventList>;

/** Google's errors, in the form of all its older APIs and, in `details`, of its newer ones. */
export const WireError = z.looseObject({
  error: z.looseObject({
    errors: z
      .array(
        z.looseObject({ reason: z.string().catch(''), location: z.string().catch(''), message: z.string().catch('') }),
      )
      .catch([]),
    details: z.array(z.looseObject({ reason: z.string().catch('') })).catch([]),
  }),
});

export const WireToken = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3600),
});

function instant(text: string, timeZone: string | null): WireTime | undefined {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    const milliseconds = Date.parse(text);
    return Number.isNaN(milliseconds) ? undefined : { at: new Date(milliseconds).toISOString(), timeZone };
  }
  if (!timeZone) return undefined;
  try {
    const { epochMilliseconds } = Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone);
    return { at: new Date(epochMilliseconds).toISOString(), timeZone };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function wholeDay(text: string): WireTime | undefined {
  try {
    return { day: Temporal.PlainDate.from(text).toString() };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Events made elsewhere can name zones that are not IANA's; the offset then tells the time. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
