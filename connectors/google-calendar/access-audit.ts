import type { Environment } from '../../config/environment.js';
import { arrival, ask, environmentFinding, rateLimitFinding } from '../access-findings.js';
import type { AccessFinding } from '../connector.js';
import type { EventsClient } from './client.js';
import { manifest } from './manifest.js';

/** Roles that show what an event is. https://developers.google.com/workspace/calendar/api/v3/reference/acl */
const READERS = ['reader', 'writer', 'owner'];

/** CalendarConnector.auditAccess. */
export function createAccessAudit(client: EventsClient, environment: Environment) {
  return async (): Promise<AccessFinding[]> => {
    const first = await ask(() => client.list({ maxResults: 1 }));
    const account = 'the service account';
    const arrived = arrival(manifest.title, client.baseUrl, account, first, 'A token was given and taken.');
    if ('failure' in first) return arrived;
    const role = first.value === 'expired' ? undefined : first.value.accessRole;
    return [
      ...arrived,
      environmentFinding(environment, manifest, client.baseUrl),
      { check: 'endpoint', subject: 'GET /calendars/{id}/events', status: 'ok', detail: 'Readable; for interviews.' },
      permission(role),
      {
        check: 'webhook',
        subject: 'events',
        status: 'ok',
        detail: 'None is needed: changes are asked for with a sync token.',
      },
      rateLimitFinding({}, 'Google names no limit in its headers; a 403 or 429 for the quota is waited out.'),
    ];
  };
}

function permission(role: string | null | undefined): AccessFinding {
  const finding = { check: 'permission', subject: 'accessRole' } as const;
  if (!role) return { ...finding, status: 'unknown', detail: 'The calendar does not tell the access role.' };
  return READERS.includes(role)
    ? { ...finding, status: 'ok', detail: `The calendar is shared as ${role}.` }
    : {
        ...finding,
        status: 'missing',
        detail: `The calendar is shared as ${role}, without event details: expected reader.`,
      };
}
