import { ApplicationFailure } from '@temporalio/common';
import type { AtsAttribution } from '../connectors/roles/ats.js';
import { attachReferral } from '../ledger/hire-confirmations.js';
import { findReferral, recordReferral, referralsOfApplication, type ReferralRecord } from '../ledger/referrals.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ConfirmationRef } from '../workflows/confirmation-activities.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** A referral that is known whole: who brought the candidate, and by which referral. */
export type OwningReferral = ReferralRecord & { advocateId: string };

/** Who brought a candidate. */
export interface HireAttribution {
  ats: AtsAttribution;
  /** The one whose hire it is, as the ATS names it, else the one with the largest part. */
  owner: OwningReferral;
  /** All with a part of the candidate, the owner's included. */
  sharing: OwningReferral[];
}

/**
 * Reads who brought the candidate of an application, in the ATS and in the ledger. A referral that the ATS names and the
 * ledger does not know is read from the platform and recorded.
 * @returns `attribution` undefined when nobody did; `ats` undefined when the ATS has no such application.
 * @throws FieldsIncomplete when the ATS names an advocate without a referral; VendorNotFound when the platform does not
 *   know the referral that the ATS names.
 */
export async function readHireAttribution(
  deps: Dependencies,
  { ats, applicationId }: ConfirmationRef,
): Promise<{ ats: AtsAttribution | undefined; attribution: HireAttribution | undefined }> {
  const inAts = await readIfThere(deps, applicationId);
  if (!inAts) return { ats: undefined, attribution: undefined };
  let sharing = (await referralsOfApplication(deps.db, applicationId)).filter(counts);
  if (inAts.referralId !== null) {
    const { referralId } = inAts;
    if (!sharing.some((one) => one.referralId === referralId)) {
      await adopt(deps, { ats, applicationId, candidateId: inAts.candidateId, referralId });
      sharing = (await referralsOfApplication(deps.db, applicationId)).filter(counts);
    }
  } else if (inAts.advocateId !== null && sharing.length === 0) {
    throw ApplicationFailure.nonRetryable(
      `${deps.ats.title} names an advocate for application ${applicationId} and no referral: fill in the referral there`,
      FailureType.FieldsIncomplete,
    );
  }
  const [largest] = [...sharing].sort((a, b) => Number(b.share ?? 1) - Number(a.share ?? 1));
  const owner = sharing.find(({ referralId }) => referralId === inAts.referralId) ?? largest;
  return { ats: inAts, attribution: owner && { ats: inAts, owner, sharing } };
}

async function readIfThere({ ats }: Dependencies, applicationId: string): Promise<AtsAttribution | undefined> {
  try {
    return await ats.readAttribution(applicationId);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  }
}

/** Each referral's part of the candidate; one whose part has not been decided has all of it if it is the only one. */
export const sharesOf = (
  referrals: readonly Pick<ReferralRecord, 'referralId' | 'share'>[],
): { referralId: string; share: string }[] =>
  referrals.map(({ referralId, share }) => ({ referralId, share: share ?? (referrals.length === 1 ? '1' : '0') }));

/** Whether a referral has a part of the candidate, or may have. */
function counts(referral: ReferralRecord): referral is OwningReferral {
  return referral.advocateId !== null && referral.disposition !== 'rejected' && Number(referral.share ?? 1) > 0;
}

async function adopt(
  deps: Dependencies,
  found: { ats: string; applicationId: string; candidateId: string; referralId: string },
): Promise<void> {
  const { db, advocacy } = deps;
  // Where no platform is connected, nobody can say who the referral is of.
  if (!advocacy) return;
  const key = { advocacy: advocacy.vendor, referralId: found.referralId };
  const known = await findReferral(db, key);
  // One that was rejected by rule, or has no part of the candidate, is not taken back by the ATS's naming it.
  if (known?.applicationId === found.applicationId) return;
  if (!known) await recordReferral(db, key.advocacy, await advocacy.readReferral(found.referralId), currentRun(deps));
  await attachReferral(db, key, found);
}
