import { z } from 'zod';

/** A decimal number as text, e.g. "130000" or "62.50". Money is never a float. */
export const DecimalString = z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number such as "130000.00"');

export const PAY_PERIODS = ['year', 'month', 'week', 'hour'] as const;
export const PayPeriod = z.enum(PAY_PERIODS);
export type PayPeriod = z.infer<typeof PayPeriod>;

/** What a person is paid: an amount in a currency for each pay period, at so many hours a week. */
export const Compensation = z.object({
  /** Decimal text in units of `currency` per `period`. */
  amount: DecimalString,
  /** ISO 4217 code in capitals, e.g. "USD". */
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as "USD"'),
  period: PayPeriod,
  /** Weekly hours the pay is for, decimal text. Absent where the system does not hold them. */
  hoursPerWeek: DecimalString.optional(),
});
export type Compensation = z.infer<typeof Compensation>;
