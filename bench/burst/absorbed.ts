import type pg from 'pg';

/** How much of a burst has got where it should: shares and clicks taken in, referrals in the ATS. */
export async function absorbedSoFar(db: pg.Pool): Promise<{ engagements: number; referrals: number }> {
  const { rows } = await db.query<{ engagements: number; referrals: number }>(
    `select (select count(*) from engagements where taken_at is not null)::int as engagements,
            (select count(*) from referrals where status = 'captured')::int as referrals`,
  );
  return rows[0] ?? { engagements: 0, referrals: 0 };
}

/** What is missing of a burst at its end; all 0 when nothing is. */
export interface Loss {
  /** Webhooks that were answered with 200 and are not in the inbox, or were not handed on. */
  webhooks: number;
  engagements: number;
  referrals: number;
  /** Referrals that the ATS has more than once. */
  twice: number;
}

export async function lossOf(
  db: pg.Pool,
  sent: { webhooks: number; engagements: number; referrals: number },
): Promise<Loss> {
  const { rows } = await db.query<{ webhooks: number; twice: number }>(
    `select (select count(*) from deliveries where vendor in ('engagement', 'saasquatch') and status = 'forwarded')::int as webhooks,
            (select count(*) - count(distinct application_id) from referrals where application_id is not null)::int as twice`,
  );
  const absorbed = await absorbedSoFar(db);
  return {
    webhooks: sent.webhooks + sent.referrals - (rows[0]?.webhooks ?? 0),
    engagements: sent.engagements - absorbed.engagements,
    referrals: sent.referrals - absorbed.referrals,
    twice: rows[0]?.twice ?? 0,
  };
}
