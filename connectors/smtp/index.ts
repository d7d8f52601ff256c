import type { ConnectorModule } from '../connector.js';
import type { CommsConnector } from '../roles/comms.js';
import { createSmtpComms } from './comms.js';
import { manifest } from './manifest.js';

/** Any mail server. SMTP reports nothing back: bounces go to the sender's mailbox. */
export const connector: ConnectorModule<CommsConnector> = {
  manifest,
  create: createSmtpComms,
  webhooks: undefined,
  checkBinding: (role, field) =>
    `${field}: a mail server holds no fields of a hire, so it has no place to bind to in the role "${role}"`,
  holds: {
    'interview.candidateEmail': 'To',
    'interview.candidateName': 'To',
    'interview.recruiter': 'Reply-To',
    'interview.jobTitle': 'Subject, body, invitation',
    'interview.time': 'Subject, body, invitation',
    'interview.location': 'body, invitation',
    'interview.videoUrl': 'body, invitation',
    'interview.panelists': 'body, invitation',
    'reporting.alert': 'body',
  },
};
