import { ApplicationFailure } from '@temporalio/common';
import { applyNullRules } from '../domain/null-rules.js';
import { adoptEmployee } from '../ledger/hire-adoption.js';
import { findHireByEmployee } from '../ledger/hires.js';
import { hireWorkflowId } from '../workflows/contract.js';
import { FailureType } from '../workflows/failure-types.js';
import type { ReconciliationActionActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { resolveManager } from './managers.js';
import { outboundStep } from './outbound-step.js';
import { pairInHand } from './queue-item.js';
import { acceptedHire } from './queue-records.js';
import { runRef } from './run.js';

/**
 * Takes an employee of the HRIS as a hire's: writes the application's id to it, and reads it back. Nothing else of the
 * employee is written: what it says otherwise than the offer is for the hire's own run to ask about.
 */
export function adoptEmployeeActivity(deps: Dependencies): Pick<ReconciliationActionActivities, 'adoptEmployee'> {
  const { ats, hris, db } = deps;

  return {
    async adoptEmployee(request) {
      const { applicationId, employeeId } = await pairInHand(deps, request);
      const hire = await acceptedHire(deps, applicationId);
      if (!hire) throw refused(`Application ${applicationId} has no accepted offer.`, FailureType.OfferNotAccepted);
      const employee = await hris.readEmployee(employeeId);
      if (employee.terminated) throw refused(`The employment of employee ${employeeId} has ended.`);
      const carried = employee.fields.atsApplicationId;
      if (carried && carried !== applicationId && (await acceptedHire(deps, carried))) {
        throw refused(`Employee ${employeeId} is the hire of application ${carried}.`, FailureType.DuplicateRecords);
      }
      const owner = await findHireByEmployee(db, hris.vendor, employeeId);
      if (owner && owner.applicationId !== applicationId) {
        throw refused(
          `Employee ${employeeId} is known as the hire of application ${owner.applicationId}.`,
          FailureType.DuplicateRecords,
        );
      }
      const others = (await hris.findByApplication(applicationId, hire.fields)).filter((id) => id !== employeeId);
      if (others.length > 0) {
        throw refused(
          `Employee ${others.join(', ')} carries the id of application ${applicationId} already.`,
          FailureType.DuplicateRecords,
        );
      }
      const name = `adopt.${employeeId}`;
      const linkName = `${name}.ats`;
      const writes = [
        { step: name, vendor: hris.vendor, operation: 'write application id' },
        { step: linkName, vendor: ats.vendor, operation: 'write employee id' },
      ];
      const run = runRef(deps, { ats: ats.vendor, applicationId }, hire.candidateId);
      await outboundStep(deps, run, writes, async (step) => {
        await step.put(name, async () =>
          carried === applicationId
            ? undefined
            : hris.updateEmployee(employeeId, { atsApplicationId: applicationId }, step.trace),
        );
        if (!deps.fieldMap.rules.employeeId.bindings.ats) return;
        // A convenience: an ATS that refuses it is told in the audit, as where a hire is written.
        await step.put(linkName, () => ats.writeEmployeeId(applicationId, employeeId, step.trace)).catch(unlessRefused);
      });
      const kept = await hris.readEmployee(employeeId);
      if (kept.fields.atsApplicationId !== applicationId) {
        throw refused(`${hris.title} did not keep the application's id.`, FailureType.WriteNotKept);
      }
      await adoptEmployee(db, {
        ...{ applicationId, ats: ats.vendor, workflowId: hireWorkflowId(ats.vendor, applicationId) },
        ...{ hris: hris.vendor, employeeId },
        terms: await resolveManager(deps, applyNullRules(deps.fieldMap, hire).fields),
      });
    },
  };
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ApplicationFailure && error.nonRetryable)) throw error;
}

const refused = (message: string, type: FailureType = FailureType.VendorRejected): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, type);
