import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareHire } from '../../domain/comparison.js';
import type { HireFields } from '../../schemas/hire.js';
import { defaultMap } from './map.js';

const map = defaultMap();

const offer: HireFields = {
  firstName: 'Ada',
  startDate: '2026-12-07',
  manager: { id: '101', name: 'Maya Lindqvist' },
  compensation: { amount: '130000', currency: 'USD', period: 'year', hoursPerWeek: '40' },
};
const hris: HireFields = { ...offer, compensation: { amount: '130000.00', currency: 'USD', period: 'year' } };

const differing = (left: HireFields, right: HireFields) => compareHire(map, left, right).differences;
const only = (left: HireFields, right: HireFields) => {
  const [difference, ...more] = differing(left, right);
  assert.ok(difference);
  assert.equal(more.length, 0);
  return difference;
};

describe('comparing the offer with the HRIS', () => {
  it('finds nothing where the two mean the same', () => assert.deepEqual(differing(offer, hris), []));

  it('tells the David case, in either direction, with both values and whose counts', () => {
    const typed = { ...hris, compensation: { amount: '103000.00', currency: 'USD', period: 'year' as const } };
    const difference = only(offer, typed);
    assert.equal(difference.field, 'compensation');
    assert.equal(difference.offer, '130,000.00 USD per year');
    assert.equal(difference.hris, '103,000.00 USD per year');
    assert.equal(difference.authority, 'ats');
    assert.deepEqual(difference.hints, ['two digits are swapped (30 and 03)']);
    const back = only({ ...offer, compensation: typed.compensation }, hris);
    assert.equal(back.offer, '103,000.00 USD per year');
    assert.deepEqual(back.hints, ['two digits are swapped (03 and 30)']);
  });

  const hinted: [string, HireFields, HireFields, RegExp][] = [
    [
      'a monthly amount entered as yearly',
      offer,
      { ...hris, compensation: { amount: '10833.33', currency: 'USD', period: 'year' } },
      /reads like pay per month, entered as per year/,
    ],
    [
      'an annual amount entered as monthly',
      offer,
      { ...hris, compensation: { amount: '130000', currency: 'USD', period: 'month' } },
      /reads like pay per year, entered as per month/,
    ],
    [
      'another currency',
      offer,
      { ...hris, compensation: { amount: '130000', currency: 'EUR', period: 'year' } },
      /the same amount in another currency \(USD and EUR\)/,
    ],
    [
      'a zero too few',
      offer,
      { ...hris, compensation: { amount: '13000', currency: 'USD', period: 'year' } },
      /a zero out of place/,
    ],
    ['day and month swapped', offer, { ...hris, startDate: '2026-07-12' }, /day and month are swapped/],
    ['last year', offer, { ...hris, startDate: '2025-12-07' }, /the same day of another year/],
  ];
  for (const [name, left, right, hint] of hinted) {
    it(`recognises ${name}`, () => assert.match(only(left, right).hints.join('; '), hint));
  }

  it('compares managers as persons, not as names', () => {
    const spelled = { ...hris, manager: { id: '101', name: 'M. Lindqvist' } };
    assert.deepEqual(differing(offer, spelled), []);
    const namesake = { ...hris, manager: { id: '104', name: 'Maya Lindqvist' } };
    assert.equal(only(offer, namesake).field, 'manager');
  });

  it('never takes a manager for the same who could not be told apart', () => {
    const unresolved = { ...hris, manager: { name: 'Sam Carter' } };
    assert.equal(only({ ...offer, manager: { name: 'Sam Carter' } }, unresolved).field, 'manager');
  });

  it('holds what is missing on one side', () => {
    const { compensation: _, ...unpaid } = hris;
    const difference = only(offer, unpaid);
    assert.equal(difference.hris, null);
  });

  it('hashes what matters: the same for the same meaning, another for another value of either side', () => {
    const hash = (left: HireFields, right: HireFields) => compareHire(map, left, right).hash;
    const written = { ...hris, compensation: { amount: '130000', currency: 'USD', period: 'year' as const } };
    assert.equal(hash(offer, hris), hash(offer, written));
    assert.equal(hash(offer, hris), hash({ ...offer, firstName: 'Augusta' }, hris));
    assert.notEqual(hash(offer, hris), hash({ ...offer, startDate: '2026-12-08' }, hris));
    assert.notEqual(hash(offer, hris), hash(offer, { ...hris, manager: { id: '102' } }));
  });

  const amount = fc.integer({ min: 100, max: 99_999_999 }).map((value) => (value / 100).toFixed(2));
  it('never lets two different amounts through, and never changes its mind', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const left = { ...offer, compensation: { amount: a, currency: 'USD', period: 'year' as const } };
        const right = { ...hris, compensation: { amount: b, currency: 'USD', period: 'year' as const } };
        const first = compareHire(map, left, right);
        assert.equal(first.differences.length === 0, a === b);
        assert.deepEqual(compareHire(map, left, right), first);
      }),
    );
  });

  describe('with a screening result in an adverse action', () => {
    const adverse = (cleared: boolean, sequence = 2) => [
      { screening: 'checkr', resultId: 'r1', sequence, adjudication: 'pre_adverse_action' as const, cleared },
    ];
    const compared = (cleared: boolean, sequence?: number) => compareHire(map, offer, hris, adverse(cleared, sequence));

    it('is a difference until a person has decided about exactly that state, and says nothing of the report', () => {
      const [difference] = compared(false).differences;
      assert.equal(difference?.field, 'screening');
      assert.equal(difference.hris, 'checkr r1: pre adverse action');
      assert.deepEqual(compared(true).differences, []);
    });

    it('keeps the hash when it is decided about, so that the approval holds, and changes it with the state', () => {
      assert.equal(compared(true).hash, compared(false).hash);
      assert.notEqual(compared(false, 3).hash, compared(false, 2).hash);
      assert.notEqual(compared(false).hash, compareHire(map, offer, hris).hash);
    });
  });
});
