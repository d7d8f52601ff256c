import type { ConnectorModule } from '../connector.js';
import type { CommsConnector } from '../roles/comms.js';
import { createSendgridComms } from './comms.js';
import { manifest } from './manifest.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<CommsConnector> = {
  manifest,
  create: createSendgridComms,
  webhooks,
  checkBinding: (role, field) =>
    `${field}: SendGrid holds no fields of a hire, so it has no place to bind to in the role "${role}"`,
  holds: {
    'interview.candidateEmail': 'personalizations.to.email',
    'interview.candidateName': 'personalizations.to.name',
    'interview.recruiter': 'reply_to',
    'interview.jobTitle': 'subject, content, attachments',
    'interview.time': 'subject, content, attachments',
    'interview.location': 'content, attachments',
    'interview.videoUrl': 'content, attachments',
    'interview.panelists': 'content, attachments',
    'reporting.alert': 'content',
  },
};
