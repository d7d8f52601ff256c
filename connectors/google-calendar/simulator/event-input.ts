import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import type { Attendee, EventFields, EventTime } from './records.js';

const Time = z.union([
  z.string().min(1),
  z.strictObject({ date: z.string().optional(), dateTime: z.string().optional(), timeZone: z.string().optional() }),
]);

const Guest = z.union([
  z.email().transform((email) => ({ email })),
  z.strictObject({
    email: z.email(),
    displayName: z.string().optional(),
    organizer: z.boolean().optional(),
    resource: z.boolean().optional(),
    optional: z.boolean().optional(),
    responseStatus: z.enum(['needsAction', 'accepted', 'tentative', 'declined']).optional(),
  }),
]);

const Properties = z.record(z.string(), z.string());

/** What a person types into the calendar; `end` of an all-day event is the day after its last, as in the API. */
export const NewEvent = z.strictObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  start: Time,
  end: Time,
  /** Of `start` and `end` where they are text. */
  timeZone: z.string().optional(),
  status: z.enum(['confirmed', 'tentative']).optional(),
  location: z.string().optional(),
  attendees: z.array(Guest).optional(),
  hangoutLink: z.url().optional(),
  conferenceData: z
    .strictObject({
      entryPoints: z.array(
        z.strictObject({ entryPointType: z.string(), uri: z.string(), label: z.string().optional() }),
      ),
    })
    .optional(),
  extendedProperties: z.strictObject({ private: Properties.optional(), shared: Properties.optional() }).optional(),
  iCalUID: z.string().optional(),
  id: z
    .string()
    .regex(/^[a-v0-9]{5,1024}$/, 'expected 5 to 1024 of a-v and 0-9')
    .optional(),
});

/** A changed event: null takes a value away. */
export const ChangedEvent = NewEvent.omit({ id: true, iCalUID: true }).partial().extend({
  summary: z.string().nullish(),
  description: z.string().nullish(),
  location: z.string().nullish(),
  hangoutLink: z.url().nullish(),
  conferenceData: NewEvent.shape.conferenceData.nullable(),
});

/** The text of an event that has none yet, or the changes of one, as the calendar keeps them. */
export function eventFields(input: z.infer<typeof NewEvent> | z.infer<typeof ChangedEvent>): Partial<EventFields> {
  const { start, end, timeZone, attendees, ...rest } = input;
  const given = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, value ?? undefined]),
  ) as Partial<EventFields>;
  return {
    ...given,
    ...(start ? { start: eventTime(start, timeZone) } : {}),
    ...(end ? { end: eventTime(end, timeZone) } : {}),
    ...(attendees
      ? { attendees: attendees.map((guest): Attendee => ({ responseStatus: 'needsAction', ...guest })) }
      : {}),
  };
}

/** An instant gets the offset it lacks from its zone. */
function eventTime(given: z.infer<typeof Time>, timeZone: string | undefined): EventTime {
  const time =
    typeof given !== 'string'
      ? given
      : /^\d{4}-\d\d-\d\d$/.test(given)
        ? { date: given }
        : { dateTime: given, ...(timeZone ? { timeZone } : {}) };
  if (!time.dateTime) return { date: Temporal.PlainDate.from(time.date ?? '').toString() };
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(time.dateTime)) {
    Temporal.Instant.from(time.dateTime);
    return time;
  }
  if (!time.timeZone) throw new RangeError('a time needs an offset or a zone');
  const local = Temporal.PlainDateTime.from(time.dateTime).toZonedDateTime(time.timeZone);
  return { ...time, dateTime: local.toString({ timeZoneName: 'never' }) };
}
