import { changesToPassOn } from '../domain/changed-terms.js';
import { compareHire } from '../domain/comparison.js';
import { recordProgress, type HireSnapshot } from '../ledger/hires.js';
import { adverseResults } from '../ledger/screening.js';
import type { HireDiff } from '../schemas/hire-diff.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import type { HireActivities, HireComparison } from '../workflows/hire-activities.js';
import { acceptedTerms, toldLeftOut } from './collect-hire.js';
import type { Dependencies } from './dependencies.js';
import { resolveManager } from './managers.js';
import { progressOf, requireSnapshot } from './run.js';

/** Reads the offer and the HRIS anew and compares them, field by field as the map says. */
export function compareHireActivity(deps: Dependencies): Pick<HireActivities, 'compareHire'> {
  return {
    async compareHire(hire) {
      const snapshot = await requireSnapshot(deps, hire);
      const { employeeId } = snapshot;
      if (employeeId === null) throw new Error('compared before it was written');
      const [reading, employee, adverse] = await Promise.all([
        deps.ats.readHire(hire.applicationId),
        deps.hris.readEmployee(employeeId),
        adverseResults(deps.db, hire.applicationId),
      ]);
      const { fields: terms, leftOut } = acceptedTerms(deps, reading, snapshot);
      const offer = await resolveManager(deps, terms);
      const diff = compareHire(deps.fieldMap, offer, employee.fields, adverse);
      const written = snapshot.writtenFields ?? offer;
      const passOn = changesToPassOn(deps.fieldMap, { written, offer, hris: employee.fields });
      const outcome = outcomeOf(deps, diff, passOn);
      const fields = [...new Set([...diff.differences.map(({ field }) => field), ...passOn])];
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: outcome === 'hold' ? 'held' : outcome === 'agree' ? 'dispatching' : 'comparing',
        ...(outcome === 'hold' ? { reason: heldBecause(diff) } : {}),
        text: [inWords(diff, passOn), ...toldLeftOut(leftOut.filter(({ field }) => wasThere(snapshot, field)))].join(
          ' ',
        ),
        details: { differences: diff.differences, diffHash: diff.hash },
        patch: {
          offerId: reading.offerId,
          offerVersion: reading.offerVersion,
          ...(offer.startDate ? { startDate: offer.startDate } : {}),
          ...(offer.jobTitle ? { jobTitle: offer.jobTitle } : {}),
          offerFields: offer,
          hrisFields: employee.fields,
          comparedDiff: diff,
          ...(outcome === 'agree' ? { writtenFields: { ...written, ...comparedOf(deps, offer) } } : {}),
        },
      });
      return { outcome, diffHash: diff.hash, fields };
    },
  };
}

/** Whether a field was there at the last reading: what was left out before has been told. */
const wasThere = ({ offerFields }: HireSnapshot, field: HireFieldName): boolean => offerFields?.[field] !== undefined;

/**
 * A person decides unless every difference is one where the system of record wins unasked: by its domain, or because
 * only the offer has changed since it was written.
 */
function outcomeOf(
  { fieldMap, systems }: Dependencies,
  { differences }: HireDiff,
  passOn: readonly HireFieldName[],
): HireComparison['outcome'] {
  const asks = differences.some(({ field }) => {
    if (field === 'screening' || field === 'employment') return true;
    return !passOn.includes(field) && systems.systemOfRecord[fieldMap.rules[field].domain]?.conflict !== 'authority';
  });
  if (asks) return 'hold';
  return differences.length + passOn.length === 0 ? 'agree' : 'correct';
}

/** What the offer says of the fields that must agree. */
function comparedOf({ fieldMap }: Dependencies, offer: HireFields): HireFields {
  const compared = Object.values(fieldMap.rules).filter((rule) => rule.compare);
  return Object.fromEntries(compared.map(({ field }) => [field, offer[field]]));
}

function heldBecause({ differences }: HireDiff): string {
  const fields = differences.map(({ field }) => field).filter((field) => field !== 'screening');
  return [
    ...(fields.length > 0 ? [`The offer and the HRIS differ on ${fields.join(', ')}.`] : []),
    ...(fields.length < differences.length ? ['A screening result is in an adverse action.'] : []),
  ].join(' ');
}

function inWords(diff: HireDiff, passOn: readonly HireFieldName[]): string {
  const differing = diff.differences.map(({ field }) => field);
  if (differing.length === 0 && passOn.length === 0) return 'Compared: the offer and the HRIS agree.';
  const conflicts = differing.filter((field) => !passOn.includes(field as HireFieldName));
  return [
    ...(passOn.length > 0 ? [`The offer changed on ${passOn.join(', ')}; nobody has touched these in the HRIS.`] : []),
    ...(conflicts.length > 0 ? [`Compared: they differ on ${conflicts.join(', ')}.`] : []),
  ].join(' ');
}
