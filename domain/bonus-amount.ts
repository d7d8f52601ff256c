import { Decimal } from 'decimal.js';

/** The part of a candidate that is one advocate's. */
export interface ReferralShare {
  referralId: string;
  /** Decimal text, 0 to 1. */
  share: string;
}

/** Shares are kept with six places: three thirds add up to a little less than one. */
const SHARE_STEP = new Decimal('0.000001');

/**
 * What each referral is paid: the amount by share, exact to the cent. What the cents leave over goes, a cent each, to
 * the largest remainders, and of equal ones to those that come first; so the parts of shares that make up the whole sum
 * to the amount.
 * @param amount decimal text with at most two places.
 * @returns decimal text with two places by referral, in the order given; "0.00" where the share comes to less than a cent.
 * @throws RangeError when a share is not between 0 and 1, or they add up to more than one.
 */
export function splitBonus(amount: string, shares: readonly ReferralShare[]): Map<string, string> {
  const parts = shares.map(({ share }) => new Decimal(share));
  const sum = parts.reduce((total, part) => total.plus(part), new Decimal(0));
  if (parts.some((part) => part.isNegative() || part.gt(1))) throw new RangeError('a share is not between 0 and 1');
  const whole = sum.minus(1).abs().lte(SHARE_STEP.times(parts.length));
  if (sum.gt(1) && !whole) throw new RangeError('the shares add up to more than one');
  if (sum.isZero()) return new Map(shares.map(({ referralId }) => [referralId, '0.00']));

  const cents = new Decimal(amount).times(100);
  const exact = parts.map((part) => (whole ? cents.times(part).div(sum) : cents.times(part)));
  const floors = exact.map((one) => one.floor());
  const target = whole ? cents : cents.times(sum).floor();
  const left = target.minus(floors.reduce((total, one) => total.plus(one), new Decimal(0))).toNumber();
  const byRemainder = exact
    .map((one, index) => ({ index, remainder: one.minus(floors[index] ?? 0) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index);
  const extra = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return new Map(
    shares.map(({ referralId }, index) => [
      referralId,
      (floors[index] ?? new Decimal(0))
        .plus(extra.has(index) ? 1 : 0)
        .div(100)
        .toFixed(2),
    ]),
  );
}
