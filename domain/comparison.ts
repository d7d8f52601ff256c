import { createHash } from 'node:crypto';
import type { FieldMap, FieldRule } from '../config/field-map.js';
import type { HireDiff, HireDifference } from '../schemas/hire-diff.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import type { Person } from '../schemas/person.js';
import type { AdverseResult } from '../schemas/screening-result.js';
import { formatAmount, formatCompensation, FULL_TIME_HOURS, samePay, yearlyAmount } from './compensation.js';
import { dateHints, payHints } from './hints.js';

/** What one side says of a field, ready to compare and to show. */
interface Compared {
  equal: boolean;
  offer: string | null;
  hris: string | null;
  normalised: string;
  hints: string[];
  rule: string;
}

/**
 * Compares the offer with the HRIS, field by field as the map says.
 * @param offer the ATS side. `manager` is the person of the HRIS whom the offer's manager was resolved to; without an
 *   id there, the manager could not be found or told apart, and never counts as equal.
 * @param hris the HRIS side, its manager resolved where it could be.
 * @param adverse screening results in an adverse action: the hash covers all of them, and those that nobody has
 *   decided about yet are a difference.
 */
export function compareHire(
  map: FieldMap,
  offer: HireFields,
  hris: HireFields,
  adverse: readonly AdverseResult[] = [],
): HireDiff {
  const differences: HireDifference[] = [];
  const canonical: unknown[] = adverse.map((result) => [
    'screening',
    result.screening,
    result.resultId,
    result.sequence,
  ]);
  for (const rule of Object.values(map.rules).filter((one) => one.compare)) {
    canonical.push([rule.field, canonicalValue(rule.field, offer), canonicalValue(rule.field, hris)]);
    const compared = compareField(rule, offer, hris);
    if (compared.equal) continue;
    const { equal: _, ...shown } = compared;
    differences.push({ field: rule.field, authority: rule.authority, ...shown });
  }
  const undecided = adverse.filter(({ cleared }) => !cleared);
  if (undecided.length > 0) differences.push(adverseDifference(undecided));
  const hash = createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
  return { differences, hash, ...(undecided.length > 0 ? { adverse: undecided } : {}) };
}

/** Whether two sides say the same of a field, by the rules it is compared by. */
export function sameField(rule: FieldRule, one: HireFields, other: HireFields): boolean {
  return compareField(rule, one, other).equal;
}

/** What people are told of an adverse action: that there is one, and where. What it is about stays with the vendor. */
function adverseDifference(results: readonly AdverseResult[]): HireDifference {
  const named = results.map(({ screening, resultId, adjudication }) => `${screening} ${resultId}: ${adjudication}`);
  return {
    field: 'screening',
    authority: 'ats',
    offer: null,
    hris: named.join('; ').replaceAll('_', ' '),
    normalised: 'the newest state of each screening result',
    hints: [],
    rule: 'payroll waits while a screening result is in an adverse action, until a person decides',
  };
}

function compareField({ field }: FieldRule, offer: HireFields, hris: HireFields): Compared {
  if (field === 'compensation') return comparePay(offer, hris);
  if (field === 'manager') return compareManager(offer.manager, hris.manager);
  return compareText(field, offer, hris);
}

function comparePay({ compensation: offer }: HireFields, { compensation: hris }: HireFields): Compared {
  const shown = {
    offer: offer ? formatCompensation(offer) : null,
    hris: hris ? formatCompensation(hris) : null,
    rule: 'pay must agree to the cent, over a year, in the same currency',
  };
  if (!offer || !hris) {
    return { ...shown, equal: false, normalised: 'one side has no pay', hints: [] };
  }
  const hours = offer.hoursPerWeek ?? hris.hoursPerWeek ?? FULL_TIME_HOURS;
  const equal = samePay(offer, hris);
  const perYear = `${formatAmount(yearlyAmount(offer, hours))} ${offer.currency} and ${formatAmount(yearlyAmount(hris, hours))} ${hris.currency} per year`;
  return {
    ...shown,
    equal,
    normalised: `${perYear} (12 months; 52 weeks of ${hours} h)`,
    hints: equal ? [] : payHints(offer, hris),
  };
}

/** Managers are compared as persons of the HRIS, never by how a name is spelled. */
function compareManager(offer: Person | undefined, hris: Person | undefined): Compared {
  const equal = offer?.id !== undefined && offer.id === hris?.id;
  const unresolved = [
    ...(offer && offer.id === undefined ? ["the offer's manager is not one known person of the HRIS"] : []),
    ...(hris && hris.id === undefined ? ['more than one person, or none, goes by the name in the HRIS'] : []),
  ];
  return {
    equal,
    offer: showPerson(offer),
    hris: showPerson(hris),
    normalised: 'resolved to persons of the HRIS',
    hints: equal ? [] : unresolved,
    rule: 'the manager must be the same person',
  };
}

function showPerson(person: Person | undefined): string | null {
  if (!person) return null;
  const name = person.name ?? [person.firstName, person.lastName].filter(Boolean).join(' ');
  const id = person.id === undefined ? '' : ` (employee ${person.id})`;
  return (name || person.email || 'unnamed') + id;
}

function compareText(field: HireFieldName, offer: HireFields, hris: HireFields): Compared {
  const [left, right] = [textOf(field, offer), textOf(field, hris)];
  const equal = left !== null && right !== null && normaliseText(field, left) === normaliseText(field, right);
  return {
    equal: equal || (left === null && right === null),
    offer: left,
    hris: right,
    normalised: NORMALISED[field] ?? 'spaces and capitals ignored',
    hints: field === 'startDate' && left && right && !equal ? dateHints(left, right) : [],
    rule: `${field} must agree`,
  };
}

const NORMALISED: Partial<Record<HireFieldName, string>> = {
  startDate: 'plain calendar dates, no time zone',
  personalEmail: 'capitals ignored',
  phone: 'E.164',
};

function textOf(field: HireFieldName, fields: HireFields): string | null {
  const value = fields[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function normaliseText(field: HireFieldName, value: string): string {
  if (field === 'startDate' || field === 'phone') return value;
  return value.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');
}

/** What of a value the diff's hash covers: what would change the outcome, not how it happens to be written. */
function canonicalValue(field: HireFieldName, fields: HireFields): unknown {
  if (field === 'compensation') {
    const pay = fields.compensation;
    if (!pay) return null;
    return [
      formatAmount(pay.amount),
      pay.currency,
      pay.period,
      pay.period === 'hour' ? (pay.hoursPerWeek ?? null) : null,
    ];
  }
  if (field === 'manager') {
    const manager = fields.manager;
    return manager
      ? [manager.id ?? null, manager.id === undefined ? (manager.email ?? manager.name ?? null) : null]
      : null;
  }
  const text = textOf(field, fields);
  return text === null ? null : normaliseText(field, text);
}
