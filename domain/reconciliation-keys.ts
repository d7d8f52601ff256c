import type { Compensation } from '../schemas/compensation.js';
import type { HireFieldName, HireFields } from '../schemas/hire.js';
import type { Person } from '../schemas/person.js';
import { FULL_TIME_HOURS, yearlyAmount } from './compensation.js';

/** Which system a record comes from. */
export type Side = 'ats' | 'hris';

/**
 * A field's value as text that can be compared by a database: two sides with the same key are equal to
 * domain/comparison.ts. Two sides with different keys may still be equal, and are left to it.
 * An empty value has the key ''.
 */
export function comparisonKey(field: HireFieldName, fields: HireFields, side: Side): string {
  if (field === 'compensation') return payKey(fields.compensation);
  if (field === 'manager') return managerKey(fields.manager, side);
  const value = fields[field];
  return typeof value === 'string' ? textKey(value) : '';
}

/** Printable ASCII in words a blank apart: to lower case is all that it needs. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Text without regard to capitals and to how much space is between its words. */
export function textKey(value: string): string {
  if (value === '') return '';
  if (PLAIN.test(value)) return value.toLowerCase();
  const key = value.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');
  // Quoted, so that no value can contain what separates keys, and a blank one is not an empty one.
  return PLAIN.test(key) ? key : JSON.stringify(key);
}

/** Pay that many hires share is worked out once; so many at most. */
const PAY_KEPT = 20_000;
const payKeys = new Map<string, string>();

/**
 * What pay comes to over a year, the currency, and the hours of a week it is for, which count where the other side
 * is paid by the hour: 130,000 a year and 62.50 an hour at 40 h have the same key.
 */
function payKey(pay: Compensation | undefined): string {
  if (!pay) return '';
  const { amount, currency, period, hoursPerWeek = FULL_TIME_HOURS } = pay;
  const written = `${amount} ${currency} ${period} ${hoursPerWeek}`;
  const known = payKeys.get(written);
  if (known !== undefined) return known;
  const key = `${yearlyAmount(pay).toFixed(2)} ${currency} ${hoursPerWeek.replace(/\.0*$/, '')}${fractionsOfCents(pay)}`;
  if (payKeys.size >= PAY_KEPT) payKeys.clear();
  payKeys.set(written, key);
  return key;
}

/** Pay by the same period is compared exactly, so what a cent over a year would hide stays in the key. */
function fractionsOfCents({ amount, period }: Compensation): string {
  return period !== 'hour' && /\.\d{2}\d*[1-9]/.test(amount) ? ` ${amount} ${period}` : '';
}

/** Only persons of the HRIS are compared; whoever could not be told apart is equal to nobody. */
function managerKey(manager: Person | undefined, side: Side): string {
  if (!manager) return '';
  return manager.id === undefined ? `unknown to ${side}` : `#${manager.id}`;
}
