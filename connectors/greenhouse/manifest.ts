import type { VendorManifest } from '../connector.js';

export const VENDOR = 'greenhouse';

/** https://harvestdocs.greenhouse.io, "servers" of the Harvest v3 OpenAPI description. */
export const PRODUCTION_URL = 'https://harvest.greenhouse.io';
/** https://harvestdocs.greenhouse.io/docs/authentication */
export const PRODUCTION_AUTH_URL = 'https://auth.greenhouse.io';
/** Where people look at a candidate. */
export const PRODUCTION_APP_URL = 'https://app.greenhouse.io';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Greenhouse',
  roles: ['ats'],
  variables: [
    { name: 'GREENHOUSE_API_URL', required: false, secret: false, meaning: 'base URL, to which /v3/… is added' },
    { name: 'GREENHOUSE_AUTH_URL', required: false, secret: false, meaning: 'base URL, to which /token is added' },
    { name: 'GREENHOUSE_CLIENT_ID', required: true, secret: false, meaning: "the OAuth credential's client id" },
    { name: 'GREENHOUSE_CLIENT_SECRET', required: true, secret: true, meaning: "the OAuth credential's secret" },
    {
      name: 'GREENHOUSE_USER_ID',
      required: false,
      secret: false,
      meaning: 'the Site Admin user that tokens are for (sub); without it, the credential’s own service user',
    },
    {
      name: 'GREENHOUSE_WEBHOOK_SECRET',
      required: true,
      secret: true,
      meaning: 'secret keys of the webhooks, newest first, comma separated',
    },
  ],
  apiUrlVariable: 'GREENHOUSE_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['harvest.greenhouse.io', 'auth.greenhouse.io'], sandbox: [] },
  webhookSecretVariable: 'GREENHOUSE_WEBHOOK_SECRET',
  sources: [
    'https://harvestdocs.greenhouse.io/docs/authentication',
    'https://harvestdocs.greenhouse.io/docs/pagination',
    'https://harvestdocs.greenhouse.io/docs/api-rate-limiting',
    'https://harvestdocs.greenhouse.io/docs/list-endpoints',
    'https://developers.greenhouse.io/webhooks.html',
  ],
};
