import type { ConnectorModule } from '../connector.js';
import type { AtsConnector } from '../roles/ats.js';
import { createGreenhouse } from './ats.js';
import { manifest } from './manifest.js';
import { bindingProblem } from './places.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<AtsConnector> = {
  manifest,
  create: createGreenhouse,
  webhooks,
  checkBinding(role, field, binding) {
    return role === 'ats' ? bindingProblem(field, binding) : `Greenhouse plays the ats role, not ${role}.`;
  },
};
