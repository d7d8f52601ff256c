import { decideOwnership, keepOwnership, type DecidedBefore, type Ownership } from '../domain/referral-ownership.js';
import type { RunRef } from '../ledger/outbound-writes.js';
import {
  noteChange,
  recordOutcome,
  referralsOfApplication,
  type ReferralOutcome,
  type ReferralRecord,
} from '../ledger/referrals.js';
import { REFUSAL_SENTENCES, type DispositionRefusal } from '../domain/referral-disposition.js';
import type { Disposition } from '../schemas/referral.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';
import { platformOf } from './referral-reading.js';

/** A referral that claims an application, with what its claim comes to. */
export interface DecidedClaim {
  referral: ReferralRecord;
  ownership: Ownership;
}

/** Whose an application is, the present referral's claim included. Nothing is recorded or told yet. */
export async function decideClaims(
  deps: Dependencies,
  present: ReferralRecord,
  application: { applicationId: string; hired: boolean } | undefined,
): Promise<DecidedClaim[]> {
  const { ownership: rule, ownershipWindow } = deps.policy.referral;
  const attached = application ? await referralsOfApplication(deps.db, application.applicationId) : [];
  const referrals = [...attached.filter((one) => isClaim(one) && !isSame(one, present)), present];
  const claims = referrals.map(claimOf);
  const decided =
    (application?.hired ? keepOwnership(claims) : undefined) ?? decideOwnership(claims, rule, ownershipWindow);
  return referrals.map((referral) => {
    const ownership = decided.find(({ referralId }) => referralId === referral.referralId);
    if (!ownership) throw new Error('a claim was not decided');
    return { referral, ownership };
  });
}

/** A linked referral without a part claims nothing; neither does one whose consent is gone. */
const isClaim = ({ disposition, share, anonymizedAt, ...said }: ReferralRecord): boolean =>
  disposition !== null &&
  share !== null &&
  (disposition !== 'linked' || Number(share) > 0) &&
  anonymizedAt === null &&
  [said.consentAt, said.advocateId, said.referredAt].every((value) => value !== null);

const isSame = (a: ReferralRecord, b: ReferralRecord): boolean =>
  a.advocacy === b.advocacy && a.referralId === b.referralId;

const claimOf = ({ referralId, advocateId, referredAt, share, ownershipReason }: ReferralRecord): DecidedBefore => ({
  referralId,
  advocateId: advocateId ?? '',
  referredAt: referredAt?.toISOString() ?? '',
  share,
  reason: ownershipReason,
});

/** What a claim is recorded on, once the ATS says it. */
export interface ClaimedApplication {
  candidateId: string;
  applicationId: string;
  /** Of the present referral, where it owns a part. */
  disposition: Disposition;
}

/** Tells the platform of the claims that count no more, and records what each has come to. */
export async function settleClaims(
  deps: Dependencies,
  run: RunRef,
  present: ReferralRecord,
  claims: readonly DecidedClaim[],
  application: ClaimedApplication,
): Promise<void> {
  for (const { referral, ownership } of claims) {
    const isPresent = isSame(referral, present);
    const sameShare = referral.share !== null && Number(referral.share) === Number(ownership.share);
    if (!isPresent && sameShare && referral.ownershipReason === ownership.reason) continue;
    if (ownership.refusal) await rejectReferral(deps, run, referral, ownership.refusal);
    const { candidateId, applicationId } = application;
    await recordOutcome(deps.db, referral, {
      ...{ ats: deps.ats.vendor, candidateId, applicationId, share: ownership.share },
      ...outcomeOf(ownership, isPresent ? application.disposition : (referral.disposition ?? 'updated')),
      ownershipReason: ownership.reason,
    });
    const text = `${shareInWords(ownership.share)} ${ownership.reason}`;
    await noteChange(deps.db, referral, { type: 'ownership', text, runUrl: run.runUrl });
  }
}

function outcomeOf(
  { refusal, reason }: Ownership,
  disposition: Disposition,
): Pick<ReferralOutcome, 'disposition' | 'status' | 'statusReason'> {
  if (refusal) return { disposition: 'rejected', status: 'rejected', statusReason: reason };
  // One that had been rejected, and owns a part now, carries an application that was there.
  return { disposition: disposition === 'rejected' ? 'updated' : disposition, status: 'captured', statusReason: null };
}

const shareInWords = (share: string): string =>
  share === '1' ? 'Owns the application.' : Number(share) === 0 ? 'Owns no part.' : `Owns a part of ${share}.`;

/** Rejects a referral that no claim comes of, at the platform and in the ledger. */
export async function refuseReferral(
  deps: Dependencies,
  run: RunRef,
  referral: ReferralRecord,
  candidateId: string,
  refusal: DispositionRefusal,
): Promise<string> {
  const reason = REFUSAL_SENTENCES[refusal];
  await rejectReferral(deps, run, referral, refusal);
  await recordOutcome(deps.db, referral, {
    ...{ ats: deps.ats.vendor, candidateId, applicationId: null, disposition: 'rejected', share: '0' },
    ...{ ownershipReason: null, status: 'rejected', statusReason: reason },
  });
  await noteChange(deps.db, referral, { type: 'rejected', text: reason, runUrl: run.runUrl });
  return reason;
}

async function rejectReferral(deps: Dependencies, run: RunRef, referral: ReferralRecord, word: string): Promise<void> {
  const platform = platformOf(deps, referral);
  const { referredUserId, referralId } = referral;
  if (!platform || referredUserId === null) return;
  const step = `advocacy.reject.${referralId}`;
  const writes = [{ step, vendor: platform.vendor, operation: 'reject referral' }];
  await outboundStep(deps, run, writes, (outbound) =>
    outbound.put(step, () => platform.rejectReferral({ referralId, referredUserId }, word, outbound.trace)),
  );
}
