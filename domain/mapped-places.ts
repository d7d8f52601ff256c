import type { FieldMap } from '../config/field-map.js';
import { REFERRAL_ROLES } from '../config/referral-map.js';
import type { Systems } from '../config/systems.js';

const DATA_ROLES = ['ats', 'hris', 'payroll'] as const;

/**
 * Where a place of a vendor's answer is mapped: ["fields.compensation.ats"]; [] for one that is not of the map.
 * @param place as a connector names it: "[].custom_fields.base_salary.value", "greenhouse offer.custom_fields.base_salary".
 */
export function mappedPlaces(
  map: Pick<FieldMap, 'rules' | 'referral'>,
  { roles }: Pick<Systems, 'roles'>,
  vendor: string,
  place: string,
): string[] {
  const seen = segmentsOf(place);
  const within = (bound: string | undefined) => bound !== undefined && contains(seen, segmentsOf(bound));
  const fields = Object.values(map.rules).flatMap((rule) =>
    DATA_ROLES.filter((role) => {
      if (roles[role] !== vendor) return false;
      const { path, period, hoursPerWeek } = rule.bindings[role] ?? {};
      return [path, period, hoursPerWeek].some(within);
    }).map((role) => `fields.${rule.field}.${role}`),
  );
  const referral = map.referral.flatMap((rule) =>
    REFERRAL_ROLES.filter((role) => roles[role] === vendor && within(rule[role])).map(
      (role) => `referral.${rule.field}.${role}`,
    ),
  );
  return [...fields, ...referral];
}

/** "offer.custom_fields.reports_to" → [offer, custom_fields, reports_to]; numbers of rows and a vendor's name fall away. */
function segmentsOf(place: string): string[] {
  const words = place.trim().split(/\s+/);
  return (words[words.length - 1] ?? '')
    .split('.')
    .filter((segment) => !/^(\[\]|\d+)$/.test(segment) && segment !== '');
}

/**
 * Whether a place is, or is within, a bound one. Answers hold a record without the record's own name: what is bound as
 * "offer.custom_fields.x" stands there as "custom_fields.x".
 */
function contains(place: readonly string[], bound: readonly string[]): boolean {
  const [, ...withoutRecord] = bound;
  return [bound, withoutRecord].some(
    (wanted) =>
      wanted.length > 0 && place.some((_, start) => wanted.every((segment, index) => place[start + index] === segment)),
  );
}
