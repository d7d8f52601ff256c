import type { ReconciliationItem, ReconciliationKind, ReconciliationRequest } from '../schemas/reconciliation.js';

/** The records an action is about; null where it needs none of that side. */
export interface ActionTargets {
  applicationId: string | null;
  employeeId: string | null;
}

type Item = Pick<ReconciliationItem, 'kind' | 'applicationId' | 'employeeIds' | 'suggestedMatch'>;

/**
 * What an action on an item is about: what the request names, else the item and its suggested match.
 * @returns a refusal in a sentence when the item allows no such action, or it is not said which records are meant.
 */
export function targetsOf(
  item: Item,
  { action, reason, applicationId, employeeId }: ReconciliationRequest,
): ActionTargets | { refusal: string } {
  const targets: ActionTargets = {
    applicationId: applicationId ?? item.applicationId ?? item.suggestedMatch?.applicationId ?? null,
    employeeId: employeeId ?? item.employeeIds[0] ?? item.suggestedMatch?.employeeId ?? null,
  };
  switch (action) {
    case 'ignore':
      return reason?.trim() ? targets : { refusal: 'Ignoring it needs a reason.' };
    case 'write':
      return WRITABLE.has(item.kind)
        ? targets
        : { refusal: `What the ATS has cannot be written for an item of kind ${item.kind}.` };
    case 'adopt':
    case 'link':
      return pairOf(item, { action, applicationId, employeeId });
  }
}

const WRITABLE: ReadonlySet<ReconciliationKind> = new Set<ReconciliationKind>(['ats_only', 'differing']);

/** Two records are one hire: one is the item's own, the other is named, or suggested. */
function pairOf(
  item: Item,
  { action, applicationId, employeeId }: Pick<ReconciliationRequest, 'action' | 'applicationId' | 'employeeId'>,
): ActionTargets | { refusal: string } {
  switch (item.kind) {
    case 'ats_only': {
      if (applicationId !== undefined && applicationId !== item.applicationId) return notItsOwn('application');
      const other = employeeId ?? item.suggestedMatch?.employeeId;
      return other
        ? { applicationId: item.applicationId, employeeId: other }
        : { refusal: 'Say which employee it is.' };
    }
    case 'hris_only': {
      const [own] = item.employeeIds;
      if (employeeId !== undefined && employeeId !== own) return notItsOwn('employee');
      const other = applicationId ?? item.suggestedMatch?.applicationId;
      return other && own ? { applicationId: other, employeeId: own } : { refusal: 'Say which application it is.' };
    }
    case 'doubled': {
      if (action === 'adopt') return { refusal: 'Which of them is the hire’s has to be put right in the HRIS.' };
      if (!employeeId || !applicationId) return { refusal: 'Say which employee belongs to which application.' };
      return item.employeeIds.includes(employeeId) ? { applicationId, employeeId } : notItsOwn('employee');
    }
    case 'differing':
      return { refusal: 'The two records are one hire already: they differ in what they say.' };
  }
}

const notItsOwn = (what: string): { refusal: string } => ({ refusal: `The item is about another ${what}.` });
