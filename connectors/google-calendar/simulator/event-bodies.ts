import type { EventRecord } from './records.js';

/** Quoted, and ever growing, as Google's are. */
const FIRST_ETAG = 3_546_600_000_000_000;

export const etagOf = (change: number): string => `"${FIRST_ETAG + change * 2}"`;

/**
 * An event as the API gives it.
 * @param details whether a cancelled one keeps more than its id: only for those who ask for deleted events, and only
 *   on the organizer's calendar (Event.status).
 */
export function eventBody(event: EventRecord, calendarId: string, details: boolean): Record<string, unknown> {
  const { change, stub, created, updated, sequence, ...fields } = event;
  if (stub) return { kind: 'calendar#event', id: event.id, status: 'cancelled' };
  if (event.status === 'cancelled' && !details) {
    return { kind: 'calendar#event', etag: etagOf(change), id: event.id, status: 'cancelled' };
  }
  return {
    kind: 'calendar#event',
    etag: etagOf(change),
    ...fields,
    created,
    updated,
    sequence,
    organizer: { email: calendarId, self: true },
    reminders: { useDefault: true },
    eventType: 'default',
  };
}
