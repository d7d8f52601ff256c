import type { ReferralRule } from '../config/referral-map.js';
import type { Referral, ReferralFieldName } from '../schemas/referral.js';

/** A field that a referral does not hold at the place of the map. */
export interface EmptyReferralField {
  field: ReferralFieldName;
  /** "user.customFields.jobId" */
  place: string;
  /** A place of a like name that holds something: it seems to have been renamed. Null where there is none. */
  renamedTo: string | null;
}

/** The fields of the platform's column, with whether the referral holds them. Those that other systems hold are left out. */
export function platformFields(
  rules: readonly ReferralRule[],
  referral: Referral,
): { rule: ReferralRule; empty: EmptyReferralField | null }[] {
  return rules.flatMap((rule) => {
    const { field, advocacy: place } = rule;
    const value = valueOf(referral, field);
    if (!place || value === undefined) return [];
    const isEmpty = value === null || value === '';
    return [{ rule, empty: isEmpty ? { field, place, renamedTo: referral.renamed?.[field] ?? null } : null }];
  });
}

/** The fields that must not be empty by the map's null rules and are. */
export const missingFields = (rules: readonly ReferralRule[], referral: Referral): EmptyReferralField[] =>
  platformFields(rules, referral).flatMap(({ rule, empty }) => (empty && rule.nullRule === 'fail' ? [empty] : []));

/** In a sentence, with field and place and without values. */
export function missingInWords({ field, place, renamedTo }: EmptyReferralField): string {
  const empty = `${field} is empty (advocacy ${place}), and its null rule is fail`;
  if (renamedTo === null) return empty;
  return `${empty}; ${renamedTo} holds something, so it seems to have been renamed: mend the map at referral.${field}.advocacy, or the platform`;
}

/** Somebody, an at sign, and a domain with a dot; nothing that would end the address early. */
const ADDRESS = /^[^\s@"<>(),;:]{1,64}@[^\s@"<>(),;:.]+(\.[^\s@"<>(),;:.]+)+$/u;

/** Fields that hold what cannot be so: a sentence each, without the value. */
export function implausibleFields(
  rules: readonly ReferralRule[],
  { candidate: { email } }: Pick<Referral, 'candidate'>,
): string[] {
  if (email === null || ADDRESS.test(email)) return [];
  return [`email (advocacy ${placeOf(rules, 'email')}) holds text that is no e-mail address`];
}

/** Whether a consent is dated ahead of time: nobody has given it yet. @param skewMs by how much clocks may differ. */
export const isAhead = (consentAt: string | null, now: Date, skewMs: number): boolean =>
  consentAt !== null && Date.parse(consentAt) > now.getTime() + skewMs;

/** Where the platform holds a field, as the map has it. */
export const placeOf = (rules: readonly ReferralRule[], field: ReferralFieldName): string =>
  rules.find((rule) => rule.field === field)?.advocacy ?? 'no place';

/** What a referral says of a field; undefined for a field that other systems hold. */
function valueOf(referral: Referral, field: ReferralFieldName): string | null | undefined {
  switch (field) {
    case 'firstName':
    case 'lastName':
    case 'email':
    case 'phone':
      return referral.candidate[field];
    case 'jobId':
    case 'advocateId':
    case 'referralId':
    case 'consentAt':
    case 'referredAt':
      return referral[field];
    default:
      return undefined;
  }
}
