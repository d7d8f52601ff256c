import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import type { QueryValue } from '../http.js';
import type { CalendarConnector, CalendarPosition } from '../roles/calendar.js';
import { createAccessAudit } from './access-audit.js';
import { createEventsClient } from './client.js';
import { manifest, VENDOR } from './manifest.js';
import { toCalendarEvent } from './mapping.js';

/** Google's default; up to 2500 are taken. */
const PAGE_SIZE = 250;

/**
 * Google Calendar as the place where interviews are seen to move, through incremental synchronisation of one calendar.
 * @throws Error that names the variable at fault.
 */
export function createGoogleCalendar(context: ConnectorContext): CalendarConnector {
  const client = createEventsClient(context);
  return {
    vendor: VENDOR,
    title: manifest.title,
    baseUrl: client.baseUrl,
    async readChanges(position) {
      const list = await client.list(queryFor(position));
      if (list === 'expired') return { outcome: 'expired' };
      const { items, nextPageToken, nextSyncToken } = list;
      if (nextPageToken !== undefined && nextPageToken === position.pageToken) {
        throw vendorFailure(FailureType.VendorContract, 'nextPageToken: the page that was asked for', {
          vendor: VENDOR,
          operation: 'GET /events',
        });
      }
      return {
        outcome: 'page',
        events: (items ?? []).map(toCalendarEvent),
        nextPageToken: nextPageToken ?? null,
        nextSyncToken: nextPageToken === undefined ? (nextSyncToken ?? null) : null,
      };
    },
    async checkConnection() {
      try {
        const list = await client.list({ maxResults: 1 });
        const role = list === 'expired' ? undefined : list.accessRole;
        if (role === 'none' || role === 'freeBusyReader') {
          return { ok: false, detail: 'the calendar is shared without event details: expected the access role reader' };
        }
        return { ok: true, detail: `Calendar API v3 at ${client.baseUrl}` };
      } catch (error) {
        if (error instanceof ApplicationFailure) return { ok: false, detail: error.message };
        throw error;
      }
    },
    auditAccess: createAccessAudit(client, context.environment),
    close: () => client.close(),
  };
}

/**
 * What asks for a page. All parameters but the tokens and `timeMin` are the same in every request: a sync token is good
 * for those it was made with, and holds the `timeMin` itself. Deleted events are asked for, so that a full reading
 * after an expired token tells what was cancelled meanwhile, and with their details as far as they are kept.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/list
 */
function queryFor({ syncToken, pageToken, from }: CalendarPosition): Record<string, QueryValue> {
  return {
    singleEvents: true,
    showDeleted: true,
    maxResults: PAGE_SIZE,
    ...(syncToken === null ? { timeMin: from } : { syncToken }),
    ...(pageToken === null ? {} : { pageToken }),
  };
}
