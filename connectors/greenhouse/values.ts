import { Decimal } from 'decimal.js';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { PayPeriod } from '../../schemas/compensation.js';
import { FLSA_STATUSES, flsaStatusOf } from '../../schemas/flsa-status.js';
import type { Person } from '../../schemas/person.js';

/**
 * One reader for each kind of value. All take the raw value, give undefined for an empty one, and throw Malformed
 * for one that the kind cannot hold.
 */
export class Malformed extends Error {
  /** @param expected "a date as YYYY-MM-DD". */
  constructor(readonly expected: string) {
    super(`expected ${expected}`);
  }
}

const isEmpty = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

const isRecord = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/**
 * Picks one of a candidate's `[{value, type}]`: the first of the preferred type, else the first. Other values pass.
 */
export function preferred(raw: unknown, type: string | undefined): unknown {
  if (!Array.isArray(raw)) return raw;
  const filled = (raw as unknown[]).filter((one) => !isEmpty(isRecord(one) ? one['value'] : one));
  const typed = filled.find((one) => isRecord(one) && type && String(one['type']).toLowerCase() === type.toLowerCase());
  const picked: unknown = typed ?? filled[0];
  return isRecord(picked) ? picked['value'] : picked;
}

/** All values of a candidate's `[{value, type}]` that a reader takes, those of the preferred type first, none twice. */
export function allOf(
  contacts: readonly { value?: string | null | undefined; type?: string | null | undefined }[],
  type: string,
  read: (raw: unknown) => string | undefined,
): string[] {
  const isPreferred = (one: (typeof contacts)[number]) => one.type?.toLowerCase() === type.toLowerCase();
  const ordered = [...contacts.filter(isPreferred), ...contacts.filter((one) => !isPreferred(one))];
  const found = new Map<string, string>();
  for (const { value } of ordered) {
    const taken = readable(value, read);
    if (taken !== undefined && !found.has(taken.toLowerCase())) found.set(taken.toLowerCase(), taken);
  }
  return [...found.values()];
}

function readable(raw: unknown, read: (raw: unknown) => string | undefined): string | undefined {
  try {
    return read(raw);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Text, a number as text, or the name of a chosen option: a single_select reads as its text or as `{id, name}`. */
export function text(raw: unknown): string | undefined {
  if (isEmpty(raw)) return undefined;
  if (typeof raw === 'string') return raw.trim();
  if (typeof raw === 'number') return decimalOf(raw, 'text');
  if (isRecord(raw) && typeof raw['name'] === 'string') return raw['name'].trim() || undefined;
  throw new Malformed('text');
}

export function email(raw: unknown): string | undefined {
  const address = text(raw);
  if (address !== undefined && !/^[^\s@]+@[^\s@]+$/.test(address)) throw new Malformed('an e-mail address');
  return address;
}

/**
 * A number that can be called or written to, as E.164.
 * @param country ISO 3166 code of numbers without a country code.
 */
export function phone(raw: unknown, country: string | undefined): string | undefined {
  return readPhone(raw, country, 'valid');
}

/**
 * The same for records that people read: as long as numbers of its country are. Whether the number is assigned is
 * theirs to judge, and ranges are opened faster than lists of them are kept.
 */
export function phoneOnRecord(raw: unknown, country: string | undefined): string | undefined {
  return readPhone(raw, country, 'possible');
}

function readPhone(raw: unknown, country: string | undefined, needed: 'valid' | 'possible'): string | undefined {
  const number = text(raw);
  if (number === undefined) return undefined;
  const parsed = parsePhoneNumberFromString(number, country && isSupportedCountry(country) ? country : undefined);
  if (needed === 'valid' ? parsed?.isValid() : parsed?.isPossible()) return parsed?.number;
  throw new Malformed(`a phone number ${needed} in its country${country ? ` (${country})` : ''}`);
}

/** One of FLSA_STATUSES, however its capitals, spaces and hyphens are written: "Non-Exempt". */
export function flsaStatus(raw: unknown): string | undefined {
  const words = text(raw);
  if (words === undefined) return undefined;
  const status = flsaStatusOf(words);
  if (status === undefined) throw new Malformed(`an FLSA status: ${FLSA_STATUSES.join(', ')}`);
  return status;
}

/** Whether a yes/no field, or one with such options, says yes. Anything but a yes is none. */
export function yes(raw: unknown): boolean {
  const said: unknown = isRecord(raw) ? raw['name'] : raw;
  return said === true || (typeof said === 'string' && ['yes', 'true'].includes(said.trim().toLowerCase()));
}

/** A day of the calendar, as written: no time zone is applied. */
export function date(raw: unknown): string | undefined {
  if (isEmpty(raw)) return undefined;
  const day = typeof raw === 'string' ? raw.trim() : '';
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== day) {
    throw new Malformed('a date as YYYY-MM-DD');
  }
  return day;
}

/**
 * A currency field: `{amount, currency_code}` as v3 writes it, `{amount, unit}` or `{value, unit}` as v1 and webhooks do.
 * The amount is decimal text in units of the currency; without an amount the field is empty.
 */
export function money(raw: unknown): { amount: string; currency: string } | undefined {
  if (isEmpty(raw)) return undefined;
  const form = 'a currency {amount, currency_code}';
  if (!isRecord(raw)) throw new Malformed(form);
  const given = raw['amount'] ?? raw['value'];
  if (isEmpty(given)) return undefined;
  const amount = decimalOf(given, form);
  const code = raw['currency_code'] ?? raw['unit'];
  const currency = typeof code === 'string' ? code.trim().toUpperCase() : '';
  if (!/^[A-Z]{3}$/.test(currency)) throw new Malformed(`${form} with an ISO 4217 code`);
  return { amount, currency };
}

/** Weekly hours, decimal text. */
export function weeklyHours(raw: unknown): string | undefined {
  if (isEmpty(raw)) return undefined;
  const hours = decimalOf(raw, 'hours a week');
  if (new Decimal(hours).lte(0) || new Decimal(hours).gt(168)) throw new Malformed('hours a week, from 0 to 168');
  return hours;
}

/** Exact: a JSON number keeps the digits it was written with as long as a double can tell them apart. */
function decimalOf(raw: unknown, expected: string): string {
  if (typeof raw === 'number' && raw >= 0 && raw <= Number.MAX_SAFE_INTEGER) return new Decimal(raw).toFixed();
  if (typeof raw === 'string' && /^\d+(\.\d+)?$/.test(raw.trim())) return new Decimal(raw.trim()).toFixed();
  throw new Malformed(expected);
}

const PERIOD_WORDS: Readonly<Record<PayPeriod, readonly string[]>> = {
  year: ['year', 'yearly', 'annual', 'annually', 'annum', 'yr', 'y', 'pa'],
  month: ['month', 'monthly', 'mo'],
  week: ['week', 'weekly', 'wk'],
  hour: ['hour', 'hourly', 'hr', 'h'],
};

/** A pay period in the words people give the options: "Yearly", "per year", "Annually", "/hr". */
export function payPeriod(raw: unknown): PayPeriod | undefined {
  const words = text(raw);
  if (words === undefined) return undefined;
  const word = words
    .toLowerCase()
    .replace(/^(per|an?)\b/, '')
    .replace(/[^a-z]/g, '');
  const period = (Object.keys(PERIOD_WORDS) as PayPeriod[]).find((one) => PERIOD_WORDS[one].includes(word));
  if (!period) throw new Malformed('a pay period: year, month, week or hour');
  return period;
}

/** The same, where there must be one. */
export function requiredPayPeriod(raw: unknown): PayPeriod {
  const period = payPeriod(raw);
  if (!period) throw new Malformed('a pay period: year, month, week or hour');
  return period;
}

/** A user field: the bare id, or an object with `user_id` or `id` and perhaps name, e-mail and employee id. */
export function user(raw: unknown): Person | undefined {
  if (isEmpty(raw)) return undefined;
  const form = 'a user: an id, or {user_id, name, email}';
  if (!isRecord(raw)) {
    const id = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : '';
    if (!/^\d+$/.test(id)) throw new Malformed(form);
    return { id };
  }
  const id = text(raw['user_id'] ?? raw['id']);
  if (id !== undefined && !/^\d+$/.test(id)) throw new Malformed(form);
  const known: Person = {
    id,
    name: text(raw['name']),
    firstName: text(raw['first_name']),
    lastName: text(raw['last_name']),
    email: text(raw['email'] ?? raw['primary_email']),
    employeeNumber: text(raw['employee_id']),
  };
  const person = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as Person;
  if (Object.keys(person).length === 0) throw new Malformed(form);
  return person;
}
