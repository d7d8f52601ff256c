import { ApplicationFailure } from '@temporalio/common';
import type { SamePerson } from '../connectors/roles/hris.js';
import { fieldsNotKept } from '../domain/proof-of-write.js';
import { wakeWaiting } from '../ledger/deliveries.js';
import { recordProgress, supersedeHires, type HireSnapshot } from '../ledger/hires.js';
import type { IntendedWrite } from '../ledger/outbound-writes.js';
import { findLinks } from '../ledger/reconciliation-links.js';
import { employeeOrderKey } from '../ledger/order-keys.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import { FailureType } from '../workflows/failure-types.js';
import type { HireActivities, HireRef } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { requireManager } from './managers.js';
import { allWritten, outboundStep, type OutboundStep } from './outbound-step.js';
import { progressOf, requireSnapshot, runRef } from './run.js';

/** Writes a new hire to the HRIS, effectively once and with proof, and links the employee in the ATS. */
export function createEmployeeActivity(deps: Dependencies): Pick<HireActivities, 'createEmployee' | 'findEmployee'> {
  const { ats, hris } = deps;
  const writes: IntendedWrite[] = [
    { step: 'hris.employee', vendor: hris.vendor, operation: 'create employee' },
    { step: 'hris.rehire', vendor: hris.vendor, operation: 'rehire employee' },
    { step: 'hris.job', vendor: hris.vendor, operation: 'put job' },
    { step: 'hris.compensation', vendor: hris.vendor, operation: 'put compensation' },
    { step: 'ats.employeeId', vendor: ats.vendor, operation: 'write employee id' },
  ];
  const written = Object.values(deps.fieldMap.rules)
    .filter((rule) => rule.bindings.hris && rule.authority === 'ats')
    .map((rule) => rule.field);

  return {
    async createEmployee(hire) {
      const snapshot = await requireSnapshot(deps, hire);
      const offer: HireFields = snapshot.offerFields ?? {};
      const run = runRef(deps, hire, snapshot.candidateId);
      return outboundStep(deps, run, writes, async (step) => {
        const [manager, existing] = await Promise.all([requireManager(deps, offer), findExisting(hire, snapshot)]);
        const fields = { ...offer, ...(manager ? { manager } : {}) };
        const employeeId = await step.createOnce('hris.employee', {
          find() {
            refuseSecondRecord(hire, existing);
            return Promise.resolve(existing.employeeId);
          },
          create: () => hris.createEmployee(fields, step.trace),
        });
        const rehired = existing.former && existing.employeeId === employeeId;
        if (rehired) await step.put('hris.rehire', () => hris.rehireEmployee(employeeId, fields, step.trace));
        if (rehired || existing.named) {
          await supersedeHires(deps.db, { hris: hris.vendor, employeeId }, hire.applicationId);
        }
        await allWritten([
          step.put('hris.job', () => hris.putJob(employeeId, fields, step.trace)),
          step.put('hris.compensation', () => hris.putCompensation(employeeId, fields, step.trace)),
        ]);
        const linking = linkInAts(step, hire.applicationId, employeeId);
        // On the day it was written for: an employee who was there before has rows of earlier days.
        const reading = hris.readEmployee(employeeId, fields.startDate);
        await allWritten([linking, reading]);
        const [kept, linked] = [await reading, await linking];
        const lost = fieldsNotKept(written, fields, kept.fields);
        await recordProgress(deps.db, {
          ...progressOf(deps, hire),
          status: 'waiting_for_hris',
          text: rehired
            ? `Rehired employee ${employeeId} in ${hris.title} with the new job and compensation, and read them back.`
            : `Wrote employee ${employeeId}, job and compensation to ${hris.title}, and read them back.`,
          details: { employeeId, notKept: lost, linkedInAts: linked },
          patch: { hris: hris.vendor, employeeId, hrisFields: kept.fields, writtenFields: fields },
        });
        await wakeWaiting(deps.db, employeeOrderKey(hris.vendor, employeeId));
        refuseLostFields(deps, lost);
        return { employeeId, ...(rehired ? { rehired: true } : {}) };
      });
    },

    async findEmployee(hire) {
      const snapshot = await requireSnapshot(deps, hire);
      if (snapshot.employeeId === null) return { found: false };
      try {
        await hris.readEmployee(snapshot.employeeId);
        return { found: true };
      } catch (error) {
        if (error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound) return { found: false };
        throw error;
      }
    },
  };

  /**
   * The employee this hire is written to, where there is one: written before, named in the HRIS as this hire's, or a
   * former employee who comes back.
   * @throws DuplicateRecords when there is more than one, as nobody but a person can tell which.
   */
  async function findExisting(hire: HireRef, { employeeId, offerFields }: HireSnapshot): Promise<Existing> {
    const offer = offerFields ?? {};
    const isNew = employeeId === null;
    const [byApplication, linked, samePerson] = await Promise.all([
      isNew ? hris.findByApplication(hire.applicationId, offer) : [],
      isNew ? findLinks(deps.db, { applicationId: hire.applicationId, employeeIds: [] }) : new Map<string, string>(),
      hris.findSamePerson(offer),
    ]);
    const byEmail = samePerson.filter(({ applicationId }) => applicationId === hire.applicationId).map(idOf);
    const named = isNew ? [...byApplication, ...byEmail] : [employeeId];
    const carrying = [...new Set([...named, ...linked.keys()])];
    const former = samePerson.filter(({ terminated }) => terminated).map(idOf);
    const found = carrying.length > 0 ? carrying : former;
    if (found.length > 1) {
      throw ApplicationFailure.nonRetryable(
        `${found.length} employees of the HRIS ${carrying.length > 0 ? "carry this application's id" : 'were this person before'}: ${found.join(', ')}`,
        FailureType.DuplicateRecords,
      );
    }
    const [only] = found;
    return {
      employeeId: only,
      named: isNew && only !== undefined && named.includes(only),
      former: only !== undefined && former.includes(only),
      employed: carrying.length > 0 ? [] : samePerson.filter(({ terminated }) => !terminated),
    };
  }

  /**
   * The link back to the ATS is a convenience: the ledger has it. A tenant whose ATS refuses it is told in the audit
   * and the timeline, and the hire goes on.
   */
  async function linkInAts(step: OutboundStep, applicationId: string, employeeId: string): Promise<boolean> {
    if (!deps.fieldMap.rules.employeeId.bindings.ats) return false;
    try {
      await step.put('ats.employeeId', () => ats.writeEmployeeId(applicationId, employeeId, step.trace));
      return true;
    } catch (error) {
      if (error instanceof ApplicationFailure && error.nonRetryable) return false;
      throw error;
    }
  }
}

/** What the HRIS has of a hire before it is written. */
interface Existing {
  employeeId: string | undefined;
  /** The HRIS itself says that this employee is this hire's: left by an attempt, or written there by a person. */
  named: boolean;
  former: boolean;
  /** Where no employee is this hire's: who else has their e-mail address, and is employed or will be. */
  employed: SamePerson[];
}

const idOf = ({ employeeId }: SamePerson): string => employeeId;

/**
 * One person has one record in the HRIS. Whether an employee with the same address takes on another job, was accepted
 * twice, or shares a mailbox with somebody is for a person to say, before anything is written.
 */
function refuseSecondRecord({ applicationId }: HireRef, { employed: [other] }: Existing): void {
  if (!other) return;
  const { employeeId } = other;
  const whose = other.applicationId ? `belongs to application ${other.applicationId}` : 'belongs to no application yet';
  throw ApplicationFailure.nonRetryable(
    `employee ${employeeId} of the HRIS has the e-mail address of application ${applicationId}, is employed, and ${whose}. ` +
      `If they are one person, link them (write ${applicationId} as the application id of employee ${employeeId} in the HRIS) ` +
      `or withdraw application ${applicationId} in the ATS; if they are two, give them different addresses. Then retry`,
    FailureType.DuplicateRecords,
  );
}

/**
 * A field that reads back differently is never a success. One that is compared before payroll is held there, with the
 * difference shown; any other stops here.
 */
function refuseLostFields(deps: Dependencies, lost: HireFieldName[]): void {
  const unseen = lost.filter((field) => !deps.fieldMap.rules[field].compare);
  if (unseen.length === 0) return;
  throw ApplicationFailure.nonRetryable(
    `${deps.hris.title} did not keep what was written: ${unseen.join(', ')} read back differently`,
    FailureType.WriteNotKept,
    { fields: unseen },
  );
}
