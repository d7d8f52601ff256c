import assert from 'node:assert/strict';
import { applyNullRules } from '../../domain/null-rules.js';
import { fieldsNotKept } from '../../domain/proof-of-write.js';
import { PAY_PERIODS } from '../../schemas/compensation.js';
import type { FieldProblem, HireFields } from '../../schemas/hire.js';
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

  const problemOf = (field: FieldProblem['field']): FieldProblem => ({
    ...{ field, place: 'greenhouse candidate.phone_numbers', found: 'text', expected: 'a phone number' },
  });

  it('leaves out what cannot be read and may be skipped, and says so without the value', () => {
    const { fields, incomplete, leftOut } = applyNullRules(map, { fields: complete, problems: [problemOf('phone')] });
    assert.deepEqual(incomplete, []);
    assert.equal(fields.phone, undefined);
    assert.deepEqual(leftOut, [
      {
        field: 'phone',
        reason: 'phone cannot be read (greenhouse candidate.phone_numbers): expected a phone number, found text',
      },
    ]);
  });

  for (const field of ['manager', 'startDate', 'flsaStatus', 'employmentType'] as const) {
    it(`stops at a ${field} that cannot be read: a default is for what is empty`, () => {
      const { [field]: _, ...rest } = complete;
      const { fields, incomplete, leftOut } = applyNullRules(map, { fields: rest, problems: [problemOf(field)] });
      assert.deepEqual([incomplete.map((one) => one.field), leftOut], [[field], []]);
      assert.equal(fields[field], undefined);
    });
  }

  it('stops at what cannot be read where it is compared before payroll, though it may be empty', () => {
    const compared = { ...map, rules: { ...map.rules, phone: { ...map.rules.phone, compare: true } } };
    const { incomplete, leftOut } = applyNullRules(compared, { fields: complete, problems: [problemOf('phone')] });
    assert.deepEqual([incomplete.map((one) => one.field), leftOut], [['phone'], []]);
  });

  for (const period of PAY_PERIODS) {
    it(`takes pay of nothing per ${period} for no pay`, () => {
      for (const amount of ['0', '0.00']) {
        const unpaid = { ...complete, compensation: { amount, currency: 'USD', period } };
        const { fields, incomplete } = applyNullRules(map, { fields: unpaid, problems: [] });
        assert.equal(fields.compensation, undefined);
        assert.deepEqual(incomplete, [
          {
            field: 'compensation',
            reason:
              'compensation is zero, which counts as empty (ats offer.custom_fields.base_salary), and its null rule is fail',
          },
        ]);
      }
    });
  }

  it('keeps the least pay there is', () => {
    const cent = { amount: '0.01', currency: 'USD', period: 'hour' as const };
    const { fields, incomplete } = applyNullRules(map, { fields: { ...complete, compensation: cent }, problems: [] });
    assert.deepEqual([fields.compensation, incomplete], [cent, []]);
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

  it('takes an FLSA status in any spelling', () => {
    const [sent, kept] = [{ flsaStatus: 'Non-Exempt' }, { flsaStatus: 'Nonexempt' }];
    assert.deepEqual(fieldsNotKept(['flsaStatus'], sent, kept), []);
    assert.deepEqual(fieldsNotKept(['flsaStatus'], { flsaStatus: 'Exempt' }, kept), ['flsaStatus']);
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
