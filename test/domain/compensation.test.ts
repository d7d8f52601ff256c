import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAmount, formatCompensation, samePay, yearlyAmount } from '../../domain/compensation.js';
import type { Compensation } from '../../schemas/compensation.js';

const pay = (
  amount: string,
  period: Compensation['period'] = 'year',
  hoursPerWeek?: string,
  currency = 'USD',
): Compensation => ({
  amount,
  currency,
  period,
  ...(hoursPerWeek ? { hoursPerWeek } : {}),
});

describe('compensation', () => {
  const same: [string, Compensation, Compensation][] = [
    ['salary and hourly at 40 h', pay('130000', 'year', '40'), pay('62.50', 'hour', '40')],
    ['hourly where only the offer tells the hours', pay('62.50', 'hour', '40'), pay('62.50', 'hour')],
    ['monthly and yearly', pay('10000', 'month'), pay('120000')],
    ['weekly and yearly', pay('2500', 'week'), pay('130000')],
    ['the same, written otherwise', pay('130000'), pay('130000.00')],
    ['part-time hours', pay('40', 'hour', '20'), pay('41600')],
    ['a month that does not divide evenly, to the cent', pay('10833.333333', 'month'), pay('130000.00')],
  ];
  for (const [name, a, b] of same) {
    it(`is the same: ${name}`, () => {
      assert.ok(samePay(a, b));
      assert.ok(samePay(b, a));
    });
  }

  const different: [string, Compensation, Compensation][] = [
    ['130K and 103K', pay('130000'), pay('103000')],
    ['a cent', pay('130000.00'), pay('130000.01')],
    ['another currency', pay('130000'), pay('130000', 'year', undefined, 'EUR')],
    ['monthly entered as yearly', pay('10000', 'month'), pay('10000')],
    ['other hours', pay('62.50', 'hour', '40'), pay('62.50', 'hour', '32')],
  ];
  for (const [name, a, b] of different) {
    it(`is not the same: ${name}`, () => {
      assert.ok(!samePay(a, b));
      assert.ok(!samePay(b, a));
    });
  }

  const cents = fc.integer({ min: 1, max: 1_000_000_000 });
  const money = cents.map((value) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`);

  it('never loses a cent of any yearly amount', () => {
    fc.assert(
      fc.property(money, (amount) => {
        assert.equal(yearlyAmount(pay(amount)).toFixed(2), amount.replace(/^0+(?=\d)/, ''));
      }),
    );
  });

  it('tells any two different yearly amounts apart, in either direction', () => {
    fc.assert(
      fc.property(money, money, (a, b) => {
        assert.equal(samePay(pay(a), pay(b)), a === b);
        assert.equal(samePay(pay(b), pay(a)), a === b);
      }),
    );
  });

  it('shows amounts as people write them', () => {
    assert.equal(formatAmount('130000'), '130,000.00');
    assert.equal(formatAmount('1234567.5'), '1,234,567.50');
    assert.equal(formatAmount('62.505'), '62.505');
    assert.equal(formatCompensation(pay('62.5', 'hour', '40')), '62.50 USD per hour at 40 h a week');
  });
});
