import type { Systems } from '../config/systems.js';
import { employeeOrderKey, payrollOrderKey } from '../ledger/order-keys.js';
import type { InboxEvent } from '../schemas/delivery.js';
import { hireWorkflowId } from '../workflows/contract.js';

/** Which deliveries it must follow, and the run it belongs to where that can be told from the event alone. */
export interface Route {
  orderKey: string;
  workflowId: string | undefined;
}

/** Where an event goes. */
export function routeOf({ roles }: Systems, event: InboxEvent): Route {
  if ('applicationId' in event) {
    const workflowId = hireWorkflowId(roles.ats, event.applicationId);
    return { orderKey: workflowId, workflowId };
  }
  if ('employeeId' in event) {
    return { orderKey: employeeOrderKey(roles.hris, event.employeeId), workflowId: undefined };
  }
  return { orderKey: payrollOrderKey(roles.payroll, event.payrollEmployeeId), workflowId: undefined };
}
