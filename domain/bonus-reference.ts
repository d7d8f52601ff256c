import { createHash } from 'node:crypto';

/**
 * By which payroll knows a payment or deduction again. It stands on the payslip, so it says nothing of anybody.
 * @param bonusId as in the ledger.
 */
export function bonusReference(bonusId: string, about: 'payout' | 'clawback'): string {
  return `hl-${createHash('sha256').update(`${bonusId}\n${about}`).digest('hex').slice(0, 12)}`;
}

/** The id of a bonus: of one referral, and of the time that its candidate was hired. */
export const bonusIdOf = (advocacy: string, referralId: string, round: number): string =>
  `${advocacy}:${referralId}:${round}`;
