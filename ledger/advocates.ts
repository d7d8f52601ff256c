import type { Advocate } from '../schemas/referral.js';
import type { Queryable } from './database.js';

/** An advocate as the platform last told of them. The name and the address are personal data. */
export interface AdvocateRecord {
  advocacy: string;
  advocateId: string;
  name: string | null;
  email: string | null;
  active: boolean;
  joinedAt: Date | null;
}

/** Of an advocate who is known by a share or a click alone: nobody has asked the platform about them yet. */
export const NEVER_READ = `'epoch'::timestamptz`;

/** "Ada Byron"; null where the platform knows no name. */
export const advocateName = ({ firstName, lastName }: Pick<Advocate, 'firstName' | 'lastName'>): string | null =>
  [firstName, lastName].filter(Boolean).join(' ') || null;

export async function recordAdvocate(db: Queryable, advocacy: string, advocate: Advocate): Promise<void> {
  await db.query(
    `insert into advocates (advocacy, advocate_id, name, email, active, joined_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (advocacy, advocate_id) do update set name = excluded.name, email = excluded.email,
       active = excluded.active, joined_at = coalesce(excluded.joined_at, advocates.joined_at), seen_at = now()`,
    [advocacy, advocate.advocateId, advocateName(advocate), advocate.email, advocate.active, advocate.joinedAt],
  );
}

export async function findAdvocate(
  db: Queryable,
  advocacy: string,
  advocateId: string,
): Promise<AdvocateRecord | undefined> {
  const { rows } = await db.query<AdvocateRecord>(
    `select advocacy, advocate_id as "advocateId", name, email, active, joined_at as "joinedAt" from advocates
     where advocacy = $1 and advocate_id = $2`,
    [advocacy, advocateId],
  );
  return rows[0];
}

/** Advocates whom the platform has not been asked about yet. */
export async function unreadAdvocates(db: Queryable, advocacy: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select advocate_id as id from advocates where advocacy = $1 and seen_at = ${NEVER_READ} order by advocate_id limit $2`,
    [advocacy, limit],
  );
  return rows.map(({ id }) => id);
}
