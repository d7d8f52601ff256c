import type { VendorManifest } from '../connector.js';

export const VENDOR = 'checkr';

/** https://docs.checkr.com/use-cases/check-status */
export const PRODUCTION_URL = 'https://api.checkr.com';
export const STAGING_HOST = 'api.checkr-staging.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Checkr',
  roles: ['screening'],
  variables: [
    {
      name: 'CHECKR_API_URL',
      required: false,
      secret: false,
      meaning: 'base URL before /v1; https://api.checkr-staging.com for test reports',
    },
    {
      name: 'CHECKR_API_KEY',
      required: true,
      secret: true,
      meaning: 'secret API keys, newest first, comma separated: the first signs in, all of them verify webhooks',
    },
    {
      name: 'CHECKR_ACCOUNT_ID',
      required: false,
      secret: false,
      meaning: "our account's id: webhooks about another account are kept, but not acted on",
    },
  ],
  apiUrlVariable: 'CHECKR_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['api.checkr.com'], sandbox: [STAGING_HOST] },
  webhookSecretVariable: 'CHECKR_API_KEY',
  accountVariable: 'CHECKR_ACCOUNT_ID',
  sources: [
    'https://docs.checkr.com/apis/webhooks',
    'https://docs.checkr.com/apis/reference',
    'https://docs.checkr.com/apis/openapi/reports',
    'https://docs.checkr.com/use-cases/check-status',
    'https://github.com/checkr/checkr-ruby',
    'https://github.com/checkr/webhook-verification-examples',
    'https://github.com/checkr/oauth-reference-integration',
  ],
};
