import type { ReferralBindings } from '../../config/referral-map.js';
import type { ConfirmedHire, ReferralFieldName } from '../../schemas/referral.js';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { CrmHire } from '../roles/crm.js';
import { VENDOR } from './manifest.js';
import type { Contact } from './wire.js';

/** The names that the map gives contact properties. */
export type ContactNames = ReferralBindings & Readonly<Record<'candidateId' | 'advocateId' | 'hiredOn', string>>;

/** What properties of these fields are, in HubSpot's words. */
export const PROPERTY_TYPES: Readonly<Partial<Record<ReferralFieldName, readonly string[]>>> = {
  firstName: ['string'],
  lastName: ['string'],
  email: ['string'],
  phone: ['string', 'phone_number'],
  candidateId: ['string'],
  applicationId: ['string'],
  advocateId: ['string'],
  referralId: ['string'],
  hiredOn: ['date'],
};

/** The number of hires that an advocate has brought, on their own contact. */
export const HIRES_MARK = 'referred_hires';

/** @throws Error that names the entry of the map and what was expected. */
export function contactNames(referral: ReferralBindings): ContactNames {
  for (const [field, name] of Object.entries(referral)) {
    if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) {
      throw new Error(`field-map.yaml: referral.${field}.crm: expected the name of a contact property.`);
    }
    if (!(field in PROPERTY_TYPES)) {
      throw new Error(`field-map.yaml: referral.${field}.crm: HubSpot is not told of it: expected no entry.`);
    }
  }
  const { candidateId, advocateId, hiredOn } = referral;
  if (!candidateId) throw new Error('field-map.yaml: referral.candidateId.crm: expected a unique contact property.');
  if (!advocateId) throw new Error('field-map.yaml: referral.advocateId.crm: expected a contact property.');
  if (!hiredOn) throw new Error('field-map.yaml: referral.hiredOn.crm: expected a contact property that holds a date.');
  return { ...referral, candidateId, advocateId, hiredOn };
}

/** Values that are not known are left out: what HubSpot holds of them stays. */
export function toProperties(hire: ConfirmedHire, names: ContactNames): Record<string, string> {
  const values: Partial<Record<ReferralFieldName, string | null>> = {
    ...hire.candidate,
    candidateId: hire.candidateId,
    applicationId: hire.applicationId,
    advocateId: hire.advocateId,
    referralId: hire.referralId,
    hiredOn: hire.hiredOn,
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([field, name]) => {
      const value = values[field as ReferralFieldName];
      return value ? [[name, value]] : [];
    }),
  );
}

/** The properties to ask for where a hire is read. */
export const hireProperties = (names: ContactNames): string[] =>
  (['candidateId', 'applicationId', 'advocateId', 'referralId', 'hiredOn'] as const).flatMap(
    (field) => names[field] ?? [],
  );

/** @returns a text that names the place and what was expected where the hire cannot be read. */
export function toHire(contact: Contact, names: ContactNames): CrmHire | string {
  const valueOf = (field: ReferralFieldName) => contact.properties[names[field] ?? '']?.trim() || null;
  const hiredOn = readDay(valueOf('hiredOn'));
  if (hiredOn === undefined) return `properties.${names.hiredOn}: expected a day, as YYYY-MM-DD or midnight UTC`;
  return {
    contactId: contact.id,
    candidateId: valueOf('candidateId'),
    applicationId: valueOf('applicationId'),
    advocateId: valueOf('advocateId'),
    referralId: valueOf('referralId'),
    hiredOn,
  };
}

/** @throws VendorContract that names the place. */
export function hireOf(contact: Contact, names: ContactNames, operation: string): CrmHire {
  const hire = toHire(contact, names);
  if (typeof hire !== 'string') return hire;
  throw vendorFailure(FailureType.VendorContract, hire, { vendor: VENDOR, operation });
}

const DAY_MS = 86_400_000;

/**
 * A date property's value as YYYY-MM-DD: it comes so, or as midnight UTC in milliseconds since 1970 or as a time.
 * Undefined where it is none of these.
 */
export function readDay(value: string | null): string | null | undefined {
  if (value === null) return null;
  const time = /^-?\d{1,15}$/.test(value)
    ? Number(value)
    : /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(value)
      ? Date.parse(value)
      : NaN;
  if (Number.isNaN(time) || time % DAY_MS !== 0) return undefined;
  const day = new Date(time).toISOString().slice(0, 10);
  // A day that no month has is moved on by Date.parse in some forms.
  return value.includes('-', 1) && !value.startsWith(day) ? undefined : day;
}
