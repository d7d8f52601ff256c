import type { ReferralStatus } from '../schemas/referral.js';
import type { Queryable } from './database.js';
import { REFERRAL_COLUMNS, type ReferralRecord } from './referrals.js';

/** A referral with its advocate's name. Both names are personal data. */
export interface ListedReferral extends ReferralRecord {
  advocateName: string | null;
}

/**
 * Which rows of `referrals r` wait for a person: what has failed or lacks consent, and what was captured but could not be
 * shown to the advocate.
 */
export const REFERRAL_NEEDS_PERSON = `(r.anonymized_at is null and (r.status in ('failed', 'waiting_for_consent')
  or (r.status = 'captured' and r.status_reason is not null)))`;

const SELECT = `select r.*, a.name as "advocateName"
  from (select ${REFERRAL_COLUMNS}, ${REFERRAL_NEEDS_PERSON} as needs_person from referrals r) r
  left join advocates a on a.advocacy = r.advocacy and a.advocate_id = r."advocateId"`;

/**
 * Referrals, a page at a time: those that wait for a person first, longest waiting first; then the last changed.
 * @param filter.q a part of a name, or an id of any system.
 */
export async function listReferrals(
  db: Queryable,
  filter: {
    status?: ReferralStatus | 'attention' | undefined;
    q?: string | undefined;
    advocateId?: string | undefined;
  },
  page: { limit: number; offset?: number },
): Promise<ListedReferral[]> {
  const { rows } = await db.query<ListedReferral>(
    `${SELECT}
     where ($1::text is null or case $1 when 'attention' then needs_person else r.status = $1 end) and ($2::text is null or r."advocateId" = $2)
       and ($3::text is null
         or $3 in (r."referralId", r."advocateId", r."referredUserId", r."candidateId", r."applicationId", r."jobId")
         or strpos(lower(concat_ws(' ', r."firstName", r."lastName")), lower($3)) > 0
         or strpos(lower(a.name), lower($3)) > 0)
     order by not needs_person, case when needs_person then r."updatedAt" end, r."updatedAt" desc, r."referralId" desc
     limit $4 offset $5`,
    [filter.status ?? null, filter.advocateId ?? null, filter.q ?? null, page.limit, page.offset ?? 0],
  );
  return rows;
}

export async function findListedReferral(
  db: Queryable,
  { advocacy, referralId }: { advocacy: string; referralId: string },
): Promise<ListedReferral | undefined> {
  const { rows } = await db.query<ListedReferral>(`${SELECT} where r.advocacy = $1 and r."referralId" = $2`, [
    advocacy,
    referralId,
  ]);
  return rows[0];
}
