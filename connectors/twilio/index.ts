import type { ConnectorModule } from '../connector.js';
import type { SmsConnector } from '../roles/comms.js';
import { manifest } from './manifest.js';
import { createTwilioSms } from './sms.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<SmsConnector> = {
  manifest,
  create: createTwilioSms,
  webhooks,
  checkBinding: (role, field) =>
    `${field}: Twilio holds no fields of a hire, so it has no place to bind to in the role "${role}"`,
  holds: {
    'interview.candidatePhone': 'To',
    'interview.jobTitle': 'Body',
    'interview.time': 'Body',
    'interview.location': 'Body',
    'interview.videoUrl': 'Body',
  },
};
