import { Decimal } from 'decimal.js';
import type { Compensation, PayPeriod } from '../schemas/compensation.js';

/** Hours of a full-time week, where a system does not say. */
export const FULL_TIME_HOURS = '40';

const Money = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
const WEEKS_PER_YEAR = 52;
const MONTHS_PER_YEAR = 12;

/**
 * Pay for a whole year, exact to the cent: 12 months, or 52 weeks of the hours agreed.
 * @param hoursPerWeek used when the compensation itself does not tell.
 */
export function yearlyAmount(pay: Compensation, hoursPerWeek = FULL_TIME_HOURS): Decimal {
  return new Money(pay.amount).times(periodsPerYear(pay.period, pay.hoursPerWeek ?? hoursPerWeek)).toDecimalPlaces(2);
}

function periodsPerYear(period: PayPeriod, hoursPerWeek: string): Decimal {
  switch (period) {
    case 'year':
      return new Money(1);
    case 'month':
      return new Money(MONTHS_PER_YEAR);
    case 'week':
      return new Money(WEEKS_PER_YEAR);
    case 'hour':
      return new Money(WEEKS_PER_YEAR).times(hoursPerWeek);
  }
}

/** Whether two compensations are the same money, to the cent over a year. Hours count for hourly pay only. */
export function samePay(a: Compensation, b: Compensation): boolean {
  if (a.currency !== b.currency) return false;
  if (a.period === b.period && a.period !== 'hour') return new Money(a.amount).equals(b.amount);
  const hours = a.hoursPerWeek ?? b.hoursPerWeek ?? FULL_TIME_HOURS;
  return yearlyAmount(a, hours).equals(yearlyAmount(b, hours));
}

/** "130000" → "130,000.00"; more than two decimals are kept. */
export function formatAmount(amount: string | Decimal): string {
  const exact = new Money(amount);
  const text = exact.toFixed(Math.max(2, exact.decimalPlaces()));
  const [whole = '0', fraction = '00'] = text.split('.');
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${fraction}`;
}

/** "130,000.00 USD per year", "62.50 USD per hour at 40 h a week". */
export function formatCompensation(pay: Compensation): string {
  const hours =
    pay.period === 'hour' && pay.hoursPerWeek ? ` at ${new Money(pay.hoursPerWeek).toString()} h a week` : '';
  return `${formatAmount(pay.amount)} ${pay.currency} per ${pay.period}${hours}`;
}
