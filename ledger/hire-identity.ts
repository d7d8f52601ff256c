import type { Queryable } from './database.js';

/** Who else a hire was, and what it became. */
export interface HireIdentity {
  /** The later hire of the same person, once they were rehired. */
  supersededBy: string | null;
  /** Earlier hires of the same person. */
  supersedes: string[];
  /** Ids that the candidate went by before they were merged. */
  formerCandidateIds: string[];
}

export async function readIdentity(db: Queryable, applicationId: string): Promise<HireIdentity> {
  const { rows } = await db.query<HireIdentity>(
    `select h.superseded_by as "supersededBy",
       array(select e.application_id from hires e where e.superseded_by = h.application_id order by e.received_at) as supersedes,
       array(select a.candidate_id from candidate_aliases a where a.ats = h.ats and a.merged_into = h.candidate_id
         order by a.merged_at) as "formerCandidateIds"
     from hires h where h.application_id = $1`,
    [applicationId],
  );
  return rows[0] ?? { supersededBy: null, supersedes: [], formerCandidateIds: [] };
}
