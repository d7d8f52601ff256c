import { ApplicationFailure } from '@temporalio/common';
import type { AdvocacyConnector } from '../connectors/roles/advocacy.js';
import {
  implausibleFields,
  isAhead,
  missingFields,
  missingInWords,
  placeOf,
  type EmptyReferralField,
} from '../domain/referral-fields.js';
import { livingCandidate } from '../ledger/candidates.js';
import { recordAdvocate } from '../ledger/advocates.js';
import {
  beginReferral,
  noteOnReferral,
  recordCandidate,
  recordReferral,
  settleReferral,
  type ReferralRecord,
} from '../ledger/referrals.js';
import type { Advocate, Referral } from '../schemas/referral.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReferralActivities, ReferralReading, ReferralRef } from '../workflows/referral-activities.js';
import type { Dependencies } from './dependencies.js';
import { compareWithMap } from './referral-drift.js';
import { currentRun } from './run.js';

const NO_CONSENT =
  'The candidate has not agreed to be shared with the employer’s systems: nothing of them has crossed.';
const WITHDRAWN = 'The candidate has withdrawn their consent: nothing more of them crosses.';

/** Reads referrals and their advocates at the platform, and keeps them in the ledger. */
export function referralReadingActivities(
  deps: Dependencies,
): Pick<ReferralActivities, 'readReferral' | 'assignReferral'> {
  const { db, ats, policy } = deps;

  return {
    async readReferral(ref) {
      const platform = platformOf(deps, ref);
      if (!platform) return ignored(`${ref.advocacy} is not set up as the advocacy platform.`);
      const run = currentRun(deps);
      const known = await beginReferral(db, ref, run);
      if (known.anonymizedAt) return ignored('The candidate was anonymised.');

      const read = await platform.readReferral(ref.referralId);
      const ahead = isAhead(read.consentAt, new Date(), policy.referral.clockSkew);
      const referral = ahead ? { ...read, consentAt: null } : read;
      await recordReferral(db, ref.advocacy, referral, run);
      // A consent that is dated ahead was not withdrawn.
      await noteReading(ref, ahead ? { ...known, consentAt: null } : known, referral, run.runUrl);
      await recordAdvocate(db, ref.advocacy, await readAdvocate(platform, referral.advocateId));
      // Known of it before is nothing but that it came.
      const isNew = known.advocateId === null;
      await compareWithMap(deps, { referral: read, workflowId: run.workflowId, isNew });
      const { referral: rules } = deps.fieldMap;
      if (ahead) {
        const place = placeOf(rules, 'consentAt');
        throw incomplete(`consentAt lies in the future (advocacy ${place}): a consent counts once it was given`, []);
      }
      const missing = missingFields(rules, referral);
      if (referral.consentAt === null) {
        const renamed = missing.filter(({ field, renamedTo }) => field === 'consentAt' && renamedTo !== null);
        if (renamed.length > 0) throw incomplete(renamed.map(missingInWords).join('; '), renamed);
        const reason = known.consentRecordedAt ? WITHDRAWN : NO_CONSENT;
        await settleReferral(db, ref, 'waiting_for_consent', reason);
        return { outcome: 'no_consent', reason, lookAgainMs: policy.referral.consentCheckEvery };
      }
      const problems = [...missing.map(missingInWords), ...implausibleFields(rules, referral)];
      if (problems.length > 0) throw incomplete(problems.join('; '), missing);
      await settleReferral(db, ref, 'capturing', null);
      return { outcome: 'ready', reason: null };
    },

    async assignReferral(ref, { candidateId, assignedBy }) {
      const run = currentRun(deps);
      await beginReferral(db, ref, run);
      const living = await livingCandidate(db, ats.vendor, candidateId);
      await ats.readCandidate(living);
      await recordCandidate(db, ref, ats.vendor, living);
      await noteOnReferral(db, ref, {
        type: 'assigned',
        text: `${assignedBy} said that the referral is about candidate ${living}.`,
        runUrl: run.runUrl,
        eventKey: `assigned:${living}:${run.runId}`,
      });
    },
  };

  /** The chain's first links after the click: that the candidate applied, and that they agreed. */
  async function noteReading(ref: ReferralRef, known: ReferralRecord, referral: Referral, runUrl: string) {
    const { advocateId, jobId, referredAt, consentAt } = referral;
    await noteOnReferral(db, ref, {
      type: 'applied',
      text: `Applied through the link of advocate ${advocateId}${jobId === null ? '' : ` for job ${jobId}`}.`,
      runUrl,
      eventKey: 'applied',
      at: new Date(referredAt),
    });
    if (consentAt !== null) {
      const text = `Consent given at ${consentAt} is recorded.`;
      const at = new Date(consentAt);
      await noteOnReferral(db, ref, { type: 'consent', text, runUrl, eventKey: `consent:${consentAt}`, at });
    } else if (known.consentAt) {
      const given = known.consentAt.toISOString();
      const text = `The consent given at ${given} was withdrawn.`;
      await noteOnReferral(db, ref, { type: 'consent', text, runUrl, eventKey: `withdrawn:${given}` });
    }
  }
}

/** The platform a referral is of, where it is connected. */
export function platformOf(
  { advocacy }: Pick<Dependencies, 'advocacy'>,
  { advocacy: vendor }: { advocacy: string },
): AdvocacyConnector | undefined {
  return advocacy?.vendor === vendor ? advocacy : undefined;
}

/** An advocate as the platform has them; one it does not have, or has no more, is not active. */
export async function readAdvocate(platform: AdvocacyConnector, advocateId: string): Promise<Advocate> {
  try {
    return await platform.readAdvocate(advocateId);
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== FailureType.VendorNotFound) throw error;
    return { advocateId, firstName: null, lastName: null, email: null, active: false, joinedAt: null };
  }
}

/** @param empty fields that are empty, which may be because the platform has changed. */
const incomplete = (message: string, empty: readonly EmptyReferralField[]): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FailureType.FieldsIncomplete, { referral: empty });

const ignored = (reason: string): ReferralReading => ({ outcome: 'ignored', reason });
