import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Money, moneyText, partOf, perHire, splitEvenly, sum } from '../../domain/attribution-costs.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01');
const dayAt = (offset: number) => new Date(START + offset * DAY_MS).toISOString().slice(0, 10);
const amounts = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 2 }))
  .map(([units, digits]) => new Money(units.toString()).dividedBy(new Money(10).pow(digits)).toFixed());

describe('attribution: costs', () => {
  const parts: [what: string, amount: string, from: string, to: string, expected: string][] = [
    ['a whole month', '1200.00', '2026-11-01', '2026-11-30', '1200.00'],
    ['a week of it', '1200.00', '2026-11-01', '2026-11-07', '280.00'],
    ['the last day of it', '100.00', '2026-11-30', '2026-12-06', '3.33'],
    ['its first day', '100.00', '2026-10-20', '2026-11-01', '3.33'],
    ['its second day, which gets what rounding the first has left', '100.00', '2026-11-02', '2026-11-02', '3.34'],
    ['nothing before it', '100.00', '2026-10-01', '2026-10-31', '0.00'],
    ['nothing after it', '100.00', '2026-12-01', '2026-12-31', '0.00'],
    ['no more than cents, whatever an amount has', '12.345', '2026-11-01', '2026-12-31', '12.35'],
  ];
  for (const [what, amount, from, to, expected] of parts) {
    it(`counts ${what}`, () => {
      const cost = { from: '2026-11-01', to: '2026-11-30', amount };
      assert.equal(moneyText(partOf(cost, { from, to })), expected);
    });
  }

  it('spreads a cost over periods that follow one another without losing or making a cent', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: 0, max: 400 }),
        cuts,
        (amount, start, length, lengths) => {
          const cost = { amount, from: dayAt(start), to: dayAt(start + length) };
          const found = [];
          let from = 0;
          for (const days of [...lengths, 600]) {
            found.push(partOf(cost, { from: dayAt(from), to: dayAt(from + days - 1) }));
            from += days;
          }
          assert.equal(sum(found).toFixed(), new Money(amount).toFixed());
          for (const part of found) assert.ok(part.greaterThanOrEqualTo(0));
        },
      ),
    );
  });

  it('splits an amount in parts that differ by a cent at most, and add up to it', () => {
    const cents = fc
      .bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
      .map((units) => new Money(units.toString()).dividedBy(100));
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 50 }), (amount, count) => {
        const found = splitEvenly(amount, count);
        assert.equal(found.length, count);
        assert.ok(sum(found).equals(amount));
        const sorted = [...found].sort((a, b) => a.comparedTo(b));
        assert.ok(sorted.at(-1)!.minus(sorted[0]!).lessThanOrEqualTo('0.01'));
      }),
    );
    assert.deepEqual(splitEvenly(new Money('100'), 3).map(moneyText), ['33.34', '33.33', '33.33']);
    assert.deepEqual(splitEvenly(new Money('5'), 0), []);
  });

  it('tells the cost of a hire to the cent, and of no hire none', () => {
    assert.equal(perHire(new Money('100'), 3), '33.33');
    assert.equal(perHire(new Money('0.01'), 2), '0.01');
    assert.equal(perHire(new Money('100'), 0), null);
  });
});
