import type { VendorManifest } from '../connector.js';

export const manifest: VendorManifest = {
  vendor: 'gusto',
  title: 'Gusto',
  roles: ['payroll'],
  variables: [
    {
      name: 'GUSTO_API_URL',
      required: false,
      secret: false,
      meaning: 'base URL before /v1; https://api.gusto-demo.com for demo companies',
    },
    { name: 'GUSTO_CLIENT_ID', required: true, secret: false, meaning: "the application's client id" },
    { name: 'GUSTO_CLIENT_SECRET', required: true, secret: true, meaning: "the application's client secret" },
    {
      name: 'GUSTO_REFRESH_TOKEN',
      required: true,
      secret: true,
      meaning: 'the refresh token of the last authorisation; single use, so it only starts a connection',
    },
    { name: 'GUSTO_COMPANY_ID', required: true, secret: false, meaning: "the company's uuid" },
    {
      name: 'GUSTO_WEBHOOK_SECRET',
      required: false,
      secret: true,
      meaning: 'verification tokens of the webhook subscriptions, newest first',
    },
    {
      name: 'GUSTO_SURFACE',
      required: false,
      secret: false,
      meaning: 'embedded (default) or app_integrations: which of the two APIs the application is registered for',
    },
    {
      name: 'GUSTO_LOCATION_ID',
      required: false,
      secret: false,
      meaning: "uuid of the place of work; default: the company's first active location",
    },
    {
      name: 'GUSTO_TRACE',
      required: false,
      secret: false,
      meaning: 'body (default) or headers: where sent_from and sent_to leave; in the headers they always do',
    },
  ],
  apiUrlVariable: 'GUSTO_API_URL',
  productionUrl: 'https://api.gusto.com',
  hosts: { production: ['api.gusto.com'], sandbox: ['api.gusto-demo.com'] },
  webhookSecretVariable: 'GUSTO_WEBHOOK_SECRET',
  accountVariable: 'GUSTO_COMPANY_ID',
  sources: [
    'https://docs.gusto.com/embedded-payroll/reference',
    'https://docs.gusto.com/app-integrations/docs/webhooks',
    'https://docs.gusto.com/app-integrations/docs/employee-events',
    'https://docs.gusto.com/embedded-payroll/docs/rate-limits',
    'https://docs.gusto.com/embedded-payroll/docs/idempotency',
    'https://docs.gusto.com/embedded-payroll/docs/api-versioning',
    'https://docs.gusto.com/embedded-payroll/docs/system-access',
    'https://github.com/Gusto/gusto-typescript-client',
    'https://github.com/Gusto/gusto-python-client',
  ],
};
