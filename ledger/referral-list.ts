import type { ReferralStatus } from '../schemas/referral.js';
import type { Queryable } from './database.js';
import { REFERRAL_COLUMNS, type ReferralRecord } from './referrals.js';

/** A referral with its advocate's name. Both names are personal data. */
export interface ListedReferral extends ReferralRecord {
  advocateName: string | null;
}

const SELECT = `select r.*, a.name as "advocateName" from (select ${REFERRAL_COLUMNS} from referrals) r
  left join advocates a on a.advocacy = r.advocacy and a.advocate_id = r."advocateId"`;

/** What has failed waits for a person; what was captured may have failed to be shown to the advocate. */
const STOPPED = `(r.status = 'failed' or (r.status = 'captured' and r."statusReason" is not null))`;

/**
 * Referrals, a page at a time: those that failed first, longest waiting first; then the last changed.
 * @param filter.q a part of a name, or an id of any system.
 */
export async function listReferrals(
  db: Queryable,
  filter: { status?: ReferralStatus | undefined; q?: string | undefined; advocateId?: string | undefined },
  page: { limit: number; offset?: number },
): Promise<ListedReferral[]> {
  const { rows } = await db.query<ListedReferral>(
    `${SELECT}
     where ($1::text is null or r.status = $1) and ($2::text is null or r."advocateId" = $2)
       and ($3::text is null
         or $3 in (r."referralId", r."advocateId", r."referredUserId", r."candidateId", r."applicationId", r."jobId")
         or strpos(lower(concat_ws(' ', r."firstName", r."lastName")), lower($3)) > 0
         or strpos(lower(a.name), lower($3)) > 0)
     order by not ${STOPPED}, case when ${STOPPED} then r."updatedAt" end, r."updatedAt" desc, r."referralId" desc
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
