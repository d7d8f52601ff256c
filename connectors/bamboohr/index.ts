import type { ConnectorModule } from '../connector.js';
import type { HrisConnector } from '../roles/hris.js';
import { checkBinding } from './bindings.js';
import { createHris } from './hris.js';
import { manifest } from './manifest.js';
import { createWebhookSource, signatureOrder } from './webhooks.js';

export const connector: ConnectorModule<HrisConnector> = {
  manifest,
  create: createHris,
  webhooks: createWebhookSource(() => signatureOrder(process.env)),
  checkBinding: (role, field, binding) => checkBinding(role, field, binding),
  holds: {
    'hire.endDate': 'employmentStatus.date',
    'hire.question': 'employee, jobInfo and compensation, at the places of the field map',
  },
};
