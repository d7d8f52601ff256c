import { Decimal } from 'decimal.js';
import type { Binding, FieldBindings } from '../../config/field-map.js';
import { DecimalString, type PayPeriod } from '../../schemas/compensation.js';
import { FLSA_STATUSES, flsaStatusOf, type FlsaStatus } from '../../schemas/flsa-status.js';
import {
  PlainDate,
  type FieldProblem,
  type HireFieldName,
  type HireFields,
  type HireReading,
} from '../../schemas/hire.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { Role } from '../connector.js';
import { vendorFailure } from '../failure.js';
import { kindOf } from '../wire.js';
import type { GustoCompensation, GustoEmployee, GustoJob } from './wire.js';

/** The one place Gusto has for each field. */
const PLACES: Readonly<Partial<Record<HireFieldName, string>>> = {
  firstName: 'first_name',
  lastName: 'last_name',
  preferredName: 'preferred_first_name',
  personalEmail: 'email',
  startDate: 'job.hire_date',
  jobTitle: 'job.title',
  compensation: 'compensation',
  flsaStatus: 'compensation.flsa_status',
};

const PAYMENT_UNITS: Record<PayPeriod, string> = { year: 'Year', month: 'Month', week: 'Week', hour: 'Hour' };

/** What a compensation is set to. */
export interface GustoPay {
  /** Dollars per payment unit, two decimals or more: "130000.00". */
  rate: string;
  payment_unit: string;
  flsa_status: FlsaStatus;
}

/** @returns what is wrong with a binding of the map's payroll column, or undefined. */
export function checkBinding(role: Role, field: HireFieldName, binding: Binding): string | undefined {
  if (role !== 'payroll') return `gusto does not play the role "${role}"`;
  const place = PLACES[field];
  if (place === undefined) return `gusto does not hold ${field}`;
  if (binding['path'] !== place) return `gusto holds ${field} at "${place}", not at "${binding['path'] ?? ''}"`;
  const extra = Object.keys(binding).find((name) => name !== 'path');
  return extra === undefined ? undefined : `gusto takes no "${extra}" for ${field}`;
}

/** Only the fields that the map binds to Gusto. */
export function bound(fields: HireFields, bindings: FieldBindings): HireFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => bindings[name as HireFieldName]));
}

/**
 * The body of a new employee. Self-onboarding: Gusto asks the employee for social security number, bank and taxes,
 * so that none of them passes through hireline.
 * @throws VendorRejected when the name or the e-mail that self-onboarding needs is missing.
 */
export function toNewEmployee(fields: HireFields): Record<string, unknown> {
  return {
    first_name: needed(fields, 'firstName'),
    last_name: needed(fields, 'lastName'),
    email: needed(fields, 'personalEmail'),
    ...(fields.preferredName ? { preferred_first_name: fields.preferredName } : {}),
    self_onboarding: true,
  };
}

/** @throws VendorRejected when title or start date is missing. */
export function toJob(fields: HireFields): { title: string; hire_date: string } {
  return { title: needed(fields, 'jobTitle'), hire_date: needed(fields, 'startDate') };
}

/**
 * @throws VendorRejected when the pay is not in US dollars, which is all that Gusto pays in, or when the FLSA status
 *   is missing or not one of Gusto's.
 */
export function toPay(fields: HireFields): GustoPay {
  const { compensation } = fields;
  if (!compensation) throw unsendable('compensation is missing');
  if (compensation.currency !== 'USD') {
    throw unsendable(`compensation is in ${compensation.currency}, and Gusto pays in USD only`);
  }
  const flsaStatus = flsaStatusOf(needed(fields, 'flsaStatus'));
  if (flsaStatus === undefined) {
    throw unsendable(`flsaStatus is not one of ${FLSA_STATUSES.join(', ')}`);
  }
  return {
    rate: toRate(compensation.amount),
    payment_unit: PAYMENT_UNITS[compensation.period],
    flsa_status: flsaStatus,
  };
}

/** Decimal text with at least two decimals, exact: "130000" becomes "130000.00", "62.505" stays. */
export function toRate(amount: string): string {
  const rate = new Decimal(amount);
  return rate.toFixed(Math.max(2, rate.decimalPlaces()));
}

export function isPaid(current: GustoCompensation, pay: GustoPay): boolean {
  return (
    isDecimal(current.rate) &&
    new Decimal(current.rate).equals(pay.rate) &&
    current.payment_unit === pay.payment_unit &&
    current.flsa_status === pay.flsa_status
  );
}

export function primaryJob(employee: GustoEmployee): GustoJob | undefined {
  return employee.jobs?.find((job) => job.primary) ?? employee.jobs?.[0];
}

/**
 * The one with the most recent effective date, a raise to come included, which is what the API description calls the
 * current one. Of one day, or without days, the one that the job names.
 */
export function latestCompensation(
  job: GustoJob,
  compensations: readonly GustoCompensation[] = job.compensations ?? [],
): GustoCompensation | undefined {
  const named = (one: GustoCompensation) => (one.uuid === job.current_compensation_uuid ? 1 : 0);
  return [...compensations].sort(
    (a, b) => (b.effective_date ?? '').localeCompare(a.effective_date ?? '') || named(b) - named(a),
  )[0];
}

/**
 * The employee in hireline's words, with their primary job and its current pay. What is empty at Gusto is left out.
 */
export function toReading(
  employee: GustoEmployee,
  job: GustoJob | undefined,
  pay: GustoCompensation | undefined,
  bindings: FieldBindings,
): HireReading {
  const problems: FieldProblem[] = [];
  const fields: HireFields = {
    firstName: employee.first_name || undefined,
    lastName: employee.last_name || undefined,
    preferredName: employee.preferred_first_name || undefined,
    personalEmail: employee.email || undefined,
    ...(job ? readJob(job, pay, problems) : {}),
  };
  const held = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    fields: bound(Object.fromEntries(held), bindings),
    problems: problems.filter((problem) => bindings[problem.field]),
  };
}

function readJob(job: GustoJob, current: GustoCompensation | undefined, problems: FieldProblem[]): HireFields {
  return {
    jobTitle: job.title || undefined,
    startDate: readDate(job, problems),
    compensation: readPay(current?.rate ?? job.rate, current?.payment_unit ?? job.payment_unit, problems),
    flsaStatus: readFlsaStatus(current, problems),
  };
}

function readDate(job: GustoJob, problems: FieldProblem[]): string | undefined {
  if (!job.hire_date) return undefined;
  const date = PlainDate.safeParse(job.hire_date);
  if (!date.success) problems.push(problem('startDate', 'job.hire_date', kindOf(job.hire_date), 'a date YYYY-MM-DD'));
  return date.data;
}

function readPay(
  rate: string | null | undefined,
  unit: string | null | undefined,
  problems: FieldProblem[],
): HireFields['compensation'] {
  if (!rate && !unit) return undefined;
  const period = (Object.keys(PAYMENT_UNITS) as PayPeriod[]).find((one) => PAYMENT_UNITS[one] === unit);
  if (!isDecimal(rate)) {
    problems.push(problem('compensation', 'compensation.rate', kindOf(rate), 'a decimal number'));
    return undefined;
  }
  if (!period) {
    const found = unit === 'Paycheck' ? 'pay per paycheck' : kindOf(unit);
    problems.push(problem('compensation', 'compensation.payment_unit', found, 'Year, Month, Week or Hour'));
    return undefined;
  }
  return { amount: rate, currency: 'USD', period };
}

function readFlsaStatus(current: GustoCompensation | undefined, problems: FieldProblem[]): string | undefined {
  const status = current?.flsa_status;
  if (!status) return undefined;
  const known = flsaStatusOf(status);
  if (known !== undefined) return known;
  problems.push(problem('flsaStatus', 'compensation.flsa_status', kindOf(status), FLSA_STATUSES.join(', ')));
  return undefined;
}

const problem = (field: HireFieldName, place: string, found: string, expected: string): FieldProblem => ({
  field,
  place: `gusto ${place}`,
  found,
  expected,
});

const isDecimal = (value: string | null | undefined): value is string => DecimalString.safeParse(value).success;

function needed(
  fields: HireFields,
  field: 'firstName' | 'lastName' | 'personalEmail' | 'jobTitle' | 'startDate' | 'flsaStatus',
) {
  const value = fields[field];
  if (!value) throw unsendable(`${field} is missing, and Gusto requires ${PLACES[field]}`);
  return value;
}

const unsendable = (why: string) =>
  vendorFailure(FailureType.VendorRejected, `${why}; nothing was sent`, { vendor: 'gusto', operation: 'prepare' });
