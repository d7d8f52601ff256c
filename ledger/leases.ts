import type { Queryable } from './database.js';

/**
 * The right to work on something that several runs may want at once. Kept as rows and not as PostgreSQL's own locks:
 * those would hold a connection for as long as a vendor takes to answer.
 */

/** @returns false when somebody else, not yet presumed dead, has it. */
export async function takeLease(db: Queryable, key: string, holder: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into leases as l (key, leased_by, leased_until)
     values ($1, $2, now() + $3 * interval '1 millisecond')
     on conflict (key) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
       where l.leased_until < now() or l.leased_by = excluded.leased_by`,
    [key, holder, leaseMs],
  );
  return rowCount === 1;
}

/** @returns false when it has been lost to somebody else. */
export async function renewLease(db: Queryable, key: string, holder: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update leases set leased_until = now() + $3 * interval '1 millisecond' where key = $1 and leased_by = $2`,
    [key, holder, leaseMs],
  );
  return rowCount === 1;
}

export async function releaseLease(db: Queryable, key: string, holder: string): Promise<void> {
  await db.query('delete from leases where key = $1 and leased_by = $2', [key, holder]);
}
