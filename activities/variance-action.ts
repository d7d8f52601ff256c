import { ApplicationFailure } from '@temporalio/common';
import { auditAttribution, whyUnfit } from '../domain/attribution-audit.js';
import {
  failVarianceAction,
  findVariance,
  finishVarianceAction,
  startVarianceAction,
  type QueuedVariance,
} from '../ledger/attribution-variances.js';
import { recordDelivery } from '../ledger/deliveries.js';
import { PRIORITIES, type InboxEvent } from '../schemas/delivery.js';
import type { VarianceRequest } from '../schemas/attribution-audit.js';
import type { VarianceActivities } from '../workflows/attribution-audit-activities.js';
import { hireConfirmationWorkflowId, referralWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import { readSides } from './attribution-sides.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** Does what a person asked for about a variance; the referral's own run, or the confirmation's, does the writing. */
export function varianceActivities(deps: Dependencies): VarianceActivities {
  const { db } = deps;

  return {
    async startVariance(request) {
      const { workflowId } = currentRun(deps);
      const variance = await startVarianceAction(db, request, workflowId);
      if (variance) return { refusal: null };
      const left = await findVariance(db, request.varianceId);
      if (!left) return { refusal: 'There is no such variance.' };
      return { refusal: whyUnfit(left, request.action) ?? `The variance is ${left.status} already.` };
    },

    async requestVariance(request) {
      const { event, workflowId } = wishOf(await inHand(request), request);
      await recordDelivery(db, {
        vendor: 'attribution-audit',
        eventId: `${request.varianceId}:${currentRun(deps).runId}`,
        eventType: `${request.action} requested`,
        ...{ event, orderKey: workflowId, workflowId, status: 'pending', reason: undefined },
        priority: PRIORITIES.usual,
        body: Buffer.from(JSON.stringify(request)),
        headers: {},
        url: '',
      });
    },

    async recheckVariance(request) {
      const variance = await inHand(request);
      const sides = await readSides(deps, {
        referralIds: variance.referralId === null ? [] : [variance.referralId],
        applicationIds: variance.applicationId === null ? [] : [variance.applicationId],
      });
      const still = auditAttribution(sides).variances.find(
        // What is under way asks for no action, and is not settled either.
        ({ key, action, cause }) => key === variance.key && (action !== null || cause === 'in_progress'),
      );
      return { unsettled: still?.reason ?? null };
    },

    finishVariance: (request) => finishVarianceAction(db, request.varianceId),
    failVariance: (request, reason) => failVarianceAction(db, request.varianceId, reason),
  };

  async function inHand({ varianceId }: VarianceRequest): Promise<QueuedVariance> {
    const variance = await findVariance(db, varianceId);
    if (variance) return variance;
    throw ApplicationFailure.nonRetryable(`There is no variance ${varianceId}.`, FailureType.VendorNotFound);
  }

  function wishOf(
    { referralId, applicationId }: QueuedVariance,
    { action, requestedBy }: VarianceRequest,
  ): { event: InboxEvent; workflowId: string } {
    const advocacy = deps.advocacy?.vendor;
    if (action === 'capture' && advocacy && referralId !== null) {
      return {
        event: { kind: 'referralRequested', advocacy, referralId, requestedBy },
        workflowId: referralWorkflowId(advocacy, referralId),
      };
    }
    if (action === 'confirm' && applicationId !== null) {
      return {
        event: { kind: 'hireConfirmationRequested', applicationId, requestedBy, byPerson: true },
        workflowId: hireConfirmationWorkflowId(deps.ats.vendor, applicationId),
      };
    }
    throw ApplicationFailure.nonRetryable(`${action} is not possible for this variance.`, FailureType.VendorRejected);
  }
}
