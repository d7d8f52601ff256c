import type { VendorManifest } from '../connector.js';

export const VENDOR = 'hubspot';
export const PRODUCTION_URL = 'https://api.hubapi.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'HubSpot',
  roles: ['crm'],
  variables: [
    {
      name: 'HUBSPOT_API_URL',
      required: false,
      secret: false,
      meaning: `base URL before /crm (default: ${PRODUCTION_URL})`,
    },
    {
      name: 'HUBSPOT_ACCESS_TOKEN',
      required: true,
      secret: true,
      meaning: 'access token of the private app or service key, with the scopes that README.md lists',
    },
    {
      name: 'HUBSPOT_CLIENT_SECRET',
      required: true,
      secret: true,
      meaning: "the app's client secrets, newest first, comma separated: each verifies webhooks",
    },
    {
      name: 'HUBSPOT_API_VERSION',
      required: false,
      secret: false,
      meaning: 'v3 (default), or a date version such as 2026-03',
    },
    {
      name: 'HUBSPOT_PORTAL_ID',
      required: false,
      secret: false,
      meaning: "our account's id: webhooks about another account are kept, but not acted on",
    },
    {
      name: 'HUBSPOT_SUMMARY_COMPANY_ID',
      required: false,
      secret: false,
      meaning: 'id of the company record that summaries are attached to (default: to none)',
    },
    {
      name: 'HUBSPOT_SEARCH_WAIT',
      required: false,
      secret: false,
      meaning: 'how long a summary is looked for, as the search lags behind writes (default: 10s)',
    },
  ],
  apiUrlVariable: 'HUBSPOT_API_URL',
  productionUrl: PRODUCTION_URL,
  // Test accounts and sandboxes live on the same host: name hubspot in sandboxAccountsOnProductionHosts to use them.
  hosts: { production: ['api.hubapi.com'], sandbox: [] },
  webhookSecretVariable: 'HUBSPOT_CLIENT_SECRET',
  accountVariable: 'HUBSPOT_PORTAL_ID',
  sources: [
    'https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide',
    'https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide',
    'https://developers.hubspot.com/docs/api-reference/search/guide',
    'https://developers.hubspot.com/docs/api-reference/error-handling',
    'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines',
    'https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details/get-account-info-v3-details',
    'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
    'https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide',
    'https://github.com/HubSpot/hubspot-api-nodejs',
  ],
};
