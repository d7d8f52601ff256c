import { compareHire } from '../domain/comparison.js';
import { recordProgress } from '../ledger/hires.js';
import type { HireDiff } from '../schemas/hire-diff.js';
import type { HireActivities, HireComparison } from '../workflows/hire-activities.js';
import { acceptedTerms } from './collect-hire.js';
import type { Dependencies } from './dependencies.js';
import { resolveManager } from './managers.js';
import { progressOf, requireSnapshot } from './run.js';

/** Reads the offer and the HRIS anew and compares them, field by field as the map says. */
export function compareHireActivity(deps: Dependencies): Pick<HireActivities, 'compareHire'> {
  return {
    async compareHire(hire) {
      const { employeeId } = await requireSnapshot(deps, hire);
      if (employeeId === null) throw new Error('compared before it was written');
      const [reading, employee] = await Promise.all([
        deps.ats.readHire(hire.applicationId),
        deps.hris.readEmployee(employeeId),
      ]);
      const offer = await resolveManager(deps, acceptedTerms(deps, reading));
      const diff = compareHire(deps.fieldMap, offer, employee.fields);
      const outcome = outcomeOf(deps, diff);
      const fields = diff.differences.map(({ field }) => field);
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: outcome === 'hold' ? 'held' : outcome === 'agree' ? 'dispatching' : 'comparing',
        ...(outcome === 'hold' ? { reason: `The offer and the HRIS differ on ${fields.join(', ')}.` } : {}),
        text:
          diff.differences.length === 0
            ? 'Compared: the offer and the HRIS agree.'
            : `Compared: they differ on ${fields.join(', ')}.`,
        details: { differences: diff.differences, diffHash: diff.hash },
        patch: {
          offerId: reading.offerId,
          offerVersion: reading.offerVersion,
          offerFields: offer,
          hrisFields: employee.fields,
          comparedDiff: diff,
        },
      });
      return { outcome, diffHash: diff.hash, fields };
    },
  };
}

/** A person decides unless every difference is in a domain where the system of record wins unasked. */
function outcomeOf({ fieldMap, systems }: Dependencies, { differences }: HireDiff): HireComparison['outcome'] {
  if (differences.length === 0) return 'agree';
  const asks = differences.some(
    ({ field }) => systems.systemOfRecord[fieldMap.rules[field].domain]?.conflict !== 'authority',
  );
  return asks ? 'hold' : 'correct';
}
