import type { VendorManifest } from '../connector.js';

export const VENDOR = 'google-calendar';

/** Root and service path of the Calendar API's discovery document. */
export const PRODUCTION_URL = 'https://www.googleapis.com/calendar/v3';
/** https://developers.google.com/identity/protocols/oauth2/service-account */
export const PRODUCTION_TOKEN_URL = 'https://oauth2.googleapis.com/token';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Google Calendar',
  roles: ['calendar'],
  variables: [
    {
      name: 'GOOGLE_CALENDAR_API_URL',
      required: false,
      secret: false,
      meaning: 'base URL, /calendar/v3 included, to which /calendars/… is added',
    },
    {
      name: 'GOOGLE_TOKEN_URL',
      required: false,
      secret: false,
      meaning: "the whole token endpoint; without it, the key file's token_uri, else Google's",
    },
    {
      name: 'GOOGLE_CALENDAR_ID',
      required: true,
      secret: false,
      meaning: 'the calendar that interviews are in, shared with the service account',
    },
    {
      name: 'GOOGLE_SERVICE_ACCOUNT_KEY_FILE',
      required: true,
      secret: false,
      meaning: "path of the service account's JSON key",
    },
    {
      name: 'GOOGLE_IMPERSONATE_USER',
      required: false,
      secret: false,
      meaning: 'the Workspace user to read as (domain-wide delegation); without it, the service account itself',
    },
  ],
  apiUrlVariable: 'GOOGLE_CALENDAR_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['www.googleapis.com', 'calendar-json.googleapis.com'], sandbox: [] },
  webhookSecretVariable: undefined,
  sources: [
    'https://developers.google.com/workspace/calendar/api/v3/reference/events/list',
    'https://developers.google.com/workspace/calendar/api/guides/sync',
    'https://developers.google.com/workspace/calendar/api/guides/errors',
    'https://developers.google.com/workspace/calendar/api/guides/quota',
    'https://developers.google.com/identity/protocols/oauth2/service-account',
    'https://www.npmjs.com/package/@googleapis/calendar',
  ],
};
