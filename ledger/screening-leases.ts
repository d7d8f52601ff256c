import type { Queryable } from './database.js';

/**
 * The right to write one candidate's screening history in the ATS, which several results may want at once. Kept as
 * rows and not as PostgreSQL's own locks: those would hold a connection for as long as the ATS takes to answer.
 */

/** @returns false when somebody else, not yet presumed dead, has it. */
export async function takeLease(db: Queryable, candidateId: string, holder: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into screening_leases as l (candidate_id, leased_by, leased_until)
     values ($1, $2, now() + $3 * interval '1 millisecond')
     on conflict (candidate_id) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
       where l.leased_until < now() or l.leased_by = excluded.leased_by`,
    [candidateId, holder, leaseMs],
  );
  return rowCount === 1;
}

/** @returns false when it has been lost to somebody else. */
export async function renewLease(
  db: Queryable,
  candidateId: string,
  holder: string,
  leaseMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update screening_leases set leased_until = now() + $3 * interval '1 millisecond'
     where candidate_id = $1 and leased_by = $2`,
    [candidateId, holder, leaseMs],
  );
  return rowCount === 1;
}

export async function releaseLease(db: Queryable, candidateId: string, holder: string): Promise<void> {
  await db.query('delete from screening_leases where candidate_id = $1 and leased_by = $2', [candidateId, holder]);
}
