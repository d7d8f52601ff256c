import type { ConnectorModule } from '../connector.js';
import type { PayrollConnector } from '../roles/payroll.js';
import { BONUS } from './adjustments.js';
import { manifest } from './manifest.js';
import { checkBinding } from './mapping.js';
import { createGustoPayroll } from './payroll.js';
import { webhooks } from './webhooks.js';

export const connector: ConnectorModule<PayrollConnector> = {
  manifest,
  create: createGustoPayroll,
  webhooks,
  checkBinding,
  holds: {
    'hire.endDate': 'termination.effective_date',
    'bonus.amount': `employee_compensation.fixed_compensations.${BONUS}.amount`,
    'bonus.clawback': 'garnishment.amount',
    'bonus.reference': 'employee_compensation.memo, garnishment.description',
  },
};
