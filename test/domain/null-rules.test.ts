import assert from 'node:assert/strict';
import { applyNullRules } from '../../domain/null-rules.js';
import { fieldsNotKept } from '../../domain/proof-of-write.js';
import type { HireFields } from '../../schemas/hire.js';
import { defaultMap } from './map.js';

const complete: HireFields = {
  firstName: 'Ada',
  lastName: 'Byron',
  personalEmail: 'ada@mail.example',
  startDate: '2026-12-07',
  jobTitle: 'Software Engineer',
  manager: { id: '4001', name: 'Maya Lindqvist' },
  compensation: { amount: '62.50', currency: 'USD', period: 'hour', hoursPerWeek: '40' },
  atsApplicationId: '80001',
};

describe('null rules', () => {
  const map = defaultMap();

  it('fills in defaults, by pay period where the map says so', () => {
    const { fields, incomplete } = applyNullRules(map, { fields: complete, problems: [] });
    assert.deepEqual(incomplete, []);
    assert.equal(fields.employmentType, 'Full-time');
    assert.equal(fields.flsaStatus, 'Nonexempt');
    const salaried = { ...complete, compensation: { amount: '1', currency: 'USD', period: 'year' as const } };
    assert.equal(applyNullRules(map, { fields: salaried, problems: [] }).fields.flsaStatus, 'Exempt');
  });

  for (const field of [
    'firstName',
    'lastName',
    'personalEmail',
    'startDate',
    'jobTitle',
    'manager',
    'compensation',
  ] as const) {
    it(`stops an empty ${field}, naming where it is expected and no value`, () => {
      const { [field]: _, ...rest } = complete;
      const { incomplete } = applyNullRules(map, { fields: rest, problems: [] });
      assert.deepEqual(
        incomplete.map((one) => one.field),
        [field],
      );
      assert.match(
        incomplete[0]?.reason ?? '',
        new RegExp(`^${field} is empty \\(ats [a-z_.]+\\), and its null rule is fail$`),
      );
    });
  }

  it('leaves out what may be skipped', () => {
    const { fields, incomplete } = applyNullRules(map, { fields: complete, problems: [] });
    assert.equal(fields.phone, undefined);
    assert.deepEqual(incomplete, []);
  });

  it('always stops at what cannot be read, whatever the null rule', () => {
    const problem = {
      field: 'phone' as const,
      place: 'greenhouse candidate.phone_numbers',
      found: 'text',
      expected: 'a phone number',
    };
    const { incomplete } = applyNullRules(map, { fields: complete, problems: [problem] });
    assert.deepEqual(
      incomplete.map((one) => one.field),
      ['phone'],
    );
  });
});

describe('proof of write', () => {
  const names = ['firstName', 'personalEmail', 'compensation', 'manager', 'startDate'] as const;

  it('takes what vendors write in their own way', () => {
    const kept = {
      ...complete,
      personalEmail: 'ADA@mail.example',
      compensation: { amount: '62.5', currency: 'USD', period: 'hour' as const },
    };
    assert.deepEqual(fieldsNotKept(names, complete, kept), []);
  });

  const altered: [string, HireFields, string][] = [
    ['a dropped field', { ...complete, personalEmail: undefined }, 'personalEmail'],
    [
      'an altered amount',
      { ...complete, compensation: { amount: '26.50', currency: 'USD', period: 'hour' } },
      'compensation',
    ],
    [
      'another period',
      { ...complete, compensation: { amount: '130000', currency: 'USD', period: 'year' } },
      'compensation',
    ],
    ['another manager', { ...complete, manager: { id: '4002', name: 'Maya Lindqvist' } }, 'manager'],
    ['a moved date', { ...complete, startDate: '2026-07-12' }, 'startDate'],
  ];
  for (const [name, kept, field] of altered) {
    it(`tells ${name}`, () => assert.deepEqual(fieldsNotKept(names, complete, kept), [field]));
  }
});
