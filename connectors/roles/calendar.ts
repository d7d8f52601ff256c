import type { CalendarEvent } from '../../schemas/interview.js';
import type { Connector } from '../connector.js';

/** Where reading the changes of a calendar has got to. */
export interface CalendarPosition {
  /** Names the state after which changes are wanted; null = everything from `from` on. */
  syncToken: string | null;
  /** The next page of a reading under way. */
  pageToken: string | null;
  /** Start of a full reading, ISO 8601 UTC. Frozen in the sync token that it ends with. */
  from: string;
}

export type CalendarPage =
  /** `nextPageToken` is null on the last page; `nextSyncToken` may be there only then, and may be missing even there. */
  | { outcome: 'page'; events: CalendarEvent[]; nextPageToken: string | null; nextSyncToken: string | null }
  /** The calendar has forgotten the sync token: everything is to be read anew. */
  | { outcome: 'expired' };

export interface CalendarConnector extends Connector {
  /** One page of what changed since a position, cancelled events included. A page may be empty and not the last. */
  readChanges(position: CalendarPosition): Promise<CalendarPage>;
}
