import type { VendorManifest } from '../connector.js';

export const manifest: VendorManifest = {
  vendor: 'bamboohr',
  title: 'BambooHR',
  roles: ['hris'],
  variables: [
    {
      name: 'BAMBOOHR_API_URL',
      required: true,
      secret: false,
      meaning: 'the company domain, e.g. https://acme.bamboohr.com; /api/v1/… is added',
    },
    {
      name: 'BAMBOOHR_API_KEY',
      required: true,
      secret: true,
      meaning: 'API key of a service user that may see and edit the mapped fields',
    },
    {
      name: 'BAMBOOHR_WEBHOOK_SECRET',
      required: true,
      secret: true,
      meaning: 'privateKey of the webhook, shown once when it is created; comma-separated, newest first',
    },
    {
      name: 'BAMBOOHR_SIGNATURE_ORDER',
      required: false,
      secret: false,
      meaning: 'what a webhook signature is computed over: body_timestamp (default) or timestamp_body',
    },
  ],
  apiUrlVariable: 'BAMBOOHR_API_URL',
  productionUrl: undefined,
  hosts: { production: [], sandbox: [] },
  webhookSecretVariable: 'BAMBOOHR_WEBHOOK_SECRET',
  sources: [
    'https://github.com/BambooHR/bhr-api-php/blob/main/specs/public.yaml',
    'https://documentation.bamboohr.com/docs/getting-started',
    'https://documentation.bamboohr.com/docs/webhooks',
    'https://documentation.bamboohr.com/docs/event-based-webhooks',
    'https://documentation.bamboohr.com/docs/planned-changes-to-the-api',
  ],
};
