import type { VendorManifest } from '../connector.js';

export const VENDOR = 'sendgrid';
export const PRODUCTION_URL = 'https://api.sendgrid.com';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'SendGrid',
  roles: ['comms'],
  variables: [
    {
      name: 'SENDGRID_API_URL',
      required: false,
      secret: false,
      meaning: `base URL before /v3 (default: ${PRODUCTION_URL})`,
    },
    {
      name: 'SENDGRID_API_KEY',
      required: true,
      secret: true,
      meaning: 'an API key with the scope mail.send; with Email Activity, mails in doubt can be looked up',
    },
    {
      name: 'SENDGRID_FROM',
      required: true,
      secret: false,
      meaning: 'the verified sender: "Name <mail@host>" or an address',
    },
    {
      name: 'SENDGRID_WEBHOOK_PUBLIC_KEY',
      required: false,
      secret: true,
      meaning: 'verification keys of the signed event webhook as the settings page shows them, newest first',
    },
  ],
  apiUrlVariable: 'SENDGRID_API_URL',
  productionUrl: PRODUCTION_URL,
  // Whatever is handed over there reaches people, unless a mail asks for sandbox mode: hireline's never do.
  hosts: { production: ['api.sendgrid.com', 'api.eu.sendgrid.com'], sandbox: [] },
  webhookSecretVariable: 'SENDGRID_WEBHOOK_PUBLIC_KEY',
  sources: [
    'https://github.com/sendgrid/sendgrid-oai',
    'https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors',
    'https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits',
    'https://www.twilio.com/docs/sendgrid/api-reference/email-activity/filter-all-messages',
    'https://www.twilio.com/docs/sendgrid/for-developers/sending-email/getting-started-email-activity-api',
    'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event',
    'https://docs.sendgrid.com/for-developers/tracking-events/troubleshooting',
    'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
    'https://www.twilio.com/docs/sendgrid/glossary/blocks',
  ],
};
