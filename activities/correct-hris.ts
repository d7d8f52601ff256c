import { ApplicationFailure } from '@temporalio/common';
import { fieldsNotKept } from '../domain/proof-of-write.js';
import { recordProgress } from '../ledger/hires.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';
import { progressOf, requireSnapshot, runRef } from './run.js';

const JOB_FIELDS: readonly HireFieldName[] = ['jobTitle', 'department', 'manager'];

/** Corrects the HRIS to the offer, on the fields that a comparison found to differ, with proof. */
export function correctHrisActivity(deps: Dependencies): Pick<HireActivities, 'correctHris'> {
  const { hris } = deps;
  return {
    async correctHris(hire, { diffHash, fields: named, step: stepName }) {
      const fields = named.filter((field) => field !== 'screening' && field !== 'employment');
      const snapshot = await requireSnapshot(deps, hire);
      const { employeeId, offerFields } = snapshot;
      if (employeeId === null || offerFields === null) throw new Error('corrected before it was written');
      if (snapshot.comparedDiff?.hash !== diffHash) {
        throw ApplicationFailure.nonRetryable(
          'the records changed since they were compared',
          FailureType.ApprovalStale,
        );
      }
      const corrected = Object.fromEntries(fields.map((field) => [field, offerFields[field]])) as HireFields;
      const flat = fields.filter((field) => field !== 'compensation' && !JOB_FIELDS.includes(field));
      const startMoved = fields.includes('startDate');
      // Job and compensation take effect on the start date: where it moves, they move with it.
      const job = startMoved || fields.some((field) => JOB_FIELDS.includes(field));
      const pay = startMoved || fields.includes('compensation');
      const write = (part: string, operation: string) => ({
        step: `correct.${stepName}.${part}`,
        vendor: hris.vendor,
        operation,
      });
      const writes = [
        ...(flat.length > 0 ? [write('employee', 'update employee')] : []),
        ...(job ? [write('job', 'put job')] : []),
        ...(pay ? [write('compensation', 'put compensation')] : []),
      ];
      await outboundStep(deps, runRef(deps, hire, snapshot.candidateId), writes, async (step) => {
        if (flat.length > 0) {
          const changes = Object.fromEntries(flat.map((field) => [field, offerFields[field]])) as HireFields;
          await step.put(`correct.${stepName}.employee`, () => hris.updateEmployee(employeeId, changes, step.trace));
        }
        if (job) await step.put(`correct.${stepName}.job`, () => hris.putJob(employeeId, offerFields, step.trace));
        if (pay) {
          await step.put(`correct.${stepName}.compensation`, () =>
            hris.putCompensation(employeeId, offerFields, step.trace),
          );
        }
        const kept = await hris.readEmployee(employeeId);
        const lost = fieldsNotKept(fields, offerFields, kept.fields);
        if (lost.length > 0) {
          throw ApplicationFailure.nonRetryable(
            `${hris.title} did not keep the correction: ${lost.join(', ')} read back differently`,
            FailureType.WriteNotKept,
            { fields: lost },
          );
        }
      });
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'comparing',
        text: `Corrected ${fields.join(', ')} in ${hris.title} to the offer, and read it back.`,
        patch: { writtenFields: { ...(snapshot.writtenFields ?? offerFields), ...corrected } },
      });
    },
  };
}
