import { ApplicationFailure } from '@temporalio/common';
import { planDisposition } from '../domain/referral-disposition.js';
import { findAdvocate } from '../ledger/advocates.js';
import { candidateIds } from '../ledger/candidates.js';
import { findWrite, type RunRef } from '../ledger/outbound-writes.js';
import { isReferredCandidate, type ReferredPerson } from '../ledger/referral-matching.js';
import { findReferral, noteChange, recordCandidate, recordOutcome, type ReferralRecord } from '../ledger/referrals.js';
import type { AttributedElsewhereRule, Attribution, Disposition } from '../schemas/referral.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReferralActivities, ReferralRef } from '../workflows/referral-activities.js';
import type { ReferralCaptureOutcome } from '../workflows/referral-contract.js';
import type { Dependencies } from './dependencies.js';
import { withLease, withLeases } from './lease.js';
import {
  applicationStep,
  attributeApplication,
  completeReferredCandidate,
  createReferredApplication,
  createReferredCandidate,
  findJobApplication,
  noteLinkedReferral,
  requireOpenJob,
  type JobApplication,
} from './referral-application.js';
import { findReferredCandidate, personKeys } from './referral-candidate.js';
import { readPresentAttribution } from './referral-elsewhere.js';
import { decideClaims, refuseReferral, settleClaims, type DecidedClaim } from './referral-ownership.js';
import { runRef } from './run.js';

/** A referral that may cross: consented to, and with every field that it needs. */
type Complete = ReferralRecord & {
  [Field in 'advocateId' | 'jobId' | 'firstName' | 'lastName' | 'email']: string;
} & { [Field in 'referredAt' | 'consentAt' | 'consentRecordedAt']: Date };

/** Brings a referral to the ATS: the candidate once, the application once, and on it whose it is. */
export function referralCaptureActivity(deps: Dependencies): Pick<ReferralActivities, 'captureReferral'> {
  const { db, ats, policy } = deps;

  return {
    async captureReferral(ref) {
      const referral = await requireComplete(ref);
      const person = { email: referral.email, phone: referral.phone };
      // Two referrals of one person at once must not both find nobody.
      return withLeases(deps, personKeys(person), async () => {
        const candidateId = await findReferredCandidate(deps, referral, person);
        if (candidateId === undefined) return create(referral, undefined);
        return withLease(deps, `referral-candidate:${candidateId}`, () => captureKnown(referral, person, candidateId));
      });
    },
  };

  async function requireComplete(ref: ReferralRef): Promise<Complete> {
    const referral = await findReferral(db, ref);
    if (isComplete(referral)) return referral;
    throw ApplicationFailure.nonRetryable(
      `the ledger has no consented and complete referral ${ref.referralId} of ${ref.advocacy}: it has to be read again`,
      FailureType.FieldsIncomplete,
    );
  }

  /** The ATS has the candidate: from elsewhere, or from a capture. */
  async function captureKnown(
    referral: Complete,
    person: ReferredPerson,
    candidateId: string,
  ): Promise<ReferralCaptureOutcome> {
    const application = await findJobApplication(deps, candidateId, referral);
    const ids = [candidateId, ...(await candidateIds(db, ats.vendor, candidateId))];
    const since = new Date(referral.referredAt.getTime() - policy.referral.ownershipWindow);
    const referred = await isReferredCandidate(db, referral, ats.vendor, { ...person, candidateIds: ids }, since);
    const plan = planDisposition(
      {
        candidate: referred ? 'referred' : 'known',
        application: application ? (application.hiredBefore ? 'hired_before' : 'open') : 'none',
      },
      policy.referral.existingCandidate,
    );
    switch (plan.do) {
      case 'reject': {
        const reason = await refuseReferral(deps, runOf(candidateId, null), referral, candidateId, plan.reason);
        return { status: 'rejected', reason, ats: ats.vendor, applicationId: null };
      }
      case 'link':
        return link(referral, candidateId, application);
      case 'create':
        return create(referral, candidateId);
      case 'update':
        return application ? attach(referral, candidateId, application) : create(referral, candidateId);
    }
  }

  /** Makes the application, and the candidate where there is none. */
  async function create(referral: Complete, known: string | undefined): Promise<ReferralCaptureOutcome> {
    const { firstName, lastName, email, phone, jobId } = referral;
    const details = { firstName, lastName, email, phone };
    await requireOpenJob(deps, jobId);
    const candidateId = known ?? (await createReferredCandidate(deps, runOf(null, null), details));
    // Whatever fails from here on: whom it is about is known.
    await recordCandidate(db, referral, ats.vendor, candidateId);
    const run = runOf(candidateId, null);
    if (known !== undefined) await completeReferredCandidate(deps, run, candidateId, details);
    const attribution = await attributionOf(referral);
    const applicationId = await createReferredApplication(deps, run, { candidateId, jobId, attribution });
    return attributed(referral, candidateId, await decideClaims(deps, referral, { applicationId, hired: false }), {
      applicationId,
      disposition: 'created',
    });
  }

  /** The application that is there becomes the owner's, which need not be this referral's advocate. */
  async function attach(
    referral: Complete,
    candidateId: string,
    application: JobApplication,
  ): Promise<ReferralCaptureOutcome> {
    const { applicationId } = application;
    const claims = await decideClaims(deps, referral, application);
    const mine = claims.find((claim) => claim.referral === referral)?.ownership;
    if (mine?.refusal) {
      await settleClaims(deps, runOf(candidateId, applicationId), referral, claims, {
        ...{ candidateId, applicationId, disposition: 'rejected' },
      });
      return { status: 'rejected', reason: mine.reason, ats: ats.vendor, applicationId };
    }
    const { firstName, lastName, email, phone } = referral;
    const run = runOf(candidateId, applicationId);
    const { elsewhere, source } = await readPresentAttribution(deps, referral, applicationId);
    if (elsewhere !== null) {
      const rule = policy.referral.attributedElsewhere;
      await noteChange(db, referral, {
        ...{ type: 'elsewhere', text: `${elsewhere} ${ELSEWHERE_SENTENCES[rule]}`, runUrl: run.runUrl },
      });
      if (rule === 'keep') return link(referral, candidateId, application, elsewhere);
      if (rule === 'ask') throw askWhose(elsewhere, referral);
    }
    await completeReferredCandidate(deps, run, candidateId, { firstName, lastName, email, phone });
    // An earlier attempt may have made the application and died before it could say so.
    const made = await findWrite(db, run.workflowId, applicationStep(candidateId));
    const before = referral.applicationId === applicationId && referral.disposition === 'created';
    const disposition: Disposition = made || before ? 'created' : 'updated';
    if (source !== null) {
      const text = `The source of application ${applicationId} in ${ats.title} was ${source} before.`;
      await noteChange(db, referral, { type: 'source', text, runUrl: run.runUrl });
    }
    return attributed(referral, candidateId, claims, { applicationId, disposition });
  }

  /** Makes the ATS name the owner, proves it, and records and tells what each claim has come to. */
  async function attributed(
    referral: Complete,
    candidateId: string,
    claims: readonly DecidedClaim[],
    { applicationId, disposition }: { applicationId: string; disposition: Disposition },
  ): Promise<ReferralCaptureOutcome> {
    const run = runOf(candidateId, applicationId);
    const named = claims.find(({ ownership }) => ownership.named)?.referral;
    if (!named) throw new Error('nobody is to be named');
    await attributeApplication(deps, run, applicationId, await attributionOf(named));
    await settleClaims(deps, run, referral, claims, { candidateId, applicationId, disposition });
    await noteChange(db, referral, {
      type: 'captured',
      text: `Application ${applicationId} of candidate ${candidateId} in ${ats.title} was ${disposition}.`,
      runUrl: run.runUrl,
    });
    return { status: 'captured', reason: null, ats: ats.vendor, applicationId };
  }

  /** The candidate's applications keep their own source; the referral is recorded beside them. */
  async function link(
    referral: Complete,
    candidateId: string,
    application: JobApplication | undefined,
    why = 'The candidate was known before: their application keeps its own source.',
  ): Promise<ReferralCaptureOutcome> {
    const applicationId = application?.applicationId ?? null;
    const run = runOf(candidateId, applicationId);
    const { advocacy, referralId, advocateId, jobId, referredAt } = referral;
    const noted = { advocacy, referralId, advocateId, jobId, referredAt: referredAt.toISOString() };
    await noteLinkedReferral(deps, run, candidateId, noted);
    await recordOutcome(db, referral, {
      ...{ ats: ats.vendor, candidateId, applicationId, disposition: 'linked', share: '0' },
      ownershipReason: why,
      ...{ status: 'captured', statusReason: null },
    });
    await noteChange(db, referral, {
      type: 'captured',
      text: `Linked to candidate ${candidateId} in ${ats.title}, whose applications keep their own source.`,
      runUrl: run.runUrl,
    });
    return { status: 'captured', reason: null, ats: ats.vendor, applicationId };
  }

  /** What the ATS is to hold of who brought the candidate. */
  async function attributionOf({ advocacy, advocateId, referralId, consentAt }: ReferralRecord): Promise<Attribution> {
    if (advocateId === null || consentAt === null) throw new Error('a referral that may not cross is to be named');
    const advocate = await findAdvocate(db, advocacy, advocateId);
    return {
      ...{ advocateId, referralId, consentAt: consentAt.toISOString() },
      advocate: { name: advocate?.name ?? null, email: advocate?.email ?? null },
    };
  }

  function runOf(candidateId: string | null, applicationId: string | null): RunRef {
    return runRef(deps, applicationId === null ? null : { ats: ats.vendor, applicationId }, candidateId);
  }
}

const ELSEWHERE_SENTENCES: Record<AttributedElsewhereRule, string> = {
  ask: 'A person has to say whose it is.',
  keep: 'By policy it stays so; the referral is recorded beside it.',
  overwrite: 'By policy the referral takes its place.',
};

/** Nothing is written until a person has said whose the application is, in the ATS. */
const askWhose = (elsewhere: string, { advocateId }: Complete): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `${elsewhere} If it is advocate ${advocateId}’s, clear that there, then retry. If it is not, set referral.attributedElsewhere of the policy to keep, then retry: the referral is recorded without a part.`,
    FailureType.AttributedElsewhere,
  );

const isComplete = (referral: ReferralRecord | undefined): referral is Complete =>
  !!referral &&
  [
    ...[referral.consentAt, referral.consentRecordedAt, referral.referredAt, referral.advocateId, referral.jobId],
    ...[referral.firstName, referral.lastName, referral.email],
  ].every((value) => value !== null && value !== '') &&
  referral.anonymizedAt === null;
