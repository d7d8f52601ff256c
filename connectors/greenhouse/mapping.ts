import type { Binding, FieldBindings } from '../../config/field-map.js';
import {
  HIRE_FIELD_NAMES,
  type FieldProblem,
  type HireFieldName,
  type HireFields,
  type HireReading,
} from '../../schemas/hire.js';
import type { Compensation } from '../../schemas/compensation.js';
import type { Person } from '../../schemas/person.js';
import { kindOf } from '../wire.js';
import { VENDOR } from './manifest.js';
import { parsePlace, valueAt, type Root } from './places.js';
import * as values from './values.js';
import type { WireOffer, WireUser } from './wire.js';

/** The objects of one hire; those that do not exist are left out. */
export type HireRecords = Readonly<Partial<Record<Root, Readonly<Record<string, unknown>>>>>;

/** The offer that counts: the newest version, a deprecated one only where there is no other. */
export function currentOffer(offers: readonly WireOffer[]): WireOffer | undefined {
  const newestFirst = [...offers].sort((a, b) => b.version - a.version || Number(BigInt(b.id) - BigInt(a.id)));
  return newestFirst.find((offer) => offer.status !== 'deprecated') ?? newestFirst[0];
}

/** The Greenhouse user whom the offer names as manager, to be looked up before the hire is read. */
export function managerId(records: HireRecords, bindings: FieldBindings): string | undefined {
  const path = bindings.manager?.['path'];
  if (!path) return undefined;
  try {
    return values.user(rawAt(records, path))?.id;
  } catch (error) {
    if (error instanceof values.Malformed) return undefined;
    throw error;
  }
}

/**
 * Reads all bound fields of a hire. Empty values are absent; what cannot be read is a problem that names the place.
 * @param manager the user that managerId named, if Greenhouse has it.
 */
export function toReading(records: HireRecords, bindings: FieldBindings, manager: WireUser | undefined): HireReading {
  const fields: HireFields = {};
  const problems: FieldProblem[] = [];
  for (const field of HIRE_FIELD_NAMES) {
    const binding = bindings[field];
    if (!binding?.['path']) continue;
    try {
      const value = readField(field, binding, records, manager);
      if (value !== undefined) Object.assign(fields, { [field]: value });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ field, ...error.where });
    }
  }
  return { fields, problems };
}

/** A value that its kind cannot hold, and where it stands. */
class Unreadable extends Error {
  constructor(readonly where: Omit<FieldProblem, 'field'>) {
    super(`${where.place}: expected ${where.expected}`);
  }
}

/** Reads the value at a path with the reader of its kind. */
function readAt<T>(records: HireRecords, path: string, parser: (raw: unknown) => T, prefer?: string): T {
  const raw = values.preferred(rawAt(records, path), prefer);
  try {
    return parser(raw);
  } catch (error) {
    if (!(error instanceof values.Malformed)) throw error;
    throw new Unreadable({ place: `${VENDOR} ${path}`, found: kindOf(raw), expected: error.expected });
  }
}

function readField(field: HireFieldName, binding: Binding, records: HireRecords, manager: WireUser | undefined) {
  const { path = '', prefer, country } = binding;
  switch (field) {
    case 'personalEmail':
      return readAt(records, path, values.email, prefer);
    case 'phone':
      return readAt(records, path, (raw) => values.phoneOnRecord(raw, country), prefer);
    case 'startDate':
      return readAt(records, path, values.date, prefer);
    case 'manager':
      return asPerson(readAt(records, path, values.user), manager);
    case 'compensation':
      return readCompensation(binding, records);
    case 'flsaStatus':
      return readAt(records, path, values.flsaStatus, prefer);
    default:
      return readAt(records, path, values.text, prefer);
  }
}

function readCompensation(binding: Binding, records: HireRecords): Compensation | undefined {
  const { path = '', period, periodDefault, hoursPerWeek, hoursPerWeekDefault } = binding;
  const pay = readAt(records, path, values.money);
  if (!pay) return undefined;
  const paidPer = readAt(
    records,
    period || path,
    (raw) => (period && values.payPeriod(raw)) || values.requiredPayPeriod(periodDefault),
  );
  const hours =
    (hoursPerWeek && readAt(records, hoursPerWeek, values.weeklyHours)) || values.weeklyHours(hoursPerWeekDefault);
  return { ...pay, period: paidPer, ...(hours ? { hoursPerWeek: hours } : {}) };
}

/** The user as Greenhouse keeps them; where it does not, what the offer itself says of them. */
function asPerson(named: Person | undefined, user: WireUser | undefined): Person | undefined {
  if (!named || !user || user.id !== named.id) return named;
  return { ...named, ...toPerson(user) };
}

/** A Greenhouse user, in the words that help to find them elsewhere. */
export function toPerson(user: WireUser): Person {
  const person: Person = {
    id: user.id,
    name: userName(user),
    firstName: user.first_name,
    lastName: user.last_name,
    email: user.primary_email,
    employeeNumber: user.employee_id,
  };
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined));
}

/** First and last name, where the user has no display name. */
export function userName(user: WireUser): string | undefined {
  return user.name ?? ([user.first_name, user.last_name].filter(Boolean).join(' ') || undefined);
}

function rawAt(records: HireRecords, path: string): unknown {
  const place = parsePlace(path);
  return valueAt(records[place.root], place);
}

/** Whether any bound field stands on this object. */
export function usesRoot(bindings: FieldBindings, root: Root): boolean {
  return Object.values(bindings).some((binding) => Object.values(binding).some((path) => path.startsWith(`${root}.`)));
}
