import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AtsHire } from '../../connectors/roles/ats.js';
import type { HrisEmployee } from '../../connectors/roles/hris.js';
import { differencesOf } from '../../domain/reconciliation.js';
import { comparisonKey, textKey } from '../../domain/reconciliation-keys.js';
import { reconciliationMap } from '../../domain/reconciliation-map.js';
import { atsRecord, hrisRecord } from '../../domain/reconciliation-record.js';
import { PAY_PERIODS, type Compensation } from '../../schemas/compensation.js';
import type { HireFields } from '../../schemas/hire.js';
import { defaultMap } from './map.js';

const map = reconciliationMap(defaultMap());

const manager = { id: '101', name: 'Maya Lindqvist' };
const fields: HireFields = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  personalEmail: 'ada@mail.example',
  startDate: '2026-12-07',
  jobTitle: 'Engineer',
  department: 'Research',
  compensation: { amount: '130000', currency: 'USD', period: 'year', hoursPerWeek: '40' },
  employmentType: 'Full-time',
};

const hire = (change: Partial<AtsHire> = {}): AtsHire => ({
  applicationId: '1001',
  candidateId: '2001',
  jobId: '3001',
  offerId: '4001',
  offerVersion: 1,
  offerStatus: 'accepted',
  acceptedAt: '2026-11-20T15:00:00Z',
  applicationStatus: 'hired',
  url: undefined,
  fields,
  problems: [],
  ...change,
});

const employee = (change: HireFields = {}, terminated = false): HrisEmployee => ({
  employeeId: '200',
  status: 'Active',
  terminated,
  url: undefined,
  fields: { ...fields, manager, employeeId: '200', atsApplicationId: '1001', ...change },
  problems: [],
});

const sides = (ats: HireFields, hris: HireFields) => {
  const one = atsRecord(map, hire({ fields: ats }), ats.manager ?? manager);
  const other = hrisRecord(map, employee(hris), null);
  assert.ok(one);
  return { keysEqual: one.compared === other.compared, differences: differencesOf(map, one.fields, other.fields) };
};

describe('records of the reconciliation', () => {
  it('compare what stands in both systems, and know what payroll depends on', () => {
    assert.deepEqual([...map.fields].sort(), [
      ...['compensation', 'department', 'employeeId', 'employmentType', 'firstName', 'jobTitle', 'lastName'],
      ...['manager', 'personalEmail', 'phone', 'preferredName', 'startDate'],
    ]);
    assert.deepEqual(map.decisive, new Set(['startDate', 'manager', 'compensation']));
  });

  it('bear the instants and the keys that people are recognised by', () => {
    const record = atsRecord(
      map,
      hire({ fields: { ...fields, personalEmail: ' Ada@Mail.example', lastName: 'LOVELACE' } }),
      manager,
    );
    assert.equal(record?.email, 'ada@mail.example');
    assert.equal(record?.name, 'ada lovelace');
    assert.equal(record?.startDate, '2026-12-07');
    assert.equal(record?.at, '2026-11-20T15:00:00Z');
    assert.equal(record?.employeeId, null);
  });

  it('are none for a hire that is no hire any more', () => {
    assert.equal(atsRecord(map, hire({ offerStatus: 'deprecated' }), manager), undefined);
    assert.equal(atsRecord(map, hire({ applicationStatus: 'rejected' }), manager), undefined);
    assert.ok(atsRecord(map, hire({ applicationStatus: 'active' }), manager));
  });

  it('recognise nobody by an employment that has ended', () => {
    const { email, name, startDate, ended } = hrisRecord(map, employee({}, true), null);
    assert.deepEqual([email, name, startDate, ended], [null, null, null, true]);
  });

  it('take an application id that is only blanks for none', () => {
    assert.equal(hrisRecord(map, employee({ atsApplicationId: '  ' }), null).applicationId, null);
    assert.equal(hrisRecord(map, employee({ atsApplicationId: ' 1001 ' }), null).applicationId, '1001');
  });

  const same: [string, HireFields, HireFields][] = [
    [
      'a salary and its hourly rate',
      fields,
      { compensation: { amount: '62.50', currency: 'USD', period: 'hour', hoursPerWeek: '40' } },
    ],
    ['an hourly rate without hours', fields, { compensation: { amount: '62.5', currency: 'USD', period: 'hour' } }],
    [
      'the same amount, written otherwise',
      fields,
      { compensation: { amount: '130000.00', currency: 'USD', period: 'year' } },
    ],
    [
      'capitals and spaces',
      fields,
      { lastName: ' LOVELACE ', jobTitle: 'engineer', personalEmail: 'ADA@mail.example' },
    ],
    ["the manager's name", fields, { manager: { id: '101', name: 'M. Lindqvist' } }],
    ['a default that the ATS leaves out', { ...fields, employmentType: undefined }, { employmentType: 'Full-time' }],
  ];
  for (const [what, ats, hris] of same) {
    it(`have the same key whatever ${what} looks like`, () => {
      assert.deepEqual(sides({ ...ats, employeeId: '200' }, hris), { keysEqual: true, differences: [] });
    });
  }

  it('are left to the exact comparison where keys cannot tell', () => {
    const partTime: Compensation = { amount: '65000', currency: 'USD', period: 'year', hoursPerWeek: '20' };
    const { keysEqual, differences } = sides(
      { ...fields, compensation: partTime },
      { compensation: { ...partTime, hoursPerWeek: undefined } },
    );
    assert.equal(keysEqual, false);
    assert.deepEqual(differences, []);
  });

  it('do not differ in an employee id that the ATS was not told, but in another one', () => {
    assert.deepEqual(sides(fields, {}).differences, []);
    assert.deepEqual(sides({ ...fields, employeeId: '999' }, {}).differences, [
      { field: 'employeeId', ats: '999', hris: '200' },
    ]);
  });

  it('do not differ in what neither side has', () => {
    const none = { ...fields, compensation: undefined, department: undefined };
    assert.deepEqual(sides(none, { compensation: undefined, department: undefined }).differences, []);
  });

  it('tell what payroll depends on first', () => {
    const typed: HireFields = {
      firstName: 'Eda',
      startDate: '2026-12-08',
      compensation: { amount: '103000', currency: 'USD', period: 'year' },
    };
    assert.deepEqual(sides(fields, typed).differences, [
      { field: 'startDate', ats: '2026-12-07', hris: '2026-12-08' },
      { field: 'compensation', ats: '130,000.00 USD per year', hris: '103,000.00 USD per year' },
      { field: 'firstName', ats: 'Ada', hris: 'Eda' },
    ]);
  });

  it('never count an unknown manager as the same', () => {
    const { keysEqual, differences } = sides(
      { ...fields, manager: { name: 'Sam Carter' } },
      { manager: { name: 'Sam Carter' } },
    );
    assert.equal(keysEqual, false);
    assert.equal(differences[0]?.field, 'manager');
  });

  const pay = fc.record({
    amount: fc.oneof(
      fc.constantFrom('130000', '130000.00', '62.50', '10833.33', '2500', '10833.333', '62.501', '130000.001'),
      fc.integer({ min: 1, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
    ),
    currency: fc.constantFrom('USD', 'EUR'),
    period: fc.constantFrom(...PAY_PERIODS),
    hoursPerWeek: fc.option(fc.constantFrom('40', '40.0', '37.5', '20'), { nil: undefined }),
  });
  const text = fc.oneof(
    fc.constantFrom('', ' ', 'Ada', 'ADA ', 'A  da', 'İ', 'é', 'e\u0301', '\u001f', '"', '\\', '\0', 'a\u001fb'),
    fc.string({ unit: 'grapheme' }),
  );
  const anyFields = fc.record(
    {
      firstName: text,
      lastName: text,
      jobTitle: text,
      personalEmail: text,
      startDate: fc.constantFrom('2026-12-07', '2026-12-08'),
      compensation: pay,
      manager: fc.record({ id: fc.constantFrom('1', '2') }),
    },
    { requiredKeys: [] },
  );

  it('with the same key are equal to the exact comparison, whatever they hold', () => {
    fc.assert(
      fc.property(anyFields, anyFields, (one, other) => {
        for (const field of map.fields) {
          const mixed = { ...one, [field]: (other as HireFields)[field] };
          if (comparisonKey(field, one, 'ats') !== comparisonKey(field, mixed, 'hris')) continue;
          assert.deepEqual(
            differencesOf(map, one, mixed).filter((found) => found.field === field),
            [],
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have keys that contain nothing that separates keys', () => {
    // eslint-disable-next-line no-control-regex
    fc.assert(fc.property(text, (value) => !/[\u0000-\u001f]/.test(textKey(value))));
  });
});
