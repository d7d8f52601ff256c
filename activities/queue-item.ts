import { ApplicationFailure } from '@temporalio/common';
import { targetsOf, type ActionTargets } from '../domain/reconciliation-action.js';
import { noteOnHires } from '../ledger/candidates.js';
import { findHire } from '../ledger/hires.js';
import {
  failResolution,
  finishResolution,
  linkRecords,
  startResolution,
  type QueuedItem,
} from '../ledger/reconciliation-items.js';
import { findItem } from '../ledger/reconciliation-queue.js';
import type { ReconciliationRequest } from '../schemas/reconciliation.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReconciliationActionActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** An item that is being resolved, and what the action is about. */
export interface ItemInHand extends ActionTargets {
  item: QueuedItem;
}

/** Takes an item of the reconciliation queue in hand, and puts it down again: resolved, ignored, or back in the queue. */
export function queueItemActivities(
  deps: Dependencies,
): Pick<ReconciliationActionActivities, 'startAction' | 'linkHire' | 'finishAction' | 'failAction'> {
  const { db } = deps;

  return {
    async startAction(request) {
      const item = await startResolution(db, request, currentRun(deps).workflowId);
      if (!item) {
        const stale = await findItem(db, request.itemId);
        const refusal = stale ? `The item is ${stale.status} already.` : 'There is no such item.';
        if (stale) await note(stale, request, `Refused: ${refusal}`);
        return { refusal };
      }
      const targets = targetsOf(item, request);
      if (!('refusal' in targets)) return { refusal: null };
      await failResolution(db, item.id, targets.refusal);
      await note(item, request, `Refused: ${targets.refusal}`);
      return targets;
    },

    async linkHire(request) {
      const { applicationId, employeeId } = await pairInHand(deps, request);
      const reason = request.reason ?? null;
      await linkRecords(db, { applicationId, employeeId, by: request.requestedBy, reason });
    },

    async finishAction(request) {
      const { item } = await itemInHand(deps, request);
      const pairs = request.action === 'adopt' || request.action === 'link';
      await finishResolution(db, item.id, pairs ? await pairInHand(deps, request) : undefined);
      await note(item, request, request.action === 'ignore' ? 'Nothing is done about it.' : 'Settled.');
    },

    async failAction(request, reason) {
      const item = await findItem(db, request.itemId);
      await failResolution(db, request.itemId, reason);
      if (item) await note(item, request, `Not settled: ${reason}`);
    },
  };

  /** A line in the timeline of the hire, where hireline knows it. */
  async function note(item: QueuedItem, request: ReconciliationRequest, outcome: string): Promise<void> {
    const targets = targetsOf(item, request);
    const applicationId = 'refusal' in targets ? item.applicationId : targets.applicationId;
    if (applicationId === null || !(await findHire(db, applicationId))) return;
    const reason = request.reason ? ` (${request.reason})` : '';
    const text = `Reconciliation, ${item.kind}: ${request.requestedBy} asked to ${request.action}${reason}. ${outcome}`;
    await noteOnHires(db, [applicationId], text, currentRun(deps).runUrl);
  }
}

/** @throws VendorNotFound when the item is gone, or is no longer one that the action is possible for. */
export async function itemInHand(deps: Dependencies, request: ReconciliationRequest): Promise<ItemInHand> {
  const item = await findItem(deps.db, request.itemId);
  const targets = item && targetsOf(item, request);
  if (!item || !targets || 'refusal' in targets) {
    throw ApplicationFailure.nonRetryable(
      targets && 'refusal' in targets ? targets.refusal : `The queue has no item ${request.itemId}.`,
      FailureType.VendorNotFound,
    );
  }
  return { item, ...targets };
}

/** The same, for an action that needs both records. */
export async function pairInHand(
  deps: Dependencies,
  request: ReconciliationRequest,
): Promise<{ item: QueuedItem; applicationId: string; employeeId: string }> {
  const { item, applicationId, employeeId } = await itemInHand(deps, request);
  if (applicationId === null || employeeId === null) {
    throw ApplicationFailure.nonRetryable('It is not said which two records are meant.', FailureType.VendorNotFound);
  }
  return { item, applicationId, employeeId };
}
