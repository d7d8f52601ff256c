import type { Systems } from '../config/systems.js';
import { employeeOrderKey, payrollOrderKey } from '../ledger/order-keys.js';
import { PRIORITIES, type InboxEvent, type Priority } from '../schemas/delivery.js';
import {
  goLiveWorkflowId,
  hireConfirmationWorkflowId,
  hireWorkflowId,
  identityWorkflowId,
  interviewWorkflowId,
  reconciliationActionWorkflowId,
  referralStatusWorkflowId,
  referralWorkflowId,
  referredUserWorkflowId,
  screeningWorkflowId,
} from '../workflows/contract.js';

/** Which deliveries it must follow, and the run it belongs to where that can be told from the event alone. */
export interface Route {
  orderKey: string;
  workflowId: string | undefined;
  /** Whether that run is started or told in any case; else only where more is known than the event tells. */
  certain: boolean;
  /** What is handed on first, 1 to 5: a hire does not wait behind a campaign. */
  priority: Priority;
}

/** Where an event goes. */
export function routeOf({ roles }: Systems, event: InboxEvent): Route {
  switch (event.kind) {
    case 'employeeCreated':
    case 'employeeUpdated':
    case 'employeeDeleted':
      return ofNoRun(employeeOrderKey(roles.hris, event.employeeId), PRIORITIES.hire);
    case 'payrollEmployeeChanged':
      return ofNoRun(payrollOrderKey(roles.payroll, event.payrollEmployeeId), PRIORITIES.hire);
    case 'messagesReported':
      // Reports may be taken in any order: each says what it is about and when it happened.
      return ofNoRun(`messages:${event.comms}:${event.reports[0]?.reportId ?? ''}`);
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
    case 'referralStarted':
    case 'referralRequested':
      return {
        ...ofRun(referralWorkflowId(event.advocacy, event.referralId), PRIORITIES.referral),
        certain: event.advocacy === roles.advocacy,
      };
    case 'referredUserCreated':
      return {
        ...ofRun(referredUserWorkflowId(event.advocacy, event.referredUserId), PRIORITIES.referral),
        certain: event.advocacy === roles.advocacy,
      };
    case 'stageChanged':
      // Most applications are nobody's referral.
      return {
        ...ofRun(referralStatusWorkflowId(roles.ats, event.applicationId), PRIORITIES.referral),
        certain: false,
      };
    case 'engagementReported':
      // May be taken in any order: each says when it happened.
      return ofNoRun(`engagement:${event.source}:${event.engagements[0]?.engagementId ?? ''}`, PRIORITIES.engagement);
    case 'hireConfirmationRequested':
      return ofRun(hireConfirmationWorkflowId(roles.ats, event.applicationId));
    case 'bonusDecided':
      return ofRun(event.decision.workflowId);
    case 'crmContactsChanged':
      return ofNoRun(`contacts:${event.crm}:${event.contacts[0]?.contactId ?? ''}`);
    case 'goLiveRequested':
      return ofRun(goLiveWorkflowId(event.goLiveId));
    case 'offerAccepted':
    case 'candidateHired':
      return ofRun(hireWorkflowId(roles.ats, event.applicationId), PRIORITIES.hire);
    default:
      // News of a hire means nothing where there is none.
      return { ...ofRun(hireWorkflowId(roles.ats, event.applicationId), PRIORITIES.hire), certain: false };
  }
}

const ofRun = (workflowId: string, priority: Priority = PRIORITIES.usual): Route => ({
  orderKey: workflowId,
  workflowId,
  certain: true,
  priority,
});

const ofNoRun = (orderKey: string, priority: Priority = PRIORITIES.usual): Route => ({
  orderKey,
  workflowId: undefined,
  certain: false,
  priority,
});
