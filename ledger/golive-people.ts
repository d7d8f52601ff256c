import type { Queryable } from './database.js';

/** Keeps that somebody is made up, before the platform gets to know them. Safe to repeat. */
export async function recordTestPerson(db: Queryable, advocacy: string, referredUserId: string): Promise<void> {
  await db.query(
    'insert into golive_people (advocacy, referred_user_id) values ($1, $2) on conflict (advocacy, referred_user_id) do nothing',
    [advocacy, referredUserId],
  );
}

/** Those of these users of the platform whom a go-live check has made up. */
export async function testPeople(
  db: Queryable,
  advocacy: string,
  referredUserIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    'select referred_user_id as id from golive_people where advocacy = $1 and referred_user_id = any($2)',
    [advocacy, referredUserIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** SQL: whether a row of referrals is of such a person. @param referral its alias. */
export const isTest = (referral: string): string =>
  `exists (select from golive_people p where p.advocacy = ${referral}.advocacy
    and p.referred_user_id = ${referral}.referred_user_id)`;
