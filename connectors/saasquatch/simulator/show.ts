import { createHash } from 'node:crypto';
import { internalId, keyOf, PROGRAM, type Records, type Referral, type User } from './records.js';

/** The link that an advocate shares: short domain and code. */
export const shareLinkOf = (code: string): string => `https://ssqt.example/m/${code}`;

const linksOf = (code: string | undefined) => {
  const link = code ? shareLinkOf(code) : null;
  return {
    ...{ shareLink: link, emailShareLink: link, linkedinShareLink: link, mobileShareLink: link },
    EMAIL: { shareLink: link },
  };
};

/** `OpenUser`, with what `extraFields` asks for. */
export function openUser(user: User, records: Records, extraFields: readonly string[] = []): Record<string, unknown> {
  const [code] = user.referredByCodes;
  const converted = (records.referralsOf.get(keyOf(user)) ?? []).some(
    (id) => records.referrals.get(id)?.dateConverted != null,
  );
  return {
    ...{ id: user.id, accountId: user.accountId, firstName: user.firstName, lastName: user.lastName },
    ...{ email: user.email, referable: user.referable, locale: user.locale, countryCode: user.countryCode },
    ...{ referralCodes: user.referralCodes, referredByCodes: user.referredByCodes, imageUrl: user.imageUrl },
    ...(code ? { referredBy: { code, isConverted: converted, newlyReferred: false } } : {}),
    ...{ customFields: user.customFields, segments: user.segments },
    programShareLinks: { [PROGRAM]: { cleanShareLink: linksOf(user.referralCodes[PROGRAM]).shareLink } },
    ...Object.fromEntries(
      (['dateBlocked', 'dateCreated'] as const).flatMap((name) =>
        extraFields.includes(name) ? [[name, user[name]]] : [],
      ),
    ),
  };
}

/** `User`, as lists and referrals have it: without custom fields, segments and codes that the user came with. */
export const listedUser = (user: User): Record<string, unknown> => ({
  ...{ id: user.id, accountId: user.accountId, email: user.email, firstName: user.firstName, lastName: user.lastName },
  ...{ referralCode: user.referralCodes[PROGRAM] ?? null, imageUrl: user.imageUrl, dateCreated: user.dateCreated },
  ...{ firstSeenIP: '203.0.113.7', lastSeenIP: '203.0.113.7', referralSource: null, locale: user.locale },
  emailHash: createHash('md5')
    .update(user.email ?? '')
    .digest('hex'),
  shareLinks: linksOf(user.referralCodes[PROGRAM]),
});

/** `Referral` of the API. Of a user who was deleted, the ids are left. */
export function shownReferral(referral: Referral, records: Records): Record<string, unknown> {
  const user = (ref: Referral['referred']) => {
    const found = records.users.get(keyOf(ref));
    return found ? listedUser(found) : ref;
  };
  const { referred, referrer, ...rest } = referral;
  return {
    ...rest,
    ...{ referredUser: user(referred), referrerUser: user(referrer), referredReward: null, referrerReward: null },
    ...moderation(referral),
    fraudSignals: null,
  };
}

/** `data` of referral.started and referral.converted, with the classic program and without. */
export function hookedReferral(referral: Referral, classic: boolean): Record<string, unknown> {
  const { referred, referrer, dateReferralPaid, dateReferralEnded, ...rest } = referral;
  const plain = { ...rest, referred, referrer, dateUserModified: null };
  if (!classic) return plain;
  return {
    ...plain,
    ...{ referredUser: internalId(referred), referrerUser: internalId(referrer) },
    ...{ dateReferralPaid, dateReferralEnded, referredReward: null, referrerReward: null, fraudSignals: null },
    ...moderation(referral),
  };
}

/** `data` of user.created. With the classic program it does not say with which code the user came. */
export function hookedUser(user: User, classic: boolean): Record<string, unknown> {
  const { dateBlocked, referredByCodes, customFields, segments, balance: _b, resourceVersion: _r, ...plain } = user;
  if (!classic) return { ...plain, referredByCodes, customFields, segments, cookieId: null };
  const code = user.referralCodes[PROGRAM];
  return { ...plain, dateBlocked, referralCode: code ?? null, shareLinks: linksOf(code), paymentProviderId: null };
}

const moderation = ({ dateReferralStarted }: Referral) => ({
  ...{ moderationStatus: 'ACTIONED', referredModerationStatus: 'APPROVED', referrerModerationStatus: 'APPROVED' },
  dateModerated: dateReferralStarted,
});
