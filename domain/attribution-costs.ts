import { Decimal } from 'decimal.js';
import type { AttributionPeriod, RecruitingCost } from '../schemas/attribution-report.js';
import { daysOf } from './attribution-period.js';

/** Amounts are exact: no sum of them comes near so many digits. */
export const Money = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

const CENTS = 2;

/**
 * The part of a cost that falls into a period, by days. What has fallen due up to the period's start is taken from what
 * has up to its end, each rounded once to the cent: so the parts of periods that follow one another add up to the cost.
 */
export function partOf(cost: Pick<RecruitingCost, 'from' | 'to' | 'amount'>, period: AttributionPeriod): Decimal {
  const from = later(cost.from, period.from);
  const to = earlier(cost.to, period.to);
  if (from > to) return new Money(0);
  const amount = new Money(cost.amount);
  const days = daysOf(cost);
  const dueAfter = (passed: number) => amount.times(passed).dividedBy(days).toDecimalPlaces(CENTS);
  const end = daysOf({ from: cost.from, to });
  return dueAfter(end).minus(dueAfter(end - daysOf({ from, to })));
}

/** An amount to the cent in so many parts that differ by a cent at most and add up to it. The first parts are not smaller. */
export function splitEvenly(amount: Decimal, parts: number): Decimal[] {
  const upTo = (index: number) =>
    amount
      .times(index)
      .dividedBy(parts)
      .toDecimalPlaces(CENTS, amount.isNegative() ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL);
  return Array.from({ length: parts }, (_, index) => upTo(index + 1).minus(upTo(index)));
}

/** An amount over a number of hires, to the cent; null without hires. */
export const perHire = (amount: Decimal, hires: number): string | null =>
  hires === 0 ? null : amount.dividedBy(hires).toDecimalPlaces(CENTS).toFixed(CENTS);

/** An amount to the cent as text. */
export const moneyText = (amount: Decimal): string => amount.toFixed(CENTS);

export const sum = (amounts: readonly Decimal.Value[]): Decimal =>
  amounts.reduce<Decimal>((total, amount) => total.plus(amount), new Money(0));

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);
