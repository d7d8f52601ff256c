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
};
