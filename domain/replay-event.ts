import type { InboxEvent } from '../schemas/delivery.js';

/**
 * What asks a run that has stopped to try again; undefined where a schedule or a person does that.
 * @param requestedBy "drift:12", "console:dana".
 */
export function replayEvent(workflowId: string, requestedBy: string): InboxEvent | undefined {
  const [kind = '', system = '', ...rest] = workflowId.split(':');
  const id = rest.join(':');
  if (system === '' || id === '') return undefined;
  switch (kind) {
    case 'hire':
      return { kind: 'retryRequested', applicationId: id, requestedBy };
    case 'referral':
      return { kind: 'referralRequested', advocacy: system, referralId: id, requestedBy };
    case 'referred-user':
      return { kind: 'referredUserCreated', advocacy: system, referredUserId: id };
    case 'referral-status':
    case 'referral-offer':
      return { kind: 'stageChanged', applicationId: id };
    case 'hire-confirmation':
      return { kind: 'hireConfirmationRequested', applicationId: id, requestedBy };
    case 'screening':
      return { kind: 'screeningChanged', screening: system, resultId: id };
    case 'interview':
      return { kind: 'interviewChanged', source: system, eventId: id };
    default:
      return undefined;
  }
}
