import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { ADVOCATE_STATUSES, type Advocate, type AdvocateStatus, type Referral } from '../../schemas/referral.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { renamedKeys } from '../renamed-places.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { pathOf, valueAt, type ReferralPlaces, type UserField, type UserPlace } from './places.js';
import type { SaasquatchReferral, SaasquatchUser } from './wire.js';

/** Numbers without a country code are of this country where the user's own is not known (config/field-map.yaml, phone). */
const PHONE_COUNTRY = 'US';

/**
 * A referral in hireline's words.
 * @param user the referred user, with custom fields; undefined when they are gone.
 * @throws VendorContract that names the place which holds what hireline does not know.
 */
export function toReferral(
  referral: SaasquatchReferral,
  user: SaasquatchUser | undefined,
  places: ReferralPlaces,
): Referral {
  const operation = `GET /referrals/${referral.id}`;
  const text = (place: UserPlace | undefined) => textAt(user, place, operation);
  return {
    referralId: referral.id,
    advocateId: referral.referrer.id,
    referredUserId: referral.referred.id,
    jobId: text(places.jobId),
    candidate: {
      firstName: text(places.firstName),
      lastName: text(places.lastName),
      email: text(places.email)?.toLowerCase() ?? null,
      phone: phoneOf(valueAt(user, places.phone), user?.countryCode),
    },
    consentAt: timeOf(valueAt(user, places.consentAt)),
    referredAt: new Date(referral.dateReferralStarted).toISOString(),
    shareLink: referral.shareLink?.trim() || null,
    state: stateOf(referral),
    status: statusOf(user, places.status, operation),
    ...renamedIn(user, places),
  };
}

function renamedIn(user: SaasquatchUser | undefined, places: ReferralPlaces): Pick<Referral, 'renamed'> {
  const custom = Object.entries(places).flatMap(([field, place]: [string, UserPlace | string]) =>
    typeof place === 'object' && place.custom && field !== 'status' ? [[field, place.name] as const] : [],
  );
  const keys = Object.fromEntries(custom) as Partial<Record<UserField, string>>;
  const found = renamedKeys(user?.customFields ?? {}, keys);
  const renamed = Object.entries(found).map(([field, name]) => [field, pathOf({ name, custom: true })] as const);
  return renamed.length > 0 ? { renamed: Object.fromEntries(renamed) } : {};
}

/** A user as somebody who shares. */
export const toAdvocate = (user: SaasquatchUser): Advocate => ({
  advocateId: user.id,
  firstName: user.firstName?.trim() || null,
  lastName: user.lastName?.trim() || null,
  email: user.email?.trim().toLowerCase() || null,
  // `referable` is about being referred, not about referring: only a block takes that away.
  active: user.dateBlocked == null,
  joinedAt: user.dateCreated == null ? null : new Date(user.dateCreated).toISOString(),
});

/** Whether SaaSquatch has counted the referral. Classic programs know it as paid. */
export const isConverted = (referral: SaasquatchReferral): boolean =>
  referral.dateConverted != null || referral.dateReferralPaid != null;

/** A referral that was denied to either side does not count, whenever it was converted. */
function stateOf(referral: SaasquatchReferral): Referral['state'] {
  const denied = [referral.referredModerationStatus, referral.referrerModerationStatus].includes('DENIED');
  if (referral.dateReferralEnded != null || denied) return 'ended';
  return isConverted(referral) ? 'converted' : 'open';
}

function statusOf(
  user: SaasquatchUser | undefined,
  place: UserPlace | undefined,
  operation: string,
): AdvocateStatus | null {
  const value = valueAt(user, place);
  if (!place || value === undefined || value === null || value === '') return null;
  const status = ADVOCATE_STATUSES.find((known) => known === value);
  if (status) return status;
  throw unreadable(place, `one of ${ADVOCATE_STATUSES.join(', ')}`, kindOf(value), operation);
}

/** Text, or a number where an id was given as one; null where it is empty. */
function textAt(user: SaasquatchUser | undefined, place: UserPlace | undefined, operation: string): string | null {
  const value = valueAt(user, place);
  if (!place || value === undefined || value === null) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.trim() || null;
  throw unreadable(place, 'text', kindOf(value), operation);
}

const unreadable = (place: UserPlace, expected: string, found: string, operation: string) =>
  vendorFailure(FailureType.VendorContract, `${pathOf(place)}: expected ${expected}, found ${found}`, {
    vendor: VENDOR,
    operation,
  });

/** The number as E.164; SaaSquatch's own example holds one as a JSON number. Null for what is no number. */
export function phoneOf(value: unknown, country: string | null | undefined): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const known = country && isSupportedCountry(country) ? country : PHONE_COUNTRY;
  const parsed = parsePhoneNumberFromString(String(value), known);
  return parsed?.isValid() ? parsed.number : null;
}

/** Custom fields hold times as milliseconds; earlier ones are taken for something else, such as seconds. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = 8.64e15;

const ISO_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/;

/**
 * A time that says which instant it is: milliseconds since 1970, as number or text, or ISO 8601 with a zone. Null for
 * everything else: when somebody agreed is not guessed.
 * @returns ISO 8601 UTC.
 */
export function timeOf(value: unknown): string | null {
  if (typeof value === 'string' && ISO_TIME.test(value.trim())) {
    const time = Date.parse(value.trim().replace(' ', 'T'));
    return Number.isNaN(time) ? null : new Date(time).toISOString();
  }
  const digits = typeof value === 'string' && /^\d{12,16}$/.test(value.trim());
  const milliseconds = typeof value === 'number' || digits ? Number(value) : Number.NaN;
  const plausible = milliseconds >= EARLIEST_MS && milliseconds <= LATEST_MS;
  return plausible ? new Date(milliseconds).toISOString() : null;
}
