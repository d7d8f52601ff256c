import type { VendorManifest } from '../connector.js';

export const VENDOR = 'twilio';
export const PRODUCTION_URL = 'https://api.twilio.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'Twilio',
  roles: ['sms'],
  variables: [
    {
      name: 'TWILIO_API_URL',
      required: false,
      secret: false,
      meaning: `base URL before /2010-04-01 (default: ${PRODUCTION_URL})`,
    },
    { name: 'TWILIO_ACCOUNT_SID', required: true, secret: false, meaning: 'the account: AC and 32 hex digits' },
    {
      name: 'TWILIO_AUTH_TOKEN',
      required: true,
      secret: true,
      meaning: "the account's auth tokens, newest first: the first signs in, each verifies status callbacks",
    },
    {
      name: 'TWILIO_FROM',
      required: true,
      secret: false,
      meaning: 'the sending number (+14155550100), or a messaging service: MG and 32 hex digits',
    },
  ],
  apiUrlVariable: 'TWILIO_API_URL',
  productionUrl: PRODUCTION_URL,
  // Test credentials live on the same host: name twilio in sandboxAccountsOnProductionHosts to use them.
  hosts: { production: ['api.twilio.com'], sandbox: [] },
  webhookSecretVariable: 'TWILIO_AUTH_TOKEN',
  accountVariable: 'TWILIO_ACCOUNT_SID',
  sources: [
    'https://github.com/twilio/twilio-oai',
    'https://github.com/twilio/twilio-node',
    'https://www.twilio.com/docs/messaging/api/message-resource',
    'https://www.twilio.com/docs/messaging/guides/track-outbound-message-status',
    'https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks',
    'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
    'https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides',
    'https://www.twilio.com/docs/api/errors/20429',
  ],
};
