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
};
