import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { splitBonus } from '../../domain/bonus-amount.js';
import { judgeBonus, type BonusFacts } from '../../domain/bonus-conditions.js';
import { bonusDueAt } from '../../domain/bonus-due.js';
import { bonusIdOf, bonusReference } from '../../domain/bonus-reference.js';

const split = (amount: string, ...shares: string[]): string[] => [
  ...splitBonus(
    amount,
    shares.map((share, index) => ({ referralId: `r${index}`, share })),
  ).values(),
];

describe('the amount of a bonus', () => {
  const TABLE: [string, string[], string[]][] = [
    ['1500.00', ['1'], ['1500.00']],
    ['1500', ['1.000000'], ['1500.00']],
    ['1500.00', ['0.5', '0.5'], ['750.00', '750.00']],
    ['100.00', ['0.333333', '0.333333', '0.333333'], ['33.34', '33.33', '33.33']],
    ['0.05', ['0.5', '0.5'], ['0.03', '0.02']],
    ['0.01', ['0.5', '0.5'], ['0.01', '0.00']],
    ['100.00', ['0.666667', '0.333333'], ['66.67', '33.33']],
    ['100.00', ['1', '0'], ['100.00', '0.00']],
    ['100.00', ['0.5'], ['50.00']],
    ['0.01', ['0.5'], ['0.00']],
    ['100.00', ['0', '0'], ['0.00', '0.00']],
  ];
  for (const [amount, shares, expected] of TABLE) {
    it(`of ${amount} by ${shares.join(' and ')} is ${expected.join(' and ')}`, () => {
      assert.deepEqual(split(amount, ...shares), expected);
    });
  }

  it('sums to the whole for shares that make it up, however they were rounded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (parts, cents) => {
          const sum = parts.reduce((total, part) => total + part, 0);
          const amount = new Decimal(cents).div(100).toFixed(2);
          const amounts = split(amount, ...parts.map((part) => new Decimal(part).div(sum).toFixed(6)));
          const total = amounts.reduce((all, one) => all.plus(one), new Decimal(0));
          assert.equal(total.toFixed(2), amount);
          amounts.forEach((one, index) => {
            const exact = new Decimal(amount).times(parts[index] ?? 0).div(sum);
            // A cent by the remainder, and what six places of a share are worth.
            assert.ok(
              exact
                .minus(one)
                .abs()
                .lte(new Decimal('0.01').plus(new Decimal(amount).times('0.00001'))),
            );
          });
        },
      ),
    );
  });

  it('never comes to more than the parts do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000 }), fc.integer({ min: 1, max: 1_000_000 }), (share, cents) => {
        const amount = new Decimal(cents).div(100).toFixed(2);
        const [paid = '0'] = split(amount, new Decimal(share).div(1_000_000).toFixed(6));
        assert.ok(new Decimal(amount).times(share).div(1_000_000).gte(paid));
      }),
    );
  });

  it('refuses shares that cannot be', () => {
    assert.throws(() => split('1.00', '1', '1'), RangeError);
    assert.throws(() => split('1.00', '-0.5'), RangeError);
    assert.throws(() => split('1.00', '1.5'), RangeError);
  });
});

describe('when a bonus is due', () => {
  const DAY = 86_400_000;
  const policy = { retention: 90 * DAY, retentionFrom: 'start', timeZone: 'America/New_York' } as const;
  const hiredAt = '2026-09-01T15:30:00Z';

  it('is a midnight of the company, also across a change of the clocks', () => {
    // 2026-09-01 is in summer time (UTC-4), 2026-11-30 is not (UTC-5).
    assert.equal(bonusDueAt(policy, { startDate: '2026-09-01', hiredAt }), '2026-11-30T05:00:00.000Z');
  });

  it('counts from the hire by the clock where policy says so', () => {
    const hired = { ...policy, retentionFrom: 'hired' } as const;
    assert.equal(bonusDueAt(hired, { startDate: null, hiredAt }), '2026-11-30T16:30:00.000Z');
  });

  it('takes hours as they are', () => {
    const soon = { ...policy, retention: 2 * 3_600_000 };
    assert.equal(bonusDueAt(soon, { startDate: '2026-09-01', hiredAt }), '2026-09-01T06:00:00.000Z');
  });

  it('is not known before the start date is', () => {
    assert.equal(bonusDueAt(policy, { startDate: null, hiredAt }), null);
  });
});

describe('the conditions of a bonus', () => {
  const TABLE: [BonusFacts['hire'], BonusFacts['advocate'], string][] = [
    ['there', 'employed', 'met'],
    ['undone', 'employed', 'not_met, undone'],
    ['undone', 'left', 'not_met, undone'],
    ['left', 'employed', 'not_met'],
    ['there', 'left', 'not_met'],
    ['unknown', 'left', 'not_met'],
    ['unknown', 'employed', 'unknown'],
    ['there', 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ];
  for (const [hire, advocate, expected] of TABLE) {
    it(`with the hire ${hire} and the advocate ${advocate}: ${expected}`, () => {
      const verdict = judgeBonus({ hire, advocate });
      assert.equal(verdict.is === 'not_met' && verdict.undone ? `${verdict.is}, undone` : verdict.is, expected);
    });
  }
});

describe('what payroll knows a bonus by', () => {
  it('is another for each bonus, round and purpose, and says nothing of anybody', () => {
    const ids = [bonusIdOf('saasquatch', 'r1', 1), bonusIdOf('saasquatch', 'r1', 2), bonusIdOf('saasquatch', 'r2', 1)];
    const references = ids.flatMap((id) => [bonusReference(id, 'payout'), bonusReference(id, 'clawback')]);
    assert.equal(new Set(references).size, 6);
    for (const one of references) assert.match(one, /^hl-[0-9a-f]{12}$/);
  });
});
