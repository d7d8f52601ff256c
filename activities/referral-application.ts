import { ApplicationFailure } from '@temporalio/common';
import type { NewCandidate } from '../connectors/roles/ats.js';
import { referralColumn } from '../config/referral-map.js';
import { placeOf } from '../domain/referral-fields.js';
import { attributionNotKept, linkMarker, linkNote } from '../domain/referral-disposition.js';
import { keepCandidatePhones } from '../ledger/candidate-phones.js';
import type { RunRef } from '../ledger/outbound-writes.js';
import { CANDIDATE_STEP } from '../ledger/referral-matching.js';
import type { Attribution } from '../schemas/referral.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReferralRef } from '../workflows/referral-activities.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';

const COMPLETE_STEP = 'ats.candidate.complete';
const ATTRIBUTION_STEP = 'ats.attribution';
const NOTE_STEP = 'ats.note';

/** The step under which the application of a candidate is made. */
export const applicationStep = (candidateId: string): string => `ats.application.${candidateId}`;

/** An application that the ATS has for the job of a referral. */
export interface JobApplication {
  applicationId: string;
  hired: boolean;
  /** Whether the hire was there before the referral was made. */
  hiredBefore: boolean;
}

/**
 * The candidate's application for a job: the one that the referral is attached to already, else one that is open, else
 * one that was won. One that was rejected before is over: the candidate has applied anew.
 */
export async function findJobApplication(
  { ats }: Pick<Dependencies, 'ats'>,
  candidateId: string,
  referral: { jobId: string; applicationId: string | null; referredAt: Date },
): Promise<JobApplication | undefined> {
  const all = (await ats.listApplications(candidateId)).filter(({ jobId }) => jobId === referral.jobId);
  const application =
    all.find(({ applicationId }) => applicationId === referral.applicationId) ??
    all.find(({ status }) => status === 'active') ??
    all.find(({ status }) => status === 'hired');
  if (!application) return undefined;
  const { applicationId, status } = application;
  const hired = status === 'hired';
  const hiredAt = hired ? (await ats.readAttribution(applicationId)).hiredAt : null;
  const hiredBefore = hiredAt !== null && Date.parse(hiredAt) < referral.referredAt.getTime();
  return { applicationId, hired, hiredBefore: hiredBefore && applicationId !== referral.applicationId };
}

/**
 * Looks for the job before anything is made for it.
 * @throws VendorRejected where the ATS has no such job, or it is closed.
 */
export async function requireOpenJob({ ats, fieldMap }: Dependencies, jobId: string): Promise<void> {
  const isOpen = await ats.isJobOpen(jobId).catch((error: unknown) => {
    if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
    throw error;
  });
  if (isOpen === true) return;
  const problem = isOpen === false ? `job ${jobId} takes no applications: it is closed` : `there is no job ${jobId}`;
  throw ApplicationFailure.nonRetryable(
    `${ats.title}: ${problem} (advocacy ${placeOf(fieldMap.referral, 'jobId')}). Nothing was made of the candidate.`,
    FailureType.VendorRejected,
  );
}

/** Makes the candidate, effectively once. @returns the ATS's id of them. */
export async function createReferredCandidate(
  deps: Dependencies,
  run: RunRef,
  candidate: NewCandidate,
): Promise<string> {
  const { db, ats } = deps;
  const writes = [{ step: CANDIDATE_STEP, vendor: ats.vendor, operation: 'create referred candidate' }];
  const candidateId = await outboundStep(deps, run, writes, (step) =>
    step.createOnce(CANDIDATE_STEP, {
      find: async () => (await ats.findCandidatesByEmail(candidate.email))[0]?.candidateId,
      create: () => ats.createCandidate(candidate, step.trace),
    }),
  );
  // Found by number before the index is next read.
  if (candidate.phone !== null) {
    await keepCandidatePhones(db, ats.vendor, [{ candidateId, phones: [candidate.phone] }]);
  }
  return candidateId;
}

/** Adds what the candidate's record lacks. */
export async function completeReferredCandidate(
  deps: Dependencies,
  run: RunRef,
  candidateId: string,
  known: NewCandidate,
): Promise<void> {
  const { ats } = deps;
  const writes = [{ step: COMPLETE_STEP, vendor: ats.vendor, operation: 'complete referred candidate' }];
  await outboundStep(deps, run, writes, (step) =>
    step.put(COMPLETE_STEP, () => ats.completeCandidate(candidateId, known, step.trace)),
  );
}

/** Makes the application, effectively once. @returns its id. */
export async function createReferredApplication(
  deps: Dependencies,
  run: RunRef,
  application: { candidateId: string; jobId: string; attribution: Attribution },
): Promise<string> {
  const { ats } = deps;
  const name = applicationStep(application.candidateId);
  const writes = [{ step: name, vendor: ats.vendor, operation: 'create referred application' }];
  return outboundStep(deps, run, writes, (step) =>
    step.createOnce(name, {
      async find() {
        const all = await ats.listApplications(application.candidateId);
        return all.find(({ jobId, status }) => jobId === application.jobId && status === 'active')?.applicationId;
      },
      create: () => ats.createApplication(application, step.trace),
    }),
  );
}

/**
 * Makes the application say who brought it, and reads back whether it does.
 * @throws WriteNotKept when the ATS shows something else than was written.
 */
export async function attributeApplication(
  deps: Dependencies,
  run: RunRef,
  applicationId: string,
  attribution: Attribution,
): Promise<void> {
  const { ats } = deps;
  const writes = [{ step: ATTRIBUTION_STEP, vendor: ats.vendor, operation: 'attribute application' }];
  await outboundStep(deps, run, writes, (step) =>
    step.put(ATTRIBUTION_STEP, () => ats.putAttribution(applicationId, attribution, step.trace)),
  );
  const read = await ats.readAttribution(applicationId);
  const altered = attributionNotKept(attribution, read, referralColumn(deps.fieldMap.referral, 'ats'));
  if (altered.length > 0) {
    throw ApplicationFailure.create({
      type: FailureType.WriteNotKept,
      message: `${ats.title} shows something else than was written of application ${applicationId}: ${altered.join(', ')}`,
    });
  }
}

/** Leaves a note with a candidate whose applications keep their own source. */
export async function noteLinkedReferral(
  deps: Dependencies,
  run: RunRef,
  candidateId: string,
  referral: ReferralRef & { advocateId: string; jobId: string; referredAt: string },
): Promise<void> {
  const { ats } = deps;
  const body = linkNote(referral, deps.advocacy?.title ?? referral.advocacy);
  const writes = [{ step: NOTE_STEP, vendor: ats.vendor, operation: 'add note of referral' }];
  await outboundStep(deps, run, writes, (step) =>
    step.createOnce(NOTE_STEP, {
      find: () => ats.findNote(candidateId, linkMarker(referral)),
      create: () => ats.addNote({ candidateId, applicationId: null, body }, step.trace),
    }),
  );
}
