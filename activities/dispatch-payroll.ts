import { ApplicationFailure } from '@temporalio/common';
import { formatCompensation } from '../domain/compensation.js';
import { sameField } from '../domain/comparison.js';
import { fieldsNotKept } from '../domain/proof-of-write.js';
import { findHireByPayrollEmployee, recordProgress } from '../ledger/hires.js';
import type { IntendedWrite } from '../ledger/outbound-writes.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import type { HireSnapshot } from '../ledger/hires.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep, type OutboundStep } from './outbound-step.js';
import { progressOf, requireSnapshot, runRef } from './run.js';

/** Dispatches to payroll what was compared, or what a person approved: effectively once, and with proof. */
export function dispatchPayrollActivity(deps: Dependencies): Pick<HireActivities, 'dispatchPayroll'> {
  const { payroll } = deps;
  const writes: IntendedWrite[] = [
    { step: 'payroll.employee', vendor: payroll.vendor, operation: 'create employee' },
    { step: 'payroll.rehire', vendor: payroll.vendor, operation: 'rehire employee' },
    { step: 'payroll.workAddress', vendor: payroll.vendor, operation: 'put work address' },
    { step: 'payroll.job', vendor: payroll.vendor, operation: 'put job' },
    { step: 'payroll.compensation', vendor: payroll.vendor, operation: 'put compensation' },
  ];
  const written = Object.values(deps.fieldMap.rules)
    .filter((rule) => rule.bindings.payroll)
    .map((rule) => rule.field);

  return {
    async dispatchPayroll(hire, { side, diffHash }) {
      const snapshot = await requireSnapshot(deps, hire);
      const fields = approvedTerms(deps, snapshot, side, diffHash);
      const run = runRef(deps, hire, snapshot.candidateId);
      return outboundStep(deps, run, writes, async (step) => {
        let former = false;
        const payrollEmployeeId = await step.createOnce('payroll.employee', {
          async find() {
            const existing = await findExisting(hire.applicationId, fields);
            if (!existing) return undefined;
            // An end that is set for a day to come does not show in the search.
            former = existing.terminated || (await payroll.readEmployee(existing.payrollEmployeeId)).terminated;
            return existing.payrollEmployeeId;
          },
          create: () => payroll.createEmployee(fields, step.trace),
        });
        if (former) {
          await step.put('payroll.rehire', () => payroll.rehireEmployee(payrollEmployeeId, fields, step.trace));
        }
        if (snapshot.dispatchedFields) await refuseForeignChanges(payrollEmployeeId, snapshot.dispatchedFields, fields);
        const complete = await writeTerms(step, payrollEmployeeId, fields);
        const kept = await payroll.readEmployee(payrollEmployeeId);
        const expected = complete ? written : written.filter((field) => !SET_WITH_THE_JOB.includes(field));
        const lost = fieldsNotKept(expected, fields, kept.fields);
        const pay = fields.compensation ? formatCompensation(fields.compensation) : 'no pay';
        const summary = complete
          ? `Dispatched to ${payroll.title} with ${pay}.`
          : `Created in ${payroll.title}. Pay is set when self-onboarding has made the job.`;
        await recordProgress(deps.db, {
          ...progressOf(deps, hire),
          status: complete && lost.length === 0 ? 'done' : 'dispatching',
          text: summary,
          details: { payrollEmployeeId, terms: side, diffHash, notKept: lost },
          patch: {
            payroll: payroll.vendor,
            payrollEmployeeId,
            ...(complete && lost.length === 0 ? { dispatchedFields: fields } : {}),
          },
        });
        if (lost.length > 0) {
          throw ApplicationFailure.nonRetryable(
            `${payroll.title} did not keep what was written: ${lost.join(', ')} read back differently`,
            FailureType.WriteNotKept,
            { fields: lost },
          );
        }
        return { payrollEmployeeId, complete, summary };
      });
    },
  };

  /** A payroll employee with this person's address that belongs to no other hire. */
  async function findExisting(
    applicationId: string,
    fields: HireFields,
  ): Promise<{ payrollEmployeeId: string; terminated: boolean } | undefined> {
    const found = await payroll.findEmployees(fields);
    const [first, ...more] = found;
    if (!first) return undefined;
    if (more.length > 0) {
      throw ApplicationFailure.nonRetryable(
        `${found.length} payroll employees have this e-mail address: ${found.map((one) => one.payrollEmployeeId).join(', ')}`,
        FailureType.DuplicateRecords,
      );
    }
    const owner = await findHireByPayrollEmployee(deps.db, payroll.vendor, first.payrollEmployeeId);
    if (owner && owner.applicationId !== applicationId) {
      throw ApplicationFailure.nonRetryable(
        `payroll employee ${first.payrollEmployeeId} has this e-mail address and belongs to application ${owner.applicationId}`,
        FailureType.DuplicateRecords,
      );
    }
    return first;
  }

  /**
   * Changed terms go to payroll only where payroll still holds what was dispatched (or holds the new terms already):
   * what somebody else has changed there is not overwritten.
   */
  async function refuseForeignChanges(
    payrollEmployeeId: string,
    dispatched: HireFields,
    wanted: HireFields,
  ): Promise<void> {
    const { fields: held } = await payroll.readEmployee(payrollEmployeeId);
    const foreign = Object.values(deps.fieldMap.rules)
      .filter((rule) => rule.compare && rule.bindings.payroll && held[rule.field] !== undefined)
      .filter((rule) => !sameField(rule, dispatched, held) && !sameField(rule, wanted, held))
      .map((rule) => rule.field);
    if (foreign.length === 0) return;
    throw ApplicationFailure.nonRetryable(
      `${payroll.title} holds something else than was dispatched: ${foreign.join(', ')}. Set it there to what is right, then retry`,
      FailureType.PayrollChanged,
      { fields: foreign },
    );
  }

  /** @returns false where the job, and with it pay, has to wait for the employee's self-onboarding. */
  async function writeTerms(step: OutboundStep, payrollEmployeeId: string, fields: HireFields): Promise<boolean> {
    await step.put('payroll.workAddress', () => payroll.putWorkAddress(payrollEmployeeId, fields, step.trace));
    if (payroll.canCreateJobs) {
      await step.put('payroll.job', () => payroll.putJob(payrollEmployeeId, fields, step.trace));
    } else if (!(await payroll.readEmployee(payrollEmployeeId)).hasJob) {
      return false;
    }
    await step.put('payroll.compensation', () => payroll.putCompensation(payrollEmployeeId, fields, step.trace));
    return true;
  }
}

const SET_WITH_THE_JOB: readonly HireFieldName[] = ['jobTitle', 'startDate', 'compensation', 'flsaStatus'];

/**
 * The terms that go to payroll: the offer's, or the offer's with the HRIS's values where the two are compared.
 * @throws ApprovalStale when the ledger's comparison is not the one that agreed or was approved.
 */
function approvedTerms(
  deps: Dependencies,
  snapshot: HireSnapshot,
  side: 'offer' | 'hris',
  diffHash: string,
): HireFields {
  const { offerFields, hrisFields, comparedDiff } = snapshot;
  if (comparedDiff?.hash !== diffHash || !offerFields || !hrisFields) {
    throw ApplicationFailure.nonRetryable('the records changed since they were compared', FailureType.ApprovalStale);
  }
  if (side === 'offer') return offerFields;
  const compared = Object.values(deps.fieldMap.rules).filter((rule) => rule.compare);
  return {
    ...offerFields,
    ...(Object.fromEntries(compared.map(({ field }) => [field, hrisFields[field]])) as HireFields),
  };
}
