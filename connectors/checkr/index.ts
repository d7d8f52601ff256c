import type { ConnectorModule } from '../connector.js';
import type { ScreeningConnector } from '../roles/screening.js';
import { manifest } from './manifest.js';
import { createCheckr } from './screening.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<ScreeningConnector> = {
  manifest,
  create: createCheckr,
  webhooks,
  checkBinding: () => 'Checkr plays the screening role and holds no field of the map.',
};
