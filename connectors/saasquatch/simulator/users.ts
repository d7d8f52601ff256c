import { z } from 'zod';
import type { UserRef } from '../wire.js';
import type { Hooks } from './hooks.js';
import { keyOf, newId, PROGRAM, type Records, type Referral, type User } from './records.js';
import { hookedReferral, hookedUser, shareLinkOf } from './show.js';

/** What happens to users and their referrals, with the webhooks each change sends. */
export interface Users {
  /** Creates or changes. @throws Refused when a value is none that SaaSquatch takes. */
  upsert(ref: UserRef, stub: Stub, quiet?: boolean): User;
  delete(ref: UserRef): boolean;
  block(ref: UserRef, blocked: boolean): User | undefined;
  /** Applies a code to a user who is there; false for a code that nobody has. */
  applyCode(user: User, code: string): boolean;
  convert(referral: Referral): void;
  end(referral: Referral): void;
  referralOf(ref: UserRef): Referral | undefined;
}

/** A request that SaaSquatch answers 400. */
export class Refused extends Error {}

const CustomFields = z
  .record(
    z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a custom field is named by up to 64 letters, digits, - and _'),
    z.union([z.string().max(1024), z.number(), z.boolean(), z.null()], {
      error: 'a custom field is a text of up to 1024 characters, a number, yes/no or null',
    }),
  )
  .refine((fields) => Object.keys(fields).length <= 100, 'at most 100 custom fields in one request');

/** `OpenUserStub`. */
export const Stub = z.looseObject({
  id: z.string('id is required').min(1),
  accountId: z.string('accountId is required').min(1),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  locale: z
    .string()
    .regex(/^[a-z]{2}(_[A-Z]{2})?$/, 'locale must be of the form en_US')
    .nullish(),
  countryCode: z.string().nullish(),
  imageUrl: z.string().nullish(),
  referable: z.boolean().nullish(),
  referralCodes: z.record(z.string(), z.string()).nullish(),
  referredByCodes: z.array(z.string()).nullish(),
  segments: z.array(z.string()).nullish(),
  customFields: CustomFields.nullish(),
});
export type Stub = z.infer<typeof Stub>;

export function createUsers(records: Records, hooks: Hooks): Users {
  const { users, referrals, referralsOf, referralsBy, codes } = records;
  const classic = () => records.settings().classic;

  /** FIRSTNAMELASTNAME, numbered from the second of that name on. */
  function newCode({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string {
    const letters = `${firstName ?? ''}${lastName ?? ''}`.normalize('NFD').replace(/[^A-Za-z]/g, '');
    const base = letters.toUpperCase() || 'FRIEND';
    for (;;) {
      const number = records.nextNumber(`code ${base}`);
      const code = number === 1 ? base : `${base}${number}`;
      if (codes.get(code) === undefined) return code;
    }
  }

  /** The codes that people can be referred with, and that are not the user's own. */
  const known = (ref: UserRef, given: readonly string[]) =>
    given.filter((code) => codes.get(code) !== undefined && codes.get(code) !== keyOf(ref));

  const add = (index: Records['referralsOf'], key: string, id: string) =>
    void index.put(key, [...(index.get(key) ?? []), id]);

  /** An account is referred once: whoever came through a code before stays with that. */
  function refer(user: User, quiet: boolean): void {
    const [code] = user.referredByCodes;
    const owner = code === undefined ? undefined : users.get(codes.get(code) ?? '');
    if (code === undefined || !owner || referralsOf.get(keyOf(user))) return;
    const now = Date.now();
    const referral: Referral = {
      id: newId(),
      referred: { id: user.id, accountId: user.accountId },
      referrer: { id: owner.id, accountId: owner.accountId },
      ...{ referralCodeUsed: code, shareLinkUsed: shareLinkOf(code), programId: PROGRAM },
      ...{ dateReferralStarted: now, dateReferralPaid: null, dateReferralEnded: null, dateConverted: null },
      dateModified: now,
    };
    referrals.put(referral.id, referral);
    add(referralsOf, keyOf(user), referral.id);
    add(referralsBy, keyOf(owner), referral.id);
    if (!quiet) hooks.fire('referral.started', hookedReferral(referral, classic()));
  }

  function create(ref: UserRef, stub: Stub): User {
    const named = { firstName: stub.firstName ?? null, lastName: stub.lastName ?? null };
    const vanity = stub.referralCodes ?? {};
    if (Object.values(vanity).some((code) => codes.get(code) !== undefined)) {
      throw new Refused('a referral code is taken');
    }
    const referralCodes = { ...vanity, [PROGRAM]: vanity[PROGRAM] ?? newCode(named) };
    for (const code of Object.values(referralCodes)) codes.put(code, keyOf(ref));
    return {
      ...{ id: ref.id, accountId: ref.accountId, ...named, email: null, locale: null, countryCode: null },
      ...{ imageUrl: '', referable: true, referralCodes, referredByCodes: [], segments: [], customFields: {} },
      ...{ dateCreated: Date.now(), dateBlocked: null, resourceVersion: 0, balance: 0 },
    };
  }

  return {
    upsert(ref, stub, quiet = false) {
      const before = users.get(keyOf(ref));
      const user = before ?? create(ref, stub);
      const next: User = {
        ...user,
        ...given(stub, ['firstName', 'lastName', 'email', 'locale', 'countryCode', 'imageUrl', 'referable']),
        // Codes of a user who is there already are left alone: allowReferralCodeEditOnUserUpsert is off.
        referredByCodes:
          user.referredByCodes.length > 0 ? user.referredByCodes : known(ref, stub.referredByCodes ?? []).slice(0, 1),
        segments: withOperations(user.segments, stub.segments ?? []),
        customFields: merged(user.customFields, stub.customFields ?? {}),
      };
      users.put(keyOf(ref), next);
      if (!before && !quiet) hooks.fire('user.created', hookedUser(next, classic()));
      refer(next, quiet);
      return next;
    },
    delete: (ref) => users.delete(keyOf(ref)),
    block(ref, blocked) {
      const user = users.get(keyOf(ref));
      return user && users.put(keyOf(ref), { ...user, dateBlocked: blocked ? Date.now() : null });
    },
    applyCode(user, code) {
      if (known(user, [code]).length === 0) return false;
      if (user.referredByCodes.length > 0) return true;
      refer(users.put(keyOf(user), { ...user, referredByCodes: [code] }), false);
      return true;
    },
    convert(referral) {
      if (referral.dateConverted !== null) return;
      const now = Date.now();
      const converted = referrals.put(referral.id, { ...referral, dateConverted: now, dateModified: now });
      hooks.fire('referral.converted', hookedReferral(converted, classic()));
      const referrer = users.get(keyOf(referral.referrer));
      if (!referrer) return;
      const { id, accountId, balance, resourceVersion } = users.put(keyOf(referrer), {
        ...referrer,
        ...{ balance: referrer.balance + 1, resourceVersion: Math.max(now, referrer.resourceVersion + 1) },
      });
      hooks.fire('user.reward.balance.changed', {
        ...{ userId: id, accountId, unit: 'POINT', availableValue: balance, resourceVersion },
      });
    },
    end(referral) {
      if (referral.dateReferralEnded !== null) return;
      const now = Date.now();
      const ended = referrals.put(referral.id, { ...referral, dateReferralEnded: now, dateModified: now });
      hooks.fire('referral.ended', hookedReferral(ended, classic()));
    },
    referralOf(ref) {
      const [id] = referralsOf.get(keyOf(ref)) ?? [];
      return id === undefined ? undefined : referrals.get(id);
    },
  };
}

const given = (stub: Stub, names: readonly (keyof User)[]): Partial<User> =>
  Object.fromEntries(names.flatMap((name) => (stub[name] == null ? [] : [[name, stub[name]]])));

/** `name` adds, `~name` removes, `~*` removes all, in this order. https://docs.saasquatch.com/features/user-segmentation */
function withOperations(segments: readonly string[], operations: readonly string[]): string[] {
  return operations.reduce<string[]>(
    (left, operation) => {
      if (operation === '~*') return [];
      if (operation.startsWith('~')) return left.filter((segment) => segment !== operation.slice(1));
      return left.includes(operation) ? left : [...left, operation];
    },
    [...segments],
  );
}

/** Fields that are not named stay; null removes one. https://docs.saasquatch.com/features/custom-user-fields */
function merged(fields: User['customFields'], changes: z.infer<typeof CustomFields>): User['customFields'] {
  const kept = Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as User['customFields'];
}
