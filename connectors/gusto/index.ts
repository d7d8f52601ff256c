import type { ConnectorModule, PayrollConnector } from '../connector.js';
import { manifest } from './manifest.js';
import { checkBinding } from './mapping.js';
import { createGustoPayroll } from './payroll.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<PayrollConnector> = {
  manifest,
  create: createGustoPayroll,
  webhooks,
  checkBinding,
};
