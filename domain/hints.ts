import { Decimal } from 'decimal.js';
import type { Compensation } from '../schemas/compensation.js';
import { FULL_TIME_HOURS, yearlyAmount } from './compensation.js';

/**
 * What a difference in pay looks like, in the words of someone who has seen it before. Most telling first; [] when
 * nothing is recognised.
 */
export function payHints(offer: Compensation, hris: Compensation): string[] {
  const hints: string[] = [];
  if (offer.currency !== hris.currency && new Decimal(offer.amount).equals(hris.amount)) {
    hints.push(`the same amount in another currency (${offer.currency} and ${hris.currency})`);
  }
  const swapped = swappedDigits(offer.amount, hris.amount);
  if (swapped) hints.push(`two digits are swapped (${swapped})`);
  const zeros = shiftedZeros(offer.amount, hris.amount);
  if (zeros) hints.push(zeros);
  const period = misreadPeriod(offer, hris);
  if (period) hints.push(period);
  return hints;
}

/** "130000" and "103000" → "30 and 03"; undefined unless exactly one pair of different digits changed places. */
function swappedDigits(a: string, b: string): string | undefined {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left.length !== right.length) return undefined;
  const places = [...left].flatMap((digit, index) => (digit === right[index] ? [] : [index]));
  const [first, second] = places;
  if (places.length !== 2 || first === undefined || second === undefined) return undefined;
  if (left[first] !== right[second] || left[second] !== right[first]) return undefined;
  return `${left.slice(first, second + 1)} and ${right.slice(first, second + 1)}`;
}

function digitsOf(amount: string): string {
  return new Decimal(amount).toFixed(2).replace('.', '');
}

function shiftedZeros(a: string, b: string): string | undefined {
  const [x, y] = [new Decimal(a), new Decimal(b)];
  if (x.isZero() || y.isZero()) return undefined;
  const ratio = Decimal.max(x, y).div(Decimal.min(x, y));
  const shift = [1, 2, 3].find((power) => ratio.equals(new Decimal(10).pow(power)));
  return shift === undefined
    ? undefined
    : `a decimal point or ${shift === 1 ? 'a zero' : `${shift} zeros`} out of place`;
}

/** Recognises pay that agrees if one of the two was entered under the other's pay period. */
function misreadPeriod(offer: Compensation, hris: Compensation): string | undefined {
  if (offer.currency !== hris.currency) return undefined;
  const hours = offer.hoursPerWeek ?? hris.hoursPerWeek ?? FULL_TIME_HOURS;
  const agreed = yearlyAmount(offer, hours);
  const periods = ['year', 'month', 'week', 'hour'] as const;
  const meant = periods.find(
    (period) => period !== hris.period && closeTo(yearlyAmount({ ...hris, period }, hours), agreed),
  );
  if (meant) return `the HRIS amount reads like pay per ${meant}, entered as per ${hris.period}`;
  const offered = periods.find(
    (period) =>
      period !== offer.period && closeTo(yearlyAmount({ ...offer, period }, hours), yearlyAmount(hris, hours)),
  );
  if (offered) return `the offer's amount reads like pay per ${offered}, entered as per ${offer.period}`;
  return undefined;
}

/** A period's amount is often rounded: 130,000 a year is typed as 10,833.33 a month. */
function closeTo(a: Decimal, b: Decimal): boolean {
  return a.minus(b).abs().lessThanOrEqualTo(b.abs().times('0.0001'));
}

/** Hints for two dates (YYYY-MM-DD): day and month swapped, or the year of another. */
export function dateHints(offer: string, hris: string): string[] {
  const [year, month, day] = offer.split('-');
  const [otherYear, otherMonth, otherDay] = hris.split('-');
  if (year === otherYear && month === otherDay && day === otherMonth) return ['day and month are swapped'];
  if (year !== otherYear && month === otherMonth && day === otherDay) return ['the same day of another year'];
  return [];
}
