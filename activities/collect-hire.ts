import { ApplicationFailure } from '@temporalio/common';
import type { AtsHire } from '../connectors/connector.js';
import { applyNullRules } from '../domain/null-rules.js';
import { recordProgress } from '../ledger/hires.js';
import type { HireFields } from '../schemas/hire.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { progressOf } from './run.js';

/** Pulls the accepted offer and all that belongs to it, and decides what is to be written downstream. */
export function collectHireActivity(deps: Dependencies): Pick<HireActivities, 'collectHire'> {
  return {
    async collectHire(hire) {
      const reading = await deps.ats.readHire(hire.applicationId);
      const fields = acceptedTerms(deps, reading);
      const { ats, hris, payroll } = deps.systems.roles;
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'writing_hris',
        text: `Pulled candidate, application, offer and job from ${deps.ats.title}.`,
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
      const { approval, hris: hrisPolicy, payroll: payrollPolicy } = deps.policy;
      return {
        vendors: [ats, hris, payroll],
        fieldMapVersion: deps.fieldMap.version,
        policy: {
          hrisEventWaitMs: hrisPolicy.eventWait,
          onboardingPollMs: payrollPolicy.onboardingPoll,
          reminderMs: approval.reminder,
          escalationMs: approval.escalation,
          expiryMs: approval.expiry,
        },
      };
    },
  };
}

/**
 * What the ATS says of an accepted offer, complete by the null rules.
 * @throws OfferNotAccepted when it is not (or no longer) accepted; FieldsIncomplete naming each field and its place.
 */
export function acceptedTerms(deps: Dependencies, reading: AtsHire): HireFields {
  if (reading.offerStatus !== 'accepted') {
    throw ApplicationFailure.nonRetryable(
      `the ATS says that offer ${reading.offerId} is ${reading.offerStatus}, not accepted`,
      FailureType.OfferNotAccepted,
    );
  }
  const { fields, incomplete } = applyNullRules(deps.fieldMap, reading);
  if (incomplete.length > 0) {
    throw ApplicationFailure.nonRetryable(
      incomplete.map(({ reason }) => reason).join('; '),
      FailureType.FieldsIncomplete,
      { fields: incomplete.map(({ field }) => field) },
    );
  }
  return fields;
}
