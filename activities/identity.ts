import { aliasCandidate, candidateIds, hiresOfCandidate, noteOnHires } from '../ledger/candidates.js';
import { erasePersonalData } from '../ledger/erasure.js';
import { moveScreening } from '../ledger/screening-results.js';
import type { IdentityActivities } from '../workflows/identity-change.js';
import type { Dependencies } from './dependencies.js';
import { currentRun } from './run.js';

/** Follows who a candidate is: merged into another, or erased. */
export function identityActivities(deps: Dependencies): IdentityActivities {
  const { db } = deps;

  async function hiresOf({ ats, candidateId }: { ats: string; candidateId: string }) {
    return hiresOfCandidate(db, ats, await candidateIds(db, ats, candidateId));
  }

  return {
    async mergeCandidate({ ats, candidateId, mergedInto }) {
      const concerned = await hiresOf({ ats, candidateId });
      await aliasCandidate(db, ats, candidateId, mergedInto);
      await moveScreening(db, candidateId, mergedInto);
      const text = `The candidate was merged in ${deps.ats.title}: ${candidateId} lives on as ${mergedInto}.`;
      await noteOnHires(
        db,
        concerned.map(({ applicationId }) => applicationId),
        text,
        currentRun(deps).runUrl,
      );
      return { open: concerned.filter(({ open }) => open).map(({ applicationId }) => applicationId) };
    },

    async findHires(candidate) {
      const hires = await hiresOf(candidate);
      return { open: hires.filter(({ open }) => open).map(({ applicationId }) => applicationId) };
    },

    async eraseCandidate({ ats, candidateId }) {
      const ids = await candidateIds(db, ats, candidateId);
      const applicationIds = (await hiresOfCandidate(db, ats, ids)).map(({ applicationId }) => applicationId);
      await erasePersonalData(db, { ats, candidateIds: ids, applicationIds });
      const text = `The candidate was anonymised in ${deps.ats.title}: what was personal is erased here, and the links are cut.`;
      await noteOnHires(db, applicationIds, text, currentRun(deps).runUrl);
    },
  };
}
