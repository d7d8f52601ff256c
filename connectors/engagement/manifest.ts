import type { VendorManifest } from '../connector.js';

export const VENDOR = 'engagement';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Shares and clicks',
  roles: ['engagement'],
  variables: [
    {
      name: 'ENGAGEMENT_WEBHOOK_SECRET',
      required: true,
      secret: true,
      meaning: 'signing secrets (whsec_ and base64) of the source of shares and clicks, newest first, comma separated',
    },
    {
      name: 'ENGAGEMENT_SOURCE_URL',
      required: false,
      secret: false,
      meaning: 'where people find that source, e.g. the dashboard of the link shortener; nothing is called there',
    },
  ],
  apiUrlVariable: 'ENGAGEMENT_SOURCE_URL',
  productionUrl: undefined,
  hosts: { production: [], sandbox: [] },
  webhookSecretVariable: 'ENGAGEMENT_WEBHOOK_SECRET',
  sources: ['https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'],
};
