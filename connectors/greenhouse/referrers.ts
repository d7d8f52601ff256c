import { z } from 'zod';
import type { Attribution } from '../../schemas/referral.js';
import type { OtherCredit } from '../roles/ats.js';
import type { HarvestClient } from './client.js';
import { LONGEST_PAGE } from './lookup.js';
import { remembered, type Remembered } from './remembered.js';
import { Id, OptionalId, Text, WireUser } from './wire.js';

/** `user_id` is the Greenhouse user of an employee, and null for agencies and the like. */
const WireReferrer = z.looseObject({ id: Id, user_id: OptionalId, name: Text });
type WireReferrer = z.infer<typeof WireReferrer>;

/** Referrers are added in Greenhouse's pages only; advocates refer again and again. */
const KEPT_MS = 5 * 60_000;
/** Advocates whose Greenhouse user is remembered. */
const KEPT_AT_MOST = 1_000;

export type Referrers = ReturnType<typeof createReferrers>;

/** Who gets the credit for an application ("referrer"; its id is not a user's). */
export function createReferrers(client: Pick<HarvestClient, 'list'>) {
  const all = remembered(() => client.list('/v3/referrers', { per_page: LONGEST_PAGE }, WireReferrer), KEPT_MS);
  const users = new Map<string, Remembered<string | undefined>>();

  function userOf(email: string): Promise<string | undefined> {
    let user = users.get(email);
    if (!user) {
      const oldest = users.keys().next().value;
      if (users.size >= KEPT_AT_MOST && oldest !== undefined) users.delete(oldest);
      users.set(email, (user = remembered(() => askForUser(email), KEPT_MS)));
    }
    return user.get();
  }

  async function askForUser(email: string): Promise<string | undefined> {
    const found = await client.list('/v3/users', { primary_email: email }, WireUser);
    return found.find((user) => user.primary_email?.toLowerCase() === email)?.id;
  }

  async function find({ name, email }: Attribution['advocate']): Promise<string | undefined> {
    const address = email?.trim().toLowerCase();
    const userId = address ? await userOf(address) : undefined;
    const referrers = await all.get();
    const asUser = userId === undefined ? undefined : referrers.find((one) => one.user_id === userId);
    if (asUser) return asUser.id;
    const wanted = name?.trim();
    if (!wanted) return undefined;
    const isNamed = (one: WireReferrer) => one.name === wanted && (userId === undefined || one.user_id === undefined);
    const [only, another] = referrers.filter(isNamed);
    return another ? undefined : only?.id;
  }

  return {
    /**
     * The id of the advocate as a referrer: by the user with their e-mail address, else by their exact name if just one
     * has it. Of those who are users under another address only a name could say that they are the same, so where the
     * advocate is a user, the name counts among referrers who are none.
     */
    find,

    /** Who a referrer is that none of these advocates is; undefined where one of them is. */
    async other(referrerId: string, advocates: readonly Attribution['advocate'][]): Promise<OtherCredit | undefined> {
      for (const advocate of advocates) if ((await find(advocate)) === referrerId) return undefined;
      const withId = (rows: WireReferrer[]) => rows.find(({ id }) => id === referrerId);
      const known = withId(await all.get()) ?? withId(await all.renew());
      if (!known) return { id: referrerId, is: 'unlisted' };
      return { id: referrerId, is: known.user_id === undefined ? 'no_employee' : 'employee' };
    },
  };
}
