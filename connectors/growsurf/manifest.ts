import type { VendorManifest } from '../connector.js';

export const VENDOR = 'growsurf';

/** https://docs.growsurf.com/developer-tools/rest-api/api-reference */
export const PRODUCTION_URL = 'https://api.growsurf.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'GrowSurf',
  roles: ['advocacy'],
  variables: [
    { name: 'GROWSURF_API_URL', required: false, secret: false, meaning: 'base URL before /v2' },
    { name: 'GROWSURF_CAMPAIGN_ID', required: true, secret: false, meaning: 'id of the referral program' },
    { name: 'GROWSURF_API_KEY', required: true, secret: true, meaning: 'API key with access to that program' },
    {
      name: 'GROWSURF_WEBHOOK_SECRET',
      required: true,
      secret: true,
      meaning: "secrets of the program's webhook, newest first, comma separated",
    },
  ],
  apiUrlVariable: 'GROWSURF_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['api.growsurf.com'], sandbox: [] },
  webhookSecretVariable: 'GROWSURF_WEBHOOK_SECRET',
  accountVariable: 'GROWSURF_CAMPAIGN_ID',
  sources: [
    'https://docs.growsurf.com/developer-tools/rest-api/api-reference',
    'https://docs.growsurf.com/developer-tools/rest-api/api-guidelines',
    'https://docs.growsurf.com/developer-tools/webhooks/events-reference',
    'https://docs.growsurf.com/developer-tools/webhooks/securing-your-webhooks',
    'https://github.com/growsurf/growsurf-python',
    'https://github.com/growsurf/growsurf-mcp',
  ],
};
