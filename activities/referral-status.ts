import { ADVOCATE_STATUS_SENTENCES, advocateStatus } from '../domain/advocate-status.js';
import {
  isAttached,
  noteChange,
  recordShown,
  referralsOfApplication,
  type ReferralRecord,
} from '../ledger/referrals.js';
import type { AdvocateStatus } from '../schemas/referral.js';
import type { HireRef } from '../workflows/hire-activities.js';
import type { ReferredApplicationActivities } from '../workflows/referral-activities.js';
import type { Dependencies } from './dependencies.js';
import { withLease } from './lease.js';
import { outboundStep } from './outbound-step.js';
import { platformOf } from './referral-reading.js';
import { currentRun, runRef } from './run.js';

/** Shows advocates where their candidates stand, and keeps it in the chain. */
export function referralStatusActivities(
  deps: Dependencies,
): Pick<ReferredApplicationActivities, 'showStatus' | 'recordOffer'> {
  const { db, ats } = deps;

  return {
    // In turns: who reads the ATS last shows last.
    showStatus: (application) =>
      inTurn(application, async () => {
        const attached = (await referralsOfApplication(db, application.applicationId)).filter(isAttached);
        if (attached.length === 0) return { status: null };
        const standing = await ats.readAttribution(application.applicationId);
        const status = advocateStatus(standing, deps.policy.referral.statuses);
        for (const referral of attached) {
          await show(application, referral, status);
          const { stage, hiredAt } = standing;
          await noteChange(db, referral, {
            type: 'stage',
            text: `${ADVOCATE_STATUS_SENTENCES[status]}${stage === null ? '' : ` Stage: ${stage}.`}`,
            runUrl: currentRun(deps).runUrl,
            ...(status === 'hired' && hiredAt !== null ? { at: new Date(hiredAt) } : {}),
          });
        }
        return { status };
      }),

    recordOffer: (application) =>
      inTurn(application, async () => {
        const attached = (await referralsOfApplication(db, application.applicationId)).filter(isAttached);
        if (attached.length === 0) return;
        const { offered, offeredAt, status, hiredAt } = await ats.readAttribution(application.applicationId);
        const stands = offered || status === 'hired';
        // Told of late, it was made before it was accepted all the same.
        const at = stands ? (offeredAt ?? hiredAt) : null;
        const text = stands ? 'An offer was made.' : 'No offer stands any more.';
        for (const referral of attached) {
          const { runUrl } = currentRun(deps);
          const when = at === null ? {} : { at: new Date(at) };
          await noteChange(db, referral, { type: 'offer', text, runUrl, mayBeFirst: stands, ...when });
        }
      }),
  };

  function inTurn<T>({ applicationId }: HireRef, work: () => Promise<T>): Promise<T> {
    return withLease(deps, `referral-status:${applicationId}`, work);
  }

  /** Without a consent that stands, what is known stays in the ledger. */
  async function show(application: HireRef, referral: ReferralRecord, status: AdvocateStatus): Promise<void> {
    const platform = platformOf(deps, referral);
    const { referralId, referredUserId, consentAt, candidateId } = referral;
    if (!platform || consentAt === null || referredUserId === null) return;
    const step = `advocacy.status.${referralId}`;
    const writes = [{ step, vendor: platform.vendor, operation: 'show application status' }];
    await outboundStep(deps, runRef(deps, application, candidateId), writes, (outbound) =>
      outbound.put(step, () => platform.putStatus({ referralId, referredUserId }, status, outbound.trace)),
    );
    await recordShown(deps.db, referral, status);
  }
}
