import type { Advocate } from '../../schemas/referral.js';
import type { SaasquatchClient } from './client.js';
import { toAdvocate } from './mapping.js';
import { codesOf, type Referrals } from './referrals.js';
import { createUnreadRows } from './unread-rows.js';
import type { Users } from './users.js';
import { SaasquatchUser, type UserRef } from './wire.js';

/**
 * The users who refer or might. A list shows neither with which code a user came nor whether they are blocked, so whom
 * the referrals name as referred is left out (unless they have referred somebody themselves, as a hire may), and each
 * of the others is read.
 * @throws VendorContract, at the end, that names the rows which could not be read.
 */
export async function* listAdvocates(
  client: SaasquatchClient,
  users: Users,
  referrals: Referrals,
): AsyncIterable<Advocate[]> {
  const referred = new Set<string>();
  const referrers = new Set<string>();
  for await (const page of referrals.all()) {
    for (const referral of page) {
      referred.add(keyOf(referral.referred));
      referrers.add(keyOf(referral.referrer));
    }
  }
  const isCandidate = (user: SaasquatchUser) =>
    !referrers.has(keyOf(user)) && (referred.has(keyOf(user)) || codesOf(user).length > 0);

  const unread = createUnreadRows('GET /users', 'user');
  const given = new Set<string>();
  for await (const rows of client.pages('/users', 'users')) {
    const batch: Advocate[] = [];
    for (const row of rows) {
      const parsed = SaasquatchUser.safeParse(row);
      if (!parsed.success) {
        unread.add(row, 'expected a user with id and accountId');
        continue;
      }
      const listed = parsed.data;
      if (given.has(keyOf(listed)) || isCandidate(listed)) continue;
      given.add(keyOf(listed));
      const whole = await users.read(listed);
      // Deleted meanwhile, or a candidate whose referral is not made yet.
      if (!whole || isCandidate(whole)) continue;
      batch.push(toAdvocate({ ...whole, dateCreated: whole.dateCreated ?? listed.dateCreated }));
    }
    if (batch.length > 0) yield batch;
  }
  unread.end();
}

const keyOf = ({ id, accountId }: UserRef): string => JSON.stringify([accountId, id]);
