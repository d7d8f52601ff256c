import type { Systems } from '../config/systems.js';
import { employeeOrderKey, payrollOrderKey } from '../ledger/order-keys.js';
import type { InboxEvent } from '../schemas/delivery.js';
import {
  hireWorkflowId,
  identityWorkflowId,
  interviewWorkflowId,
  reconciliationActionWorkflowId,
  screeningWorkflowId,
} from '../workflows/contract.js';

/** Which deliveries it must follow, and the run it belongs to where that can be told from the event alone. */
export interface Route {
  orderKey: string;
  workflowId: string | undefined;
}

/** Where an event goes. */
export function routeOf({ roles }: Systems, event: InboxEvent): Route {
  switch (event.kind) {
    case 'employeeCreated':
    case 'employeeUpdated':
    case 'employeeDeleted':
      return { orderKey: employeeOrderKey(roles.hris, event.employeeId), workflowId: undefined };
    case 'payrollEmployeeChanged':
      return { orderKey: payrollOrderKey(roles.payroll, event.payrollEmployeeId), workflowId: undefined };
    case 'messagesReported':
      // Reports may be taken in any order: each says what it is about and when it happened.
      return { orderKey: `messages:${event.comms}:${event.reports[0]?.reportId ?? ''}`, workflowId: undefined };
    case 'candidateMerged':
      return ofRun(identityWorkflowId(roles.ats, event.candidateId, 'merged'));
    case 'candidateAnonymized':
      return ofRun(identityWorkflowId(roles.ats, event.candidateId, 'anonymized'));
    case 'screeningChanged':
      return ofRun(screeningWorkflowId(event.screening, event.resultId));
    case 'interviewChanged':
      return ofRun(interviewWorkflowId(event.source, event.eventId));
    case 'reconciliationRequested':
      return ofRun(reconciliationActionWorkflowId(event.request.itemId));
    default:
      return ofRun(hireWorkflowId(roles.ats, event.applicationId));
  }
}

const ofRun = (workflowId: string): Route => ({ orderKey: workflowId, workflowId });
