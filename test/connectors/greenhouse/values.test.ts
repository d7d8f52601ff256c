import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as values from '../../../connectors/greenhouse/values.js';

const malformed = (act: () => unknown) => assert.throws(act, values.Malformed);

describe('greenhouse values', () => {
  it('reads a currency in all its forms as exact decimal text', () => {
    const table: [unknown, { amount: string; currency: string } | undefined][] = [
      [
        { amount: 130000, currency_code: 'USD' },
        { amount: '130000', currency: 'USD' },
      ],
      [
        { amount: 62.5, unit: 'usd' },
        { amount: '62.5', currency: 'USD' },
      ],
      [
        { value: '130000.0', unit: 'USD' },
        { amount: '130000', currency: 'USD' },
      ],
      [
        { amount: '62.50', currency_code: 'EUR' },
        { amount: '62.5', currency: 'EUR' },
      ],
      [
        { amount: '12345678901234567890.01', unit: 'JPY' },
        { amount: '12345678901234567890.01', currency: 'JPY' },
      ],
      [
        { amount: 0.0000001, unit: 'USD' },
        { amount: '0.0000001', currency: 'USD' },
      ],
      [{ amount: null, unit: 'USD' }, undefined],
      [null, undefined],
      ['', undefined],
    ];
    for (const [raw, expected] of table) assert.deepEqual(values.money(raw), expected, JSON.stringify(raw));
  });

  it('refuses what is not a currency', () => {
    const table = [
      130000,
      '130000',
      { amount: 130000 },
      { amount: 'a lot', unit: 'USD' },
      { amount: '130,000', unit: 'USD' },
    ];
    for (const raw of [
      ...table,
      { amount: -1, unit: 'USD' },
      { amount: 1, unit: '$' },
      [],
      { amount: [1], unit: 'USD' },
    ]) {
      malformed(() => values.money(raw));
    }
  });

  it('keeps every amount of cents to the cent, as a number and as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (cents) => {
        const written = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        const asText = values.money({ amount: written, unit: 'USD' })?.amount ?? '';
        const asNumber = values.money(JSON.parse(`{"amount":${written},"unit":"USD"}`))?.amount ?? '';
        assert.equal(asText, asNumber);
        const [whole = '', fraction = ''] = asText.split('.');
        assert.equal(BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0')), BigInt(cents));
      }),
    );
  });

  it('takes the spellings of a pay period', () => {
    const table = {
      year: ['year', 'Yearly', 'Annual', 'ANNUALLY', 'per year', 'Per Annum', 'p.a.', '/year', 'a year'],
      month: ['month', 'Monthly', 'per month'],
      week: ['week', 'weekly', 'Per Week'],
      hour: ['hour', 'Hourly', 'per hour', 'an hour', '/hr'],
    };
    for (const [period, spellings] of Object.entries(table)) {
      for (const spelling of spellings) assert.equal(values.payPeriod(spelling), period, spelling);
    }
    assert.equal(values.payPeriod({ id: 7, name: 'Monthly' }), 'month');
    assert.equal(values.payPeriod(null), undefined);
    for (const spelling of ['biweekly', 'bimonthly', 'semi-annual', 'daily', 'constructor', 7]) {
      malformed(() => values.payPeriod(spelling));
    }
  });

  it('reads phone numbers as E.164', () => {
    assert.equal(values.phone('(415) 555-0123', 'US'), '+14155550123');
    assert.equal(values.phone('020 7946 0958', 'GB'), '+442079460958');
    assert.equal(values.phone('+44 20 7946 0958', 'US'), '+442079460958');
    assert.equal(values.phone(' ', 'US'), undefined);
    malformed(() => values.phone('555-0123', 'US'));
    malformed(() => values.phone('(415) 555-0123', undefined));
    malformed(() => values.phone('call me', 'US'));
    for (const unassigned of ['(555) 123-4567', '+1 555 010 9999']) malformed(() => values.phone(unassigned, 'US'));
  });

  it('reads phone numbers on record as long as they can be some', () => {
    assert.equal(values.phoneOnRecord('(415) 555-0123', 'US'), '+14155550123');
    assert.equal(values.phoneOnRecord('(555) 123-4567', 'US'), '+15551234567');
    assert.equal(values.phoneOnRecord('+1 555 010 9999', 'US'), '+15550109999');
    assert.equal(values.phoneOnRecord('', 'US'), undefined);
    for (const none of ['555-0100', 'call me', '(555) 123-4567 8901']) {
      malformed(() => values.phoneOnRecord(none, 'US'));
    }
    malformed(() => values.phoneOnRecord('(555) 123-4567', undefined));
  });

  it('passes over numbers that cannot be written to', () => {
    const numbers = [
      { value: '(555) 123-4567', type: 'mobile' },
      { value: '415 555 0123', type: 'home' },
    ];
    assert.deepEqual(
      values.allOf(numbers, 'mobile', (raw) => values.phone(raw, 'US')),
      ['+14155550123'],
    );
  });

  it('takes the spellings of an FLSA status', () => {
    for (const [written, status] of [
      ['Exempt', 'Exempt'],
      ['Non-Exempt', 'Nonexempt'],
      ['non exempt', 'Nonexempt'],
      ['NONEXEMPT', 'Nonexempt'],
      ['Salaried Non-exempt', 'Salaried Nonexempt'],
      ['commission-only exempt', 'Commission Only Exempt'],
    ]) {
      assert.equal(values.flsaStatus({ id: 1, name: written }), status);
    }
    assert.equal(values.flsaStatus(''), undefined);
    for (const other of ['Exempt-ish', 'Overtime', true]) malformed(() => values.flsaStatus(other));
  });

  it('takes days of the calendar only', () => {
    assert.equal(values.date('2028-02-29'), '2028-02-29');
    assert.equal(values.date(null), undefined);
    for (const raw of ['2026-02-29', '2026-13-01', '12/01/2026', '2026-12-01T00:00:00Z', 20261201]) {
      malformed(() => values.date(raw));
    }
  });

  it('reads a user as a bare id or an object', () => {
    assert.deepEqual(values.user(4001), { id: '4001' });
    assert.deepEqual(values.user('4001'), { id: '4001' });
    assert.deepEqual(values.user({ user_id: 4001, name: 'A B', email: 'a@b.example', employee_id: null }), {
      id: '4001',
      name: 'A B',
      email: 'a@b.example',
    });
    assert.deepEqual(values.user({ id: '4001', employee_id: 'E-1' }), { id: '4001', employeeNumber: 'E-1' });
    assert.equal(values.user(''), undefined);
    for (const raw of ['Maya', {}, { id: 'x' }, [4001], true]) malformed(() => values.user(raw));
  });

  it('prefers a type, else takes the first that is filled', () => {
    const numbers = [
      { value: ' ', type: 'mobile' },
      { value: '1', type: 'home' },
      { value: '2', type: 'Mobile' },
    ];
    assert.equal(values.preferred(numbers, 'mobile'), '2');
    assert.equal(values.preferred(numbers, 'work'), '1');
    assert.equal(values.preferred([], 'work'), undefined);
    assert.equal(values.preferred('text', 'work'), 'text');
  });

  it('reads weekly hours as decimal text', () => {
    assert.equal(values.weeklyHours('40.0'), '40');
    assert.equal(values.weeklyHours(37.5), '37.5');
    for (const raw of ['full', 0, 169, -1]) malformed(() => values.weeklyHours(raw));
  });
});
