import { ApplicationFailure } from '@temporalio/common';
import type { Referral } from '../../schemas/referral.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { TimeWindow } from '../roles/ats.js';
import { vendorFailure } from '../failure.js';
import { PAGE_SIZE, type Query, type SaasquatchClient } from './client.js';
import { VENDOR } from './manifest.js';
import { toReferral } from './mapping.js';
import type { ReferralPlaces } from './places.js';
import { createUnreadRows, type UnreadRows } from './unread-rows.js';
import type { Users } from './users.js';
import { CodeOwner, SaasquatchReferral, type SaasquatchUser, type UserRef } from './wire.js';

/** Reading referrals, one by one and in lists. */
export interface Referrals {
  /** As SaaSquatch holds it, without its candidate. @throws VendorNotFound when there is none. */
  read(referralId: string): Promise<SaasquatchReferral>;
  /** In hireline's words, with the candidate as they stand now. */
  complete(referral: SaasquatchReferral): Promise<Referral>;
  /** Those through which a user came. @throws VendorContract when there may be one that could not be read or found. */
  of(user: SaasquatchUser): Promise<SaasquatchReferral[]>;
  /** Those made in a window, page by page. @throws VendorContract, at the end, that names the rows left out. */
  inWindow(window: TimeWindow): AsyncIterable<Referral[]>;
  /** All of them, page by page, without the rows that cannot be read. */
  all(query?: Query, unread?: UnreadRows): AsyncIterable<SaasquatchReferral[]>;
}

/** Open endpoints answer 403 where they are disabled; a tenant's version may not have them at all. */
const DISABLED = [403, 404];

/** Where no look-up works, so many pages of all referrals are looked through. */
const SEARCH_PAGES = 50;

export function createReferrals(client: SaasquatchClient, users: Users, places: ReferralPlaces): Referrals {
  async function complete(referral: SaasquatchReferral): Promise<Referral> {
    const whole: SaasquatchUser = referral.referred;
    return toReferral(referral, whole.customFields ? whole : await users.read(referral.referred), places);
  }

  async function* all(query: Query = {}, unread?: UnreadRows) {
    const given = new Set<string>();
    for await (const rows of client.pages('/referrals', 'referrals', query)) {
      // A referral that is made meanwhile can move a row to the page that follows.
      const page = readable(rows, unread).filter(({ id }) => !given.has(id));
      for (const { id } of page) given.add(id);
      yield page;
    }
  }

  /** By the look-up that the API has for just this; undefined where the tenant does not offer it. */
  async function byReferredUser(user: UserRef, unread: UnreadRows): Promise<SaasquatchReferral[] | undefined> {
    const query = { referredAccountId: user.accountId, referredUserId: user.id, limit: PAGE_SIZE };
    const page = await client.page('/open/referrals', 'referrals', query, DISABLED);
    if (!page) return undefined;
    const found = readable(page.rows, unread).filter(({ referred }) => isSame(referred, user));
    // Others' referrals alone mean that the filter was not understood.
    return found.length > 0 || page.rows.length === 0 ? found : undefined;
  }

  /** Whose a code is; undefined where nothing tells. */
  async function ownerOf(code: string): Promise<UserRef | undefined> {
    for (const path of ['/open/user', '/user']) {
      const owner = await client.find(path, CodeOwner, { referralCode: code }, DISABLED);
      if (owner) return owner;
    }
    return undefined;
  }

  /** By the codes the user came with: whose they are, and whom these have referred. */
  async function byCodes(user: SaasquatchUser, unread: UnreadRows): Promise<SaasquatchReferral[] | undefined> {
    const found: SaasquatchReferral[] = [];
    for (const code of codesOf(user)) {
      const owner = await ownerOf(code);
      if (!owner) return undefined;
      const query = { referringAccountId: owner.accountId, referringUserId: owner.id };
      for await (const page of all(query, unread)) found.push(...page.filter(({ referred }) => isSame(referred, user)));
    }
    return found;
  }

  /** @throws VendorContract when there are more referrals than are looked through, and none of those is the user's. */
  async function byLookingThrough(user: UserRef, unread: UnreadRows): Promise<SaasquatchReferral[]> {
    const rowsFrom = (offset: number) => client.page('/referrals', 'referrals', { limit: PAGE_SIZE, offset });
    const first = await rowsFrom(0);
    const size = first?.rows.length ?? 0;
    const total = first?.total ?? size;
    const found = new Map<string, SaasquatchReferral>();
    const pages = size === 0 ? 0 : Math.ceil(total / size);
    for (const number of pagesToLookThrough(pages)) {
      const rows = (number === 0 ? first : await rowsFrom(number * size))?.rows ?? [];
      for (const one of readable(rows, unread)) if (isSame(one.referred, user)) found.set(one.id, one);
    }
    if (found.size === 0 && pages > SEARCH_PAGES) throw tooMany(total);
    return [...found.values()];
  }

  return {
    read: (referralId) => client.get(`/referrals/${encodeURIComponent(referralId)}`, SaasquatchReferral),
    complete,
    all,

    async of(user) {
      if (codesOf(user).length === 0) return [];
      const unread = createUnreadRows('GET /referrals', 'referral');
      const found =
        (await byReferredUser(user, unread)) ?? (await byCodes(user, unread)) ?? (await byLookingThrough(user, unread));
      if (found.length === 0) unread.end();
      return found;
    },

    async *inWindow({ from, to }) {
      const unread = createUnreadRows('GET /referrals', 'referral');
      const [begins, ends] = [Date.parse(from), Date.parse(to)];
      for await (const page of all({}, unread)) {
        const batch: Referral[] = [];
        for (const referral of page) {
          const started = referral.dateReferralStarted;
          if (started < begins || started >= ends) continue;
          try {
            batch.push(await complete(referral));
          } catch (error) {
            if (!isUnreadable(error)) throw error;
            unread.add(referral, error.message);
          }
        }
        if (batch.length > 0) yield batch;
      }
      unread.end();
    },
  };
}

/** The codes that a user came with. */
export function codesOf(user: SaasquatchUser): string[] {
  const codes = [...(user.referredByCodes ?? []), user.referredBy?.code ?? ''];
  return [...new Set(codes.map((code) => code.trim()).filter((code) => code !== ''))];
}

const isSame = (one: UserRef, other: UserRef): boolean => one.id === other.id && one.accountId === other.accountId;

/** All of them, or as many as are looked through: half from each end, as no order is documented. */
function pagesToLookThrough(pages: number): number[] {
  const numbers = Array.from({ length: pages }, (_, number) => number);
  const half = SEARCH_PAGES / 2;
  return pages <= SEARCH_PAGES ? numbers : [...numbers.slice(-half).reverse(), ...numbers.slice(0, half)];
}

function readable(rows: readonly unknown[], unread?: UnreadRows): SaasquatchReferral[] {
  return rows.flatMap((row) => {
    const parsed = SaasquatchReferral.safeParse(row);
    if (parsed.success) return [parsed.data];
    const issue = parsed.error.issues[0];
    unread?.add(row, `${issue?.path.map(String).join('.') || 'the row'}: ${issue?.message ?? 'unexpected form'}`);
    return [];
  });
}

/** Whether a failure is about this one row, and not about the connection. */
const isUnreadable = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === FailureType.VendorContract;

const tooMany = (total: number) =>
  vendorFailure(
    FailureType.VendorContract,
    `neither /open/referrals nor a look-up of codes is enabled for this tenant, and it has ${total} referrals`,
    { vendor: VENDOR, operation: 'GET /referrals' },
  );
