import { writeKey } from './outbound-writes.js';
import type { Queryable } from './database.js';
import type { ReferralKey } from './referrals.js';

/** The step under which a capture makes a candidate in the ATS: it is only meant where there was none. */
export const CANDIDATE_STEP = 'ats.candidate';

/** By what a referred candidate is known. */
export interface ReferredPerson {
  email: string;
  phone: string | null;
}

/** The candidates of other referrals with the same address or number. */
export async function candidatesOfReferrals(
  db: Queryable,
  key: ReferralKey,
  ats: string,
  { email, phone }: ReferredPerson,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select distinct candidate_id as id from referrals
     where (email = $4 or phone = $5) and ats = $3 and candidate_id is not null and anonymized_at is null
       and not (advocacy = $1 and referral_id = $2)`,
    [key.advocacy, key.referralId, ats, email, phone],
  );
  return rows.map(({ id }) => id);
}

/**
 * Whether a capture has brought this candidate: this referral's, or that of another one that still counts. A capture
 * that has ended before it could say so has left its intent.
 * @param since referrals made before this instant count no more.
 */
export async function isReferredCandidate(
  db: Queryable,
  key: ReferralKey,
  ats: string,
  person: ReferredPerson & { candidateIds: readonly string[] },
  since: Date,
): Promise<boolean> {
  const { rows } = await db.query<{ referred: boolean }>(
    `select exists (
       select from referrals r
       where ((r.advocacy = $1 and r.referral_id = $2) or r.referred_at >= $7)
         and ((r.ats = $3 and r.candidate_id = any($4) and r.disposition in ('created', 'updated'))
           or ((r.email = $5 or r.phone = $6) and (r.candidate_id is null or r.candidate_id = any($4))
             and exists (select from outbound_writes w where w.key = r.workflow_id || $8)))
     ) as referred`,
    [
      key.advocacy,
      key.referralId,
      ats,
      person.candidateIds,
      person.email,
      person.phone,
      since,
      writeKey('', CANDIDATE_STEP),
    ],
  );
  return rows[0]?.referred ?? false;
}
