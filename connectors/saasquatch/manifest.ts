import type { VendorManifest } from '../connector.js';

export const VENDOR = 'saasquatch';

/** Serves live and test tenants alike: they differ by alias and key. */
export const PRODUCTION_URL = 'https://app.referralsaasquatch.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'SaaSquatch',
  roles: ['advocacy'],
  variables: [
    {
      name: 'SAASQUATCH_API_URL',
      required: false,
      secret: false,
      meaning: `base URL before /api/v1/{tenant} (default: ${PRODUCTION_URL})`,
    },
    {
      name: 'SAASQUATCH_TENANT',
      required: true,
      secret: false,
      meaning: "the tenant's alias: webhooks of another one are kept, but not acted on",
    },
    {
      name: 'SAASQUATCH_API_KEY',
      required: true,
      secret: true,
      meaning: "the tenant's API key; a test tenant's begins with TEST_",
    },
    {
      name: 'SAASQUATCH_JWKS_URL',
      required: false,
      secret: false,
      meaning: `where the keys that verify webhooks are published (default: ${PRODUCTION_URL}/.well-known/jwks.json)`,
    },
  ],
  apiUrlVariable: 'SAASQUATCH_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['app.referralsaasquatch.com'], sandbox: [] },
  webhookSecretVariable: 'SAASQUATCH_JWKS_URL',
  webhookSecretDefault: `${PRODUCTION_URL}/.well-known/jwks.json`,
  accountVariable: 'SAASQUATCH_TENANT',
  sources: [
    'https://github.com/saasquatch/schema (src/yaml/saasquatch-api.yaml, src/json/webhooks, examples/webhooks)',
    'https://docs.saasquatch.com/api/webhooks',
    'https://docs.saasquatch.com/api/webhooks/security',
    'https://docs.saasquatch.com/api/authentication',
    'https://docs.saasquatch.com/api/openendpoints',
    'https://docs.saasquatch.com/api/errors',
    'https://docs.saasquatch.com/developer/event-idempotency',
    'https://docs.saasquatch.com/features/custom-user-fields',
    'https://docs.saasquatch.com/features/user-segmentation',
  ],
};
