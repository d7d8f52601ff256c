import { randomBytes } from 'node:crypto';
import type { Store } from '../../../sandbox/store.js';

export interface EventTime {
  date?: string;
  dateTime?: string;
  timeZone?: string;
}

export interface Attendee {
  email: string;
  displayName?: string;
  organizer?: boolean;
  self?: boolean;
  resource?: boolean;
  optional?: boolean;
  responseStatus: 'needsAction' | 'accepted' | 'tentative' | 'declined';
}

/** An event as the Calendar API has it, as far as people here set it. */
export interface EventFields {
  id: string;
  iCalUID: string;
  status: 'confirmed' | 'tentative' | 'cancelled';
  summary?: string;
  description?: string;
  location?: string;
  start: EventTime;
  end: EventTime;
  attendees?: Attendee[];
  hangoutLink?: string;
  conferenceData?: { entryPoints: { entryPointType: string; uri: string; label?: string }[] };
  extendedProperties?: { private?: Record<string, string>; shared?: Record<string, string> };
}

/** The event and what Google adds to it. */
export interface EventRecord extends EventFields {
  created: string;
  updated: string;
  sequence: number;
  /** The change of the calendar that this is the outcome of: numbers grow, and no two events have the same. */
  change: number;
  /** Cancelled, and nothing but the id is left. */
  stub: boolean;
}

export type Records = ReturnType<typeof openRecords>;

/** The calendar, and what the controls have set. */
export function openRecords(store: Store) {
  const events = store.collection<EventRecord>('events');
  const settings = store.collection<number>('settings');
  return {
    events,
    /** The number of the last change. */
    lastChange: () => settings.get('last_change') ?? 0,
    /** Keeps a new or changed event as the calendar's next change. */
    save(fields: EventFields, changes: { stub?: boolean } = {}): EventRecord {
      const now = new Date().toISOString();
      const known = events.get(fields.id);
      const moved = known && JSON.stringify([known.start, known.end]) !== JSON.stringify([fields.start, fields.end]);
      const change = store.nextId('changes');
      settings.put('last_change', change);
      return events.put(fields.id, {
        ...fields,
        created: known?.created ?? now,
        updated: now,
        sequence: (known?.sequence ?? -1) + (known && !moved ? 0 : 1),
        change,
        stub: changes.stub ?? false,
      });
    },
    /** Sync tokens of earlier generations have expired. */
    generation: () => settings.get('generation') ?? 1,
    expireSyncTokens: () => void settings.put('generation', (settings.get('generation') ?? 1) + 1),
    orderEmptyPage: () => void settings.put('empty_pages', 1),
    /** Whether the reading that begins now gets an empty page; asked once for each. */
    takeEmptyPage: () => settings.delete('empty_pages'),
  };
}

/** Ids have the alphabet of base32hex (Event.id). */
const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

export function newEventId(): string {
  return [...randomBytes(26)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
