import { Temporal } from '@js-temporal/polyfill';
import { newEventId, type Records } from './records.js';

/** Fills an empty calendar with what else recruiters keep in it: appointments that are no interviews. */
export function seedCalendar(records: Records, timeZone: string): void {
  if (records.events.size > 0) return;
  const today = Temporal.Now.zonedDateTimeISO(timeZone);
  const instant = (time: Temporal.ZonedDateTime) => ({ dateTime: time.toString(SECONDS), timeZone });

  const sync = today.add({ days: 2 }).with({ hour: 9, minute: 30, second: 0 });
  const syncId = newEventId();
  records.save({
    id: syncId,
    iCalUID: `${syncId}@google.com`,
    status: 'confirmed',
    summary: 'Recruiting sync',
    start: instant(sync),
    end: instant(sync.add({ minutes: 30 })),
    attendees: [
      { email: 'alex.kim@acme.example', displayName: 'Alex Kim', responseStatus: 'accepted' },
      { email: 'dana.brooks@acme.example', displayName: 'Dana Brooks', responseStatus: 'needsAction' },
    ],
  });
  const fair = today.add({ days: 9 }).toPlainDate();
  const fairId = newEventId();
  records.save({
    id: fairId,
    iCalUID: `${fairId}@google.com`,
    status: 'confirmed',
    summary: 'Campus career fair',
    location: 'Student union, hall B',
    start: { date: fair.toString() },
    end: { date: fair.add({ days: 2 }).toString() },
  });
}

const SECONDS = { timeZoneName: 'never', smallestUnit: 'second' } as const;
