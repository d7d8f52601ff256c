import type { VendorManifest } from '../connector.js';

export const VENDOR = 'codesignal';

/** https://developer.codesignal.com/graphql/ */
export const PRODUCTION_URL = 'https://app.codesignal.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'CodeSignal',
  roles: ['screening'],
  variables: [
    { name: 'CODESIGNAL_API_URL', required: false, secret: false, meaning: 'base URL before /graphql' },
    { name: 'CODESIGNAL_API_KEY', required: true, secret: true, meaning: "the company's API key" },
    {
      name: 'CODESIGNAL_WEBHOOK_SECRET',
      required: true,
      secret: true,
      meaning: 'secret keys of the webhooks, newest first, comma separated',
    },
    {
      name: 'CODESIGNAL_PASSED_LABELS',
      required: false,
      secret: false,
      meaning: 'labels of a test session that mean it was passed, comma separated (default: Passed)',
    },
    {
      name: 'CODESIGNAL_FAILED_LABELS',
      required: false,
      secret: false,
      meaning: 'labels of a test session that mean it was failed, comma separated (default: Failed)',
    },
  ],
  apiUrlVariable: 'CODESIGNAL_API_URL',
  productionUrl: PRODUCTION_URL,
  hosts: { production: ['app.codesignal.com'], sandbox: [] },
  webhookSecretVariable: 'CODESIGNAL_WEBHOOK_SECRET',
  sources: [
    'https://developer.codesignal.com/graphql/',
    'https://developer.codesignal.com/graphql/types/companytestsession.doc.html',
    'https://developer.codesignal.com/webhooks/',
    'https://github.com/CodeSignal/developer-docs',
  ],
};
