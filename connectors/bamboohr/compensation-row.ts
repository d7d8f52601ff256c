import { Decimal } from 'decimal.js';
import { PAY_PERIODS, type Compensation, type PayPeriod } from '../../schemas/compensation.js';
import type { FieldProblem } from '../../schemas/hire.js';
import { kindOf } from '../wire.js';
import { heldText } from './held-values.js';
import type { WireRow } from './wire.js';

/** BambooHR's words for the pay periods that can be compared (column paidPer). */
const PAID_PER: Readonly<Record<PayPeriod, string>> = { year: 'Year', month: 'Month', week: 'Week', hour: 'Hour' };

/** Columns of a compensation row as it is written. `comment` is added by the caller: it carries the trace. */
export function toCompensationRow(compensation: Compensation, startDate: string): Record<string, unknown> {
  return {
    startDate,
    rate: { value: compensation.amount, currency: compensation.currency },
    type: compensation.period === 'hour' ? 'Hourly' : 'Salary',
    paidPer: PAID_PER[compensation.period],
  };
}

/**
 * The pay of a compensation row. The table holds no weekly hours, so hoursPerWeek is never set.
 * @returns the pay, or the problem with the row.
 */
export function readCompensationRow(row: WireRow): Compensation | FieldProblem {
  const { amount, currency } = readRate(row);
  if (amount === undefined) return problem('rate', row['rate'], 'a decimal amount, alone or as {value, currency}');
  if (currency === undefined) return problem('rate', undefined, 'a currency code with the rate, such as "USD"');
  const period = readPeriod(row);
  if (period === undefined) return problem('paidPer', row['paidPer'], 'Year, Month, Week or Hour');
  return { amount, currency, period };
}

export const isProblem = (read: Compensation | FieldProblem): read is FieldProblem => 'expected' in read;

/** Whether a row says this pay already: amount to the last digit, currency and period. */
export function saysCompensation(row: WireRow, wanted: Compensation): boolean {
  const read = readCompensationRow(row);
  return (
    !isProblem(read) &&
    read.currency === wanted.currency &&
    read.period === wanted.period &&
    new Decimal(read.amount).equals(wanted.amount)
  );
}

/** The rate comes as {value, currency}, as "130000.00 USD", or bare with the currency in a column of its own. */
function readRate(row: WireRow): { amount: string | undefined; currency: string | undefined } {
  const rate = row['rate'];
  const parts =
    typeof rate === 'object' && rate !== null ? (rate as { value?: unknown; currency?: unknown }) : { value: rate };
  const text = heldText(parts.value) ?? '';
  const [, before, digits, after] = /^([A-Za-z]{3})?\s*(-?[\d,]+(?:\.\d+)?)\s*([A-Za-z]{3})?$/.exec(text) ?? [];
  const currency = [parts.currency, after, before, row['currency'], row['currencyCode'], row['rateCurrency']]
    .map((code) => heldText(code)?.toUpperCase())
    .find((code) => code !== undefined && /^[A-Z]{3}$/.test(code));
  return { amount: digits === undefined ? undefined : plainDecimal(digits), currency };
}

/** "130,000.00" → "130000.00"; undefined when the commas do not group thousands. */
function plainDecimal(digits: string): string | undefined {
  if (/^-?\d+(\.\d+)?$/.test(digits)) return digits;
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(',', '') : undefined;
}

function readPeriod(row: WireRow): PayPeriod | undefined {
  const paidPer = heldText(row['paidPer'])?.toLowerCase();
  if (paidPer !== undefined) return PAY_PERIODS.find((period) => period === paidPer);
  return heldText(row['type'])?.toLowerCase() === 'hourly' ? 'hour' : undefined;
}

function problem(column: string, found: unknown, expected: string): FieldProblem {
  return { field: 'compensation', place: `bamboohr compensation.${column}`, found: kindOf(found), expected };
}
