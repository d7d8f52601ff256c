import type { ConnectorModule } from '../connector.js';
import type { PayrollConnector } from '../roles/payroll.js';
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
