import type { ConnectorModule } from '../connector.js';
import type { AdvocacyConnector } from '../roles/advocacy.js';
import { createGrowsurf } from './advocacy.js';
import { manifest } from './manifest.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<AdvocacyConnector> = {
  manifest,
  create: createGrowsurf,
  webhooks,
  checkBinding: () => 'GrowSurf plays the advocacy role and holds no field of the map.',
};
