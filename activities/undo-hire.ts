import { Temporal } from '@js-temporal/polyfill';
import { ApplicationFailure } from '@temporalio/common';
import type { WriteReceipt } from '../connectors/connector.js';
import { forgetWritten, recordProgress, type HireSnapshot } from '../ledger/hires.js';
import { findWrite, reopenWrites } from '../ledger/outbound-writes.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { outboundStep } from './outbound-step.js';
import { currentRun, progressOf, requireSnapshot, runRef } from './run.js';

/** Undoes downstream what was written for a hire that is none any more: payroll first, then the HRIS. */
export function undoHireActivities(
  deps: Dependencies,
): Pick<HireActivities, 'undoPayroll' | 'undoEmployee' | 'reportRescinded'> {
  const { hris, payroll } = deps;

  return {
    async undoPayroll(hire, { step: name }) {
      const snapshot = await requireSnapshot(deps, hire);
      const payrollEmployeeId = await payrollEmployeeOf(snapshot);
      if (payrollEmployeeId === undefined) return;
      const stepName = `undo.${name}.payroll`;
      const writes = [{ step: stepName, vendor: payroll.vendor, operation: 'remove or terminate employee' }];
      const run = runRef(deps, hire, snapshot.candidateId);
      const deleted = await outboundStep(deps, run, writes, async (step) => {
        let gone = true;
        await step.put(stepName, async () => {
          try {
            return await payroll.deleteEmployee(payrollEmployeeId, step.trace);
          } catch (error) {
            if (!wasRefused(error)) throw error;
            gone = false;
            return payroll.terminateEmployee(payrollEmployeeId, lastDay(snapshot), step.trace).catch(goneAlready);
          }
        });
        return gone;
      });
      await reopenWrites(deps.db, run.workflowId, PAYROLL_STEPS);
      await forgetWritten(deps.db, hire.applicationId, { in: 'payroll', deleted });
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'compensating',
        text: deleted
          ? `Removed employee ${payrollEmployeeId} from ${payroll.title}: no payroll had paid them.`
          : `Terminated employee ${payrollEmployeeId} in ${payroll.title} as of ${lastDay(snapshot)}.`,
      });
    },

    async undoEmployee(hire, { step: name }) {
      const snapshot = await requireSnapshot(deps, hire);
      const found =
        snapshot.employeeId === null ? await writtenInDoubt(hire.applicationId, snapshot) : [snapshot.employeeId];
      for (const employeeId of found) {
        const stepName = `undo.${name}.hris.${employeeId}`;
        const removes = deps.policy.rescission.hris === 'delete';
        const writes = [
          { step: stepName, vendor: hris.vendor, operation: removes ? 'delete employee' : 'terminate employee' },
        ];
        const run = runRef(deps, hire, snapshot.candidateId);
        await outboundStep(deps, run, writes, (step) =>
          step.put(stepName, (): Promise<WriteReceipt | undefined> =>
            removes
              ? hris.deleteEmployee(employeeId, step.trace)
              : hris.terminateEmployee(employeeId, today(), step.trace).catch(goneAlready),
          ),
        );
        await reopenWrites(deps.db, run.workflowId, HRIS_STEPS);
        await forgetWritten(deps.db, hire.applicationId, { in: 'hris', deleted: removes });
        await recordProgress(deps.db, {
          ...progressOf(deps, hire),
          status: 'compensating',
          text: removes
            ? `Deleted employee ${employeeId} from ${hris.title}.`
            : `Terminated employee ${employeeId} in ${hris.title} as of ${today()}.`,
        });
      }
    },

    async reportRescinded(hire, { kept }) {
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'rescinded',
        text: kept
          ? "Rescinded in the ATS. By a person's decision, what is in the HRIS and in payroll stays."
          : 'Rescinded. Nothing of the hire is left in force downstream.',
        ...(kept ? { reason: "By a person's decision, the HRIS and payroll keep the employee." } : {}),
      });
    },
  };

  /** The payroll employee this hire made; one whose creation was under way when the hire was rescinded included. */
  async function payrollEmployeeOf(snapshot: HireSnapshot): Promise<string | undefined> {
    if (snapshot.payrollEmployeeId !== null) return snapshot.payrollEmployeeId;
    const intent = await findWrite(deps.db, currentRun(deps).workflowId, 'payroll.employee');
    if (!intent || !snapshot.offerFields) return undefined;
    if (intent.recordId !== null) return intent.recordId;
    const living = (await payroll.findEmployees(snapshot.offerFields)).filter(({ terminated }) => !terminated);
    if (living.length > 1) throw severalFound(payroll.title, living.length);
    return living[0]?.payrollEmployeeId;
  }

  async function writtenInDoubt(applicationId: string, { offerFields }: HireSnapshot): Promise<string[]> {
    const intent = await findWrite(deps.db, currentRun(deps).workflowId, 'hris.employee');
    return intent && offerFields ? hris.findByApplication(applicationId, offerFields) : [];
  }

  /** Payroll ends an employment on a day of it: for someone who never started, the first. */
  function lastDay({ startDate }: HireSnapshot): string {
    return startDate !== null && startDate > today() ? startDate : today();
  }

  /** The HRIS ends one that has not begun at once: until its first day, the person would still count as to come. */
  function today(): string {
    return Temporal.Now.plainDateISO(deps.policy.company.timeZone).toString();
  }
}

const PAYROLL_STEPS = [
  'payroll.employee',
  'payroll.rehire',
  'payroll.workAddress',
  'payroll.job',
  'payroll.compensation',
];
const HRIS_STEPS = ['hris.employee', 'hris.rehire', 'hris.job', 'hris.compensation', 'ats.employeeId'];

const wasRefused = (error: unknown): boolean =>
  error instanceof ApplicationFailure &&
  (error.type === FailureType.VendorRejected || error.type === FailureType.VendorConflict);

/** Somebody has removed the record by hand: nothing is left to be undone. */
function goneAlready(error: unknown): undefined {
  if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return undefined;
  throw error;
}

function severalFound(title: string, count: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${count} employees of ${title} could be the one that was written: a person has to tell which`,
    FailureType.DuplicateRecords,
  );
}
