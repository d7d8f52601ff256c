import { ApplicationFailure } from '@temporalio/common';
import type { HrisEmployee } from '../connectors/roles/hris.js';
import type { BonusFacts } from '../domain/bonus-conditions.js';
import { findHire } from '../ledger/hires.js';
import type { Bonus } from '../ledger/referral-bonuses.js';
import { FailureType } from '../workflows/failure-types.js';
import { findAdvocate } from './advocate.js';
import type { Dependencies } from './dependencies.js';

/** What a bonus depends on, read anew. */
export interface ReadBonusFacts extends BonusFacts {
  /** YYYY-MM-DD; null where it is not known. */
  startDate: string | null;
}

/** Reads whether the hire is still there and the advocate still employed. */
export async function readBonusFacts(deps: Dependencies, bonus: Bonus): Promise<ReadBonusFacts> {
  const hire = await findHire(deps.db, bonus.applicationId);
  const startDate = hire?.startDate ?? null;
  const undone = hire?.status === 'compensating' || hire?.status === 'rescinded' || !(await isHired(deps, bonus));
  if (undone) return { hire: 'undone', advocate: 'unknown', startDate };
  const employee = hire?.employeeId ? await employeeIfThere(deps, hire.employeeId) : undefined;
  const advocate = await readAdvocateEmployee(deps, bonus.advocateId);
  return {
    hire: !employee ? 'unknown' : employee.terminated ? 'left' : 'there',
    advocate: advocate.is,
    startDate,
  };
}

/** The advocate as an employee of the HRIS. */
export type AdvocateEmployee =
  | { is: 'employed'; employee: HrisEmployee; email: string }
  | { is: 'left' }
  /** The platform does not say who they are, or the HRIS has nobody, or more than one, with their address. */
  | { is: 'unknown' };

export async function readAdvocateEmployee(deps: Dependencies, advocateId: string): Promise<AdvocateEmployee> {
  const advocate = await findAdvocate(deps, advocateId);
  if (!advocate?.email) return { is: 'unknown' };
  const { email } = advocate;
  const people = await deps.hris.findPeople({ email });
  const [person] = people;
  if (people.length > 1) return { is: 'unknown' };
  if (!person?.id) {
    const same = await deps.hris.findSamePerson({ personalEmail: email });
    return { is: same.some(({ terminated }) => terminated) ? 'left' : 'unknown' };
  }
  const employee = await employeeIfThere(deps, person.id);
  if (!employee) return { is: 'unknown' };
  return employee.terminated ? { is: 'left' } : { is: 'employed', employee, email };
}

async function isHired({ ats }: Dependencies, { applicationId }: Bonus): Promise<boolean> {
  try {
    return (await ats.readAttribution(applicationId)).status === 'hired';
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function employeeIfThere({ hris }: Dependencies, employeeId: string): Promise<HrisEmployee | undefined> {
  try {
    return await hris.readEmployee(employeeId);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === FailureType.VendorNotFound;
