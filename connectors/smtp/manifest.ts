import type { VendorManifest } from '../connector.js';

export const VENDOR = 'smtp';

export const manifest: VendorManifest = {
  vendor: VENDOR,
  title: 'SMTP',
  roles: ['comms'],
  variables: [
    {
      name: 'SMTP_URL',
      required: true,
      secret: true,
      meaning: 'the mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465',
    },
    {
      name: 'SMTP_FROM',
      required: true,
      secret: false,
      meaning: 'the sender: "Name <mail@host>" or an address',
    },
  ],
  apiUrlVariable: 'SMTP_URL',
  productionUrl: undefined,
  hosts: { production: [], sandbox: [] },
  webhookSecretVariable: undefined,
  sources: [
    'https://www.rfc-editor.org/rfc/rfc5321',
    'https://www.rfc-editor.org/rfc/rfc5322',
    'https://www.rfc-editor.org/rfc/rfc3463',
    'https://nodemailer.com/extras/smtp-connection',
    'https://nodemailer.com/extras/mailcomposer',
    'https://nodemailer.com/errors',
  ],
};
