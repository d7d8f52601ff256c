import { recordDelivery, type NewDelivery } from '../ledger/deliveries.js';
import { findReferral } from '../ledger/referrals.js';
import { PRIORITIES, type InboxEvent, type Priority } from '../schemas/delivery.js';
import type { ReferralStatus } from '../schemas/referral.js';
import { hireConfirmationWorkflowId, referralWorkflowId } from '../workflows/contract.js';
import type { ReferralActivities } from '../workflows/referral-activities.js';
import type { Dependencies } from './dependencies.js';
import { platformOf } from './referral-reading.js';
import { currentRun } from './run.js';

/** Where a referral has been read already: another event has told of it. */
const UNDER_WAY: ReadonlySet<ReferralStatus> = new Set<ReferralStatus>(['capturing', 'captured', 'rejected']);

/** What a run asks of other runs goes through the inbox: durably, and in order with what vendors tell of them. */
export function referralRequestActivities(
  deps: Dependencies,
): Pick<ReferralActivities, 'requestHireConfirmation' | 'requestReferralsOf'> {
  return {
    async requestHireConfirmation(ref, { ats, applicationId }) {
      const workflowId = hireConfirmationWorkflowId(ats, applicationId);
      const event = { kind: 'hireConfirmationRequested' as const, applicationId, requestedBy: 'hireline' };
      // One referral asks once, however often it is captured.
      const eventId = `${referralWorkflowId(ref.advocacy, ref.referralId)}:${applicationId}`;
      await put(event, { eventId, workflowId, priority: PRIORITIES.usual });
    },

    async requestReferralsOf({ advocacy, referredUserId }) {
      const platform = platformOf(deps, { advocacy });
      if (!platform) return { found: null };
      const referrals = await platform.findReferralsOf(referredUserId);
      for (const { referralId } of referrals) {
        const known = await findReferral(deps.db, { advocacy, referralId });
        if (known && UNDER_WAY.has(known.status)) continue;
        const event = { kind: 'referralRequested' as const, advocacy, referralId, requestedBy: 'hireline' };
        const workflowId = referralWorkflowId(advocacy, referralId);
        const eventId = `${workflowId}:${currentRun(deps).runId}`;
        await put(event, { eventId, workflowId, priority: PRIORITIES.referral });
      }
      return { found: referrals.length };
    },
  };

  async function put(
    event: InboxEvent,
    { eventId, workflowId, priority }: { eventId: string; workflowId: string; priority: Priority },
  ): Promise<void> {
    const delivery: NewDelivery = {
      ...{ vendor: 'hireline', eventId, eventType: event.kind, event, orderKey: workflowId, priority },
      ...{ status: 'pending', reason: undefined, workflowId },
      ...{ body: Buffer.from(JSON.stringify(event)), headers: {}, url: '' },
    };
    await recordDelivery(deps.db, delivery);
  }
}
