import { ApplicationFailure } from '@temporalio/common';
import type { AtsHire } from '../connectors/roles/ats.js';
import { applyNullRules, type CompleteReading } from '../domain/null-rules.js';
import { readSnapshot, recordProgress, type HireSnapshot } from '../ledger/hires.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities, HirePolicy } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { progressOf } from './run.js';

/** Pulls the accepted offer and all that belongs to it, and decides what is to be written downstream. */
export function collectHireActivity(deps: Dependencies): Pick<HireActivities, 'collectHire'> {
  return {
    async collectHire(hire) {
      const [reading, known] = await Promise.all([
        deps.ats.readHire(hire.applicationId),
        readSnapshot(deps.db, hire.applicationId),
      ]);
      const { ats, hris, payroll } = deps.systems.roles;
      const run = {
        vendors: [ats, hris, payroll],
        fieldMapVersion: deps.fieldMap.version,
        policy: hirePolicy(deps),
      };
      const employeeId = known?.writtenFields ? known.employeeId : null;
      if (
        employeeId !== null &&
        known?.dispatchedFields &&
        known.payrollEmployeeId !== null &&
        isPending(reading, known)
      ) {
        await recordProgress(deps.db, {
          ...progressOf(deps, hire),
          status: 'done',
          text: `Version ${reading.offerVersion} of the offer is not accepted yet: the hire stands as agreed before.`,
        });
        return { ...run, writtenAs: employeeId, stands: { payrollEmployeeId: known.payrollEmployeeId } };
      }
      const { fields, leftOut } = acceptedTerms(deps, reading, known);
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: employeeId === null ? 'writing_hris' : 'comparing',
        text: [`Pulled candidate, application, offer and job from ${deps.ats.title}.`, ...toldLeftOut(leftOut)].join(
          ' ',
        ),
        details: { offerId: reading.offerId, offerVersion: reading.offerVersion, acceptedAt: reading.acceptedAt },
        patch: {
          candidateId: reading.candidateId,
          jobId: reading.jobId,
          offerId: reading.offerId,
          offerVersion: reading.offerVersion,
          ...(reading.acceptedAt === null ? {} : { acceptedAt: reading.acceptedAt }),
          candidateName: [fields.firstName, fields.lastName].filter(Boolean).join(' '),
          ...(fields.jobTitle ? { jobTitle: fields.jobTitle } : {}),
          ...(fields.startDate ? { startDate: fields.startDate } : {}),
          fieldMapVersion: deps.fieldMap.version,
          offerFields: fields,
        },
      });
      return { ...run, ...(employeeId === null ? {} : { writtenAs: employeeId }) };
    },
  };
}

/** The policy that a run goes by. */
export function hirePolicy({ policy }: Dependencies): HirePolicy {
  return {
    hrisEventWaitMs: policy.hris.eventWait,
    onboardingPollMs: policy.payroll.onboardingPoll,
    reminderMs: policy.approval.reminder,
    escalationMs: policy.approval.escalation,
    expiryMs: policy.approval.expiry,
  };
}

/** Whether the newest terms are ones that the candidate has yet to accept. */
function isPending(reading: AtsHire, known: Pick<HireSnapshot, 'offerVersion'> | undefined): boolean {
  return reading.offerStatus === 'created' && known?.offerVersion != null && reading.offerVersion > known.offerVersion;
}

/**
 * What the ATS says of an accepted offer, complete by the null rules, and what of it cannot be read and is left out.
 * @param known what the ledger knows of the hire, if it was collected before.
 * @throws TermsPending when a newer version of an offer that was accepted is not accepted yet; OfferNotAccepted when it
 *   is not (or no longer) accepted; FieldsIncomplete naming each field and its place.
 */
export function acceptedTerms(
  deps: Dependencies,
  reading: AtsHire,
  known: Pick<HireSnapshot, 'offerVersion'> | undefined,
): Pick<CompleteReading, 'fields' | 'leftOut'> {
  if (reading.applicationStatus === 'rejected') {
    throw ApplicationFailure.nonRetryable(
      `the ATS says that application ${reading.applicationId} is rejected`,
      FailureType.OfferNotAccepted,
    );
  }
  if (isPending(reading, known)) {
    throw ApplicationFailure.nonRetryable(
      `version ${reading.offerVersion} of the offer is not accepted yet`,
      FailureType.TermsPending,
    );
  }
  if (reading.offerStatus !== 'accepted') {
    throw ApplicationFailure.nonRetryable(
      `the ATS says that offer ${reading.offerId} is ${reading.offerStatus}, not accepted`,
      FailureType.OfferNotAccepted,
    );
  }
  const { fields, incomplete, leftOut } = applyNullRules(deps.fieldMap, reading);
  if (incomplete.length > 0) {
    const stopping = new Set(incomplete.map(({ field }) => field));
    throw ApplicationFailure.nonRetryable(
      incomplete.map(({ reason }) => reason).join('; '),
      FailureType.FieldsIncomplete,
      { fields: [...stopping], problems: reading.problems.filter(({ field }) => stopping.has(field)) },
    );
  }
  return { fields, leftOut };
}

/** What a timeline says of fields that were left out; [] for none. */
export function toldLeftOut(leftOut: CompleteReading['leftOut']): string[] {
  return leftOut.length > 0 ? [`Left out: ${leftOut.map(({ reason }) => reason).join('; ')}.`] : [];
}
