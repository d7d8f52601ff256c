import type { AtsHire } from '../connectors/roles/ats.js';
import type { HrisEmployee } from '../connectors/roles/hris.js';
import { differencesOf } from '../domain/reconciliation.js';
import { reconciliationMap } from '../domain/reconciliation-map.js';
import { atsRecord, hrisRecord } from '../domain/reconciliation-record.js';
import { findHire } from '../ledger/hires.js';
import { findLinks } from '../ledger/reconciliation-links.js';
import type { ReconciliationActionActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { resolveManager } from './managers.js';
import { itemInHand, type ItemInHand } from './queue-item.js';
import { isNotFound } from './reconciliation-records.js';

/** Reads the records of an item anew on both sides. */
export function recheckItemActivity(deps: Dependencies): Pick<ReconciliationActionActivities, 'recheckItem'> {
  const reconciliation = reconciliationMap(deps.fieldMap);
  const { hris } = deps;

  return {
    async recheckItem(request) {
      const inHand = await itemInHand(deps, request);
      const hire = inHand.applicationId === null ? undefined : await acceptedHire(deps, inHand.applicationId);
      const employees = await employeesOf(inHand, hire);
      return { unsettled: await whyUnsettled(inHand, hire, employees) };
    },
  };

  async function whyUnsettled(
    { item, applicationId }: ItemInHand,
    hire: AtsHire | undefined,
    employees: CarriedEmployee[],
  ): Promise<string | null> {
    const carrying = employees.filter(({ carries }) => carries === applicationId);
    switch (item.kind) {
      case 'ats_only':
        if (!hire || carrying.length === 1) return null;
        return carrying.length === 0
          ? `The HRIS has no employee for application ${applicationId} yet.${await hireStanding(applicationId)}`
          : severalCarry(applicationId, carrying);
      case 'hris_only': {
        const own = employees.find(({ employeeId }) => item.employeeIds.includes(employeeId));
        if (!own || (hire && own.carries === applicationId)) return null;
        return `Employee ${own.employeeId} carries no application with an accepted offer.`;
      }
      case 'differing': {
        const [employee] = carrying;
        if (!hire || !employee) return null;
        if (carrying.length > 1) return severalCarry(applicationId, carrying);
        const differences = await differencesBetween(hire, employee);
        if (differences.length === 0) return null;
        return `They differ on ${differences.join(', ')} still.${await hireStanding(applicationId)}`;
      }
      case 'doubled': {
        const left = employees.filter(({ employeeId }) => item.employeeIds.includes(employeeId));
        const persons =
          item.applicationId === null ? left : left.filter(({ carries }) => carries === item.applicationId);
        return persons.length < 2
          ? null
          : `The HRIS has employees ${persons.map(({ employeeId }) => employeeId).join(', ')} for it still: end the wrong one there.`;
      }
    }
  }

  /** Who is employed of those the item can be about. */
  async function employeesOf(
    { item, applicationId, employeeId }: ItemInHand,
    hire: AtsHire | undefined,
  ): Promise<CarriedEmployee[]> {
    const known = applicationId === null ? undefined : await findHire(deps.db, applicationId);
    const linked = await findLinks(deps.db, { applicationId, employeeIds: item.employeeIds });
    const carrying = hire ? await hris.findByApplication(hire.applicationId, hire.fields) : [];
    const ids = new Set([...item.employeeIds, ...carrying, ...linked.keys()]);
    for (const id of [employeeId, known?.employeeId]) if (id) ids.add(id);
    const read = await Promise.all([...ids].map(readIfThere));
    return read.flatMap((employee) =>
      employee && !employee.terminated
        ? [{ ...employee, carries: linked.get(employee.employeeId) ?? employee.fields.atsApplicationId ?? null }]
        : [],
    );
  }

  async function differencesBetween(hire: AtsHire, employee: HrisEmployee): Promise<string[]> {
    const { manager } = await resolveManager(deps, hire.fields);
    const ofAts = atsRecord(reconciliation, hire, manager);
    const ofHris = hrisRecord(reconciliation, employee, null);
    return differencesOf(reconciliation, ofAts?.fields ?? {}, ofHris.fields).map(({ field }) => field);
  }

  /** Where the hire's own run stands, when it is with people. */
  async function hireStanding(applicationId: string | null): Promise<string> {
    const hire = applicationId === null ? undefined : await findHire(deps.db, applicationId);
    if (!hire) return '';
    return ` Its hire is ${hire.status}${hire.statusReason ? `: ${hire.statusReason}` : '.'}`;
  }

  async function readIfThere(employeeId: string): Promise<HrisEmployee | undefined> {
    try {
      return await hris.readEmployee(employeeId);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

interface CarriedEmployee extends HrisEmployee {
  /** The application whose hire it is: by a person's word, else by the id it carries. */
  carries: string | null;
}

const severalCarry = (applicationId: string | null, carrying: readonly CarriedEmployee[]): string =>
  `Employees ${carrying.map(({ employeeId }) => employeeId).join(', ')} all carry the id of application ${applicationId}.`;

/** The hire of an application, when its offer is accepted and stands. */
export async function acceptedHire(deps: Dependencies, applicationId: string): Promise<AtsHire | undefined> {
  try {
    const hire = await deps.ats.readHire(applicationId);
    return hire.offerStatus === 'accepted' && hire.applicationStatus !== 'rejected' ? hire : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
