import type { ConnectorModule } from '../connector.js';
import type { CalendarConnector } from '../roles/calendar.js';
import { createGoogleCalendar } from './calendar.js';
import { manifest } from './manifest.js';

export const connector: ConnectorModule<CalendarConnector> = {
  manifest,
  create: createGoogleCalendar,
  // Changes are asked for with the sync token. Push would bring no content, only the hint to ask.
  webhooks: undefined,
  checkBinding: () => 'Google Calendar has no fields of a hire.',
  holds: {
    'interview.time': 'event.start, event.end',
    'interview.location': 'event.location',
    'interview.videoUrl': 'event.conferenceData.entryPoints, hangoutLink',
    'interview.panelists': 'event.attendees',
  },
};
