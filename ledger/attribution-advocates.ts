import type { Advocate } from '../schemas/referral.js';
import { advocateName } from './advocates.js';
import type { Queryable } from './database.js';

/** Keeps what the platform says of many of its advocates now, as recordAdvocate does of one. */
export async function recordAdvocates(db: Queryable, advocacy: string, advocates: readonly Advocate[]): Promise<void> {
  const rows = new Map(advocates.map((one) => [one.advocateId, { ...one, name: advocateName(one) }]));
  await db.query(
    `insert into advocates (advocacy, advocate_id, name, email, active, joined_at)
     select $1, "advocateId", name, email, active, "joinedAt"
     from jsonb_to_recordset($2) as advocate ("advocateId" text, name text, email text, active boolean,
       "joinedAt" timestamptz)
     on conflict (advocacy, advocate_id) do update set name = excluded.name, email = excluded.email,
       active = excluded.active, joined_at = coalesce(excluded.joined_at, advocates.joined_at), seen_at = now()`,
    [advocacy, JSON.stringify([...rows.values()])],
  );
}

/** Those whom the platform does not list any more may not refer any more. @param since when its list began to be read. */
export async function retireAdvocates(db: Queryable, advocacy: string, since: Date): Promise<void> {
  await db.query('update advocates set active = false where advocacy = $1 and seen_at < $2 and active', [
    advocacy,
    since,
  ]);
}
