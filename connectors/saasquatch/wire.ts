import { z } from 'zod';

/**
 * SaaSquatch's answers, as far as they are read. What is not named is dropped: users also hold addresses they were seen
 * at and a hash of their e-mail, which hireline does not want. https://github.com/saasquatch/schema, MIT.
 */

/** Ids are text; callers that made theirs from numbers may see them come back as such. */
export const Id = z.union([z.string().min(1), z.number()], { error: 'expected an id' }).transform(String);

/** Milliseconds since 1970. */
const Timestamp = z
  .number({ error: 'expected milliseconds since 1970' })
  .int()
  .nonnegative()
  .max(8.64e15, { error: 'expected milliseconds since 1970' });

const Codes = z.array(z.string()).nullish();

/** `User` and `OpenUser` of the description: the second has codes, segments and custom fields. */
export const SaasquatchUser = z.object({
  id: Id,
  accountId: Id,
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  /** ISO 3166. */
  countryCode: z.string().nullish(),
  /** The classic program's code, with which the user refers others. */
  referralCode: z.string().nullish(),
  /** The same by program. */
  referralCodes: z.record(z.string(), z.string()).nullish(),
  /** The codes that the user came with. */
  referredByCodes: Codes,
  referredBy: z.object({ code: z.string().nullish() }).nullish(),
  segments: Codes,
  /** Freely typed. */
  customFields: z.record(z.string(), z.unknown()).nullish(),
  dateCreated: Timestamp.nullish(),
  dateBlocked: Timestamp.nullish(),
});
export type SaasquatchUser = z.infer<typeof SaasquatchUser>;

/** Which user: ids are unique within their account. */
export interface UserRef {
  id: string;
  accountId: string;
}

const Ref = z.object({ id: Id, accountId: Id });

/** A user as a referral holds it: whole, or as an internal id, with its id in `referred` and `referrer`. */
const Party = z.union([SaasquatchUser, z.string()], { error: 'expected a user or an internal id' }).nullish();

const Moderation = z.enum(['PENDING', 'APPROVED', 'DENIED'], { error: 'expected PENDING, APPROVED or DENIED' });

const ReferralForms = z.object({
  id: Id,
  referredUser: Party,
  referrerUser: Party,
  referred: Ref.nullish(),
  referrer: Ref.nullish(),
  shareLinkUsed: z.string().nullish(),
  /** The description's own second example writes it so. */
  sharelinkUsed: z.string().nullish(),
  referredModerationStatus: Moderation.nullish(),
  referrerModerationStatus: Moderation.nullish(),
  dateReferralStarted: Timestamp,
  dateConverted: Timestamp.nullish(),
  /** What classic programs have in place of `dateConverted`. */
  dateReferralPaid: Timestamp.nullish(),
  dateReferralEnded: Timestamp.nullish(),
});

/** A referral in any of the published forms, brought to one. */
export const SaasquatchReferral = ReferralForms.transform((forms, context) => {
  const { referredUser, referrerUser, referred, referrer, shareLinkUsed, sharelinkUsed, ...rest } = forms;
  const party = (side: 'referred' | 'referrer', user: z.infer<typeof Party>, ref: UserRef | null | undefined) => {
    if (typeof user === 'object' && user !== null) return user;
    if (ref) return ref;
    context.addIssue({
      code: 'custom',
      path: [side],
      message: `expected ${side} or ${side}User with id and accountId`,
    });
    return z.NEVER;
  };
  return {
    ...rest,
    referred: party('referred', referredUser, referred),
    referrer: party('referrer', referrerUser, referrer),
    shareLink: shareLinkUsed ?? sharelinkUsed ?? null,
  };
});
export type SaasquatchReferral = z.infer<typeof SaasquatchReferral>;

/** The envelope of a list; the rows stand under the list's own name. */
export const ListEnvelope = z.object({ totalCount: z.number().int().nonnegative().nullish() });

/** `UserByCode` of the description. */
export const CodeOwner = Ref;

export const Subscriptions = z.array(z.object({ endpointUrl: z.string() }));

export const SaasquatchError = z.object({ apiErrorCode: z.string().nullish() });
