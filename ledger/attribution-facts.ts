import type { TimeWindow } from '../connectors/roles/ats.js';
import type { AdvocateActivity, AttributionFacts, BonusFact, HireFact } from '../domain/attribution-facts.js';
import type { Queryable } from './database.js';
import { isTest } from './golive-people.js';

/** Whether the application of a referral `r` is its advocate's, or a part of it: what a bonus is paid for, too. */
const OWNS = `r.status = 'captured' and r.share > 0`;

/**
 * What everybody did within the window: one row an advocate, and one for referrals of whom nobody knows. Test
 * candidates of go-live checks are nobody's referrals.
 */
export async function readActivity(
  db: Queryable,
  of: { advocacy: string | null; ats: string },
  window: TimeWindow,
): Promise<AdvocateActivity[]> {
  const { rows } = await db.query<AdvocateActivity>(
    `with engaged as (
       select advocate_id, count(*) filter (where type = 'share') as shares, count(*) filter (where type = 'click') as clicks
       from engagements where at >= $1 and at < $2 group by advocate_id
     ), referred as (
       select r.advocate_id, count(*) as referrals, count(*) filter (where r.status = 'captured') as captured,
         count(*) filter (where h.application_id is not null and ${OWNS}) as hired
       from referrals r
       left join attribution_hires h on h.ats = r.ats and h.application_id = r.application_id and not ${undone('h')}
       where r.advocacy = $3 and r.referred_at >= $1 and r.referred_at < $2 and not ${isTest('r')}
       group by r.advocate_id
     )
     select coalesce(e.advocate_id, r.advocate_id) as "advocateId", coalesce(shares, 0) as shares,
       coalesce(clicks, 0) as clicks, coalesce(referrals, 0) as referrals, coalesce(captured, 0) as captured,
       coalesce(hired, 0) as hired
     from engaged e full join referred r on r.advocate_id = e.advocate_id
     order by 1`,
    [window.from, window.to, of.advocacy],
  );
  return rows;
}

/** Hires that were accepted within the window, the oldest first, with the referrals whose they are. */
export async function readHires(db: Queryable, ats: string, window: TimeWindow): Promise<HireFact[]> {
  const { rows } = await db.query<Omit<HireFact, 'appliedAt' | 'jobOpenedAt' | 'hiredAt'> & Instants>(
    `select h.application_id as "applicationId", h.candidate_id as "candidateId", h.job_id as "jobId", h.source,
       h.advocate_id as "advocateId", h.referral_id as "referralId", h.applied_at as "appliedAt",
       h.job_opened_at as "jobOpenedAt", h.hired_at as "hiredAt", coalesce(owning.owners, '[]') as owners
     from attribution_hires h left join lateral (
       select jsonb_agg(jsonb_build_object('advocateId', r.advocate_id, 'referralId', r.referral_id)
         order by r.share desc, r.referred_at, r.referral_id) as owners
       from referrals r where r.ats = h.ats and r.application_id = h.application_id and ${OWNS}
     ) owning on true
     where h.ats = $1 and h.hired_at >= $2 and h.hired_at < $3 and not ${undone('h')}
       and not exists (select from referrals r
         where r.ats = h.ats and r.application_id = h.application_id and ${isTest('r')})
     order by h.hired_at, h.application_id`,
    [ats, window.from, window.to],
  );
  return rows.map((row) => ({
    ...row,
    appliedAt: row.appliedAt?.toISOString() ?? null,
    jobOpenedAt: row.jobOpenedAt?.toISOString() ?? null,
    hiredAt: row.hiredAt.toISOString(),
  }));
}

interface Instants {
  appliedAt: Date | null;
  jobOpenedAt: Date | null;
  hiredAt: Date;
}

/** Applications in the ATS of the referrals that began within the window. */
export async function referredApplications(
  db: Queryable,
  of: { advocacy: string; ats: string },
  window: TimeWindow,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select distinct application_id as id from referrals r
     where advocacy = $1 and ats = $2 and referred_at >= $3 and referred_at < $4 and application_id is not null
       and not ${isTest('r')}
     order by 1`,
    [of.advocacy, of.ats, window.from, window.to],
  );
  return rows.map(({ id }) => id);
}

/** How many referrals that began within the window the ledger has. */
export async function countReferrals(db: Queryable, advocacy: string, window: TimeWindow): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*) as count from referrals where advocacy = $1 and referred_at >= $2 and referred_at < $3',
    [advocacy, window.from, window.to],
  );
  return rows[0]?.count ?? 0;
}

/** Bonuses that were paid, or taken back, within the window. */
export async function readBonuses(db: Queryable, window: TimeWindow): Promise<BonusFact[]> {
  const { rows } = await db.query<BonusFact>(
    `select advocate_id as "advocateId", 'paid' as what, amount, currency from referral_bonuses
     where paid_at >= $1 and paid_at < $2
     union all
     select advocate_id, 'clawed_back', amount, currency from referral_bonuses
     where clawed_back_at >= $1 and clawed_back_at < $2`,
    [window.from, window.to],
  );
  return rows;
}

/** Everybody the platform has told of. */
export async function readAdvocates(db: Queryable, advocacy: string): Promise<AttributionFacts['advocates'][number][]> {
  const { rows } = await db.query<AttributionFacts['advocates'][number]>(
    'select advocate_id as "advocateId", name, active from advocates where advocacy = $1 order by advocate_id',
    [advocacy],
  );
  return rows;
}

/** Whether hireline knows that a hire was rescinded: the ATS may still show its offer as accepted. */
function undone(hire: string): string {
  return `exists (select from hires l where l.ats = ${hire}.ats and l.application_id = ${hire}.application_id
    and l.status = 'rescinded')`;
}
