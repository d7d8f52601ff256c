import type pg from 'pg';
import { recordAdvocate } from '../../ledger/advocates.js';
import { recordEngagements } from '../../ledger/engagements.js';
import { noteOnReferral, recordOutcome, recordReferral, settleReferral } from '../../ledger/referrals.js';
import type { ReferralStatus } from '../../schemas/referral.js';
import { referralWorkflowId } from '../../workflows/contract.js';

const ADVOCACY = 'saasquatch';

/** A referral as its run left it. */
export async function referralIs(
  db: pg.Pool,
  referralId: string,
  status: Extract<ReferralStatus, 'captured' | 'rejected' | 'failed' | 'waiting_for_consent'>,
  of: { advocateId?: string; applicationId?: string; firstName?: string } = {},
): Promise<void> {
  const { advocateId = 'ann', applicationId = null, firstName = 'Ada' } = of;
  const key = { advocacy: ADVOCACY, referralId };
  const consentAt = status === 'waiting_for_consent' ? null : '2026-11-01T10:00:00Z';
  const person = { firstName: 'Ann', lastName: advocateId, email: `${advocateId}@acme.example` };
  await recordAdvocate(db, ADVOCACY, { advocateId, ...person, active: true, joinedAt: null });
  await recordReferral(
    db,
    ADVOCACY,
    {
      ...{ referralId, advocateId, referredUserId: `user-${referralId}`, jobId: '5', consentAt },
      candidate: { firstName, lastName: 'Byron', email: `${referralId}@mail.example`, phone: '+12125550100' },
      ...{ referredAt: '2026-11-01T09:00:00Z', shareLink: null, state: 'open', status: null },
    },
    {
      workflowId: referralWorkflowId(ADVOCACY, referralId),
      runId: 'run-1',
      runUrl: `http://temporal.test/${referralId}`,
    },
  );
  const note = { type: 'applied', text: 'Applied through the link.', runUrl: null, eventKey: 'applied' };
  await noteOnReferral(db, key, { ...note, at: new Date('2026-11-01T09:00:00Z') });
  if (status === 'captured' || status === 'rejected') {
    await recordOutcome(db, key, {
      ...{ ats: 'greenhouse', candidateId: `c-${referralId}`, applicationId, status, statusReason: null },
      disposition: status === 'captured' ? 'created' : 'rejected',
      share: status === 'captured' ? '1' : '0',
      ownershipReason: 'First: the earliest referral counts.',
    });
  } else
    await settleReferral(db, key, status, status === 'failed' ? 'bringing it to the ATS: no answer' : 'No consent.');
}

/** A share and a click on it, before any referral. */
export const sharedAndClicked = (db: pg.Pool, advocateId = 'ann') =>
  recordEngagements(db, 'engagement', [
    { ...ENGAGEMENT, engagementId: 's1', type: 'share', advocateId, at: '2026-10-01T00:00:00Z', channel: 'linkedin' },
    { ...ENGAGEMENT, engagementId: 'k1', type: 'click', advocateId, at: '2026-10-02T00:00:00Z', shareId: 's1' },
  ]);
const ENGAGEMENT = { jobId: '5', channel: null, shareId: null };
