import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Decimal } from 'decimal.js';
import { layoutOf } from '../../../connectors/bamboohr/bindings.js';
import {
  isProblem,
  readCompensationRow,
  saysCompensation,
  toCompensationRow,
} from '../../../connectors/bamboohr/compensation-row.js';
import { rowInEffect, rowToRead } from '../../../connectors/bamboohr/effective-rows.js';
import { readEmployeeFields, toEmployeeFields } from '../../../connectors/bamboohr/employee-fields.js';
import { saysJob, toJobColumns } from '../../../connectors/bamboohr/job-row.js';
import { PAY_PERIODS } from '../../../schemas/compensation.js';
import { BINDINGS, HIRE } from './harness.js';

describe('bamboohr: compensation rows', () => {
  const read: [string, Record<string, unknown>, unknown][] = [
    ['an object', { rate: { value: '130000.00', currency: 'USD' }, paidPer: 'Year' }, ['130000.00', 'USD', 'year']],
    ['a number in an object', { rate: { value: 62.5, currency: 'usd' }, paidPer: 'Hour' }, ['62.5', 'USD', 'hour']],
    ['text with the currency', { rate: '130000.00 USD', paidPer: 'Month' }, ['130000.00', 'USD', 'month']],
    ['grouped text', { rate: '130,000.00 USD', paidPer: 'Year' }, ['130000.00', 'USD', 'year']],
    ['the currency beside', { rate: '1200', currency: 'EUR', paidPer: 'Week' }, ['1200', 'EUR', 'week']],
    ['a bare number', { rate: 1200, currencyCode: 'EUR', paidPer: 'Week' }, ['1200', 'EUR', 'week']],
    ['hourly pay without paidPer', { rate: '40.00 USD', type: 'Hourly' }, ['40.00', 'USD', 'hour']],
  ];
  for (const [title, row, [amount, currency, period]] of read as [string, Record<string, unknown>, string[]][]) {
    it(`reads ${title}`, () => assert.deepEqual(readCompensationRow(row), { amount, currency, period }));
  }

  const unreadable: [string, Record<string, unknown>, string][] = [
    ['no rate', { paidPer: 'Year' }, 'bamboohr compensation.rate'],
    ['words for a rate', { rate: 'by agreement', paidPer: 'Year' }, 'bamboohr compensation.rate'],
    ['wrong grouping', { rate: '13,00,00 USD', paidPer: 'Year' }, 'bamboohr compensation.rate'],
    ['no currency', { rate: '130000', paidPer: 'Year' }, 'bamboohr compensation.rate'],
    ['a period that is not compared', { rate: '1 USD', paidPer: 'Quarter' }, 'bamboohr compensation.paidPer'],
    ['a salary without a period', { rate: '1 USD', type: 'Salary' }, 'bamboohr compensation.paidPer'],
  ];
  for (const [title, row, place] of unreadable) {
    it(`tells of ${title} without its value`, () => {
      const found = readCompensationRow(row);
      assert.ok(isProblem(found));
      assert.equal(found.place, place);
      assert.ok(!JSON.stringify(found).includes('130000'));
    });
  }

  it('reads back every pay it writes, equal to the last digit', () => {
    const pay = fc.record(
      {
        amount: fc.tuple(fc.nat(10_000_000), fc.nat(99)).map(([w, c]) => `${w}.${String(c).padStart(2, '0')}`),
        currency: fc.constantFrom('USD', 'EUR', 'GBP'),
        period: fc.constantFrom(...PAY_PERIODS),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(pay, fc.constantFrom('0.01', '-0.01', '0.001'), (wanted, off) => {
        const row = toCompensationRow(wanted, '2099-12-01');
        assert.deepEqual(readCompensationRow(row), wanted);
        assert.ok(saysCompensation(row, wanted));
        assert.ok(!saysCompensation(row, { ...wanted, amount: new Decimal(wanted.amount).plus(off).toFixed() }));
      }),
    );
  });

  it('takes 130000 and 130000.0000 for the same pay', () => {
    const row = { rate: { value: '130000.0000', currency: 'USD' }, paidPer: 'Year' };
    assert.ok(saysCompensation(row, { amount: '130000', currency: 'USD', period: 'year' }));
    assert.ok(!saysCompensation(row, { amount: '130000', currency: 'CAD', period: 'year' }));
    assert.ok(!saysCompensation(row, { amount: '130000', currency: 'USD', period: 'month' }));
  });
});

describe('bamboohr: rows in effect', () => {
  const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const day = date.map((one) => one.toISOString().slice(0, 10));
  const rows = fc.array(
    day.map((start) => ({ date: start })),
    { maxLength: 12 },
  );

  it('is the latest row that has begun, whatever the order', () => {
    fc.assert(
      fc.property(rows, day, (unnumbered, on) => {
        const all = unnumbered.map((row, index) => ({ ...row, id: String(index + 1) }));
        const found = rowInEffect(all, 'date', on);
        const begun = all.map((row) => row.date).filter((start) => start <= on);
        assert.equal(found?.row['date'], begun.sort().at(-1));
        assert.equal(found?.startsThen, found && found.row['date'] === on);
        assert.deepEqual(rowInEffect([...all].reverse(), 'date', on), found);
      }),
    );
  });

  it('reads the first row to come where none has begun, and the newest without a day', () => {
    const all = [
      { id: '2', date: '2099-01-01' },
      { id: '1', date: '2098-01-01' },
      { id: '3', date: '0000-00-00' },
    ];
    assert.equal(rowToRead(all, 'date', '2020-01-01')?.id, '1');
    assert.equal(rowToRead(all, 'date', undefined)?.id, '2');
    assert.equal(rowToRead([], 'date', '2020-01-01'), undefined);
  });

  it('takes the row added last of two on one day', () => {
    const all = [
      { id: '10', date: '2030-01-01' },
      { id: '9', date: '2030-01-01' },
    ];
    assert.equal(rowInEffect(all, 'date', '2030-01-01')?.row.id, '10');
  });
});

describe('bamboohr: employee fields and job rows', () => {
  const layout = layoutOf(BINDINGS);

  it('writes only what is given, and never the id', () => {
    assert.deepEqual(toEmployeeFields({ firstName: 'Ada', employeeId: '7', manager: { id: '1' } }, layout), {
      firstName: 'Ada',
    });
    assert.equal(toEmployeeFields(HIRE, layout)['customAtsApplicationId'], '9001');
    assert.ok(!('jobTitle' in toEmployeeFields(HIRE, layout)));
  });

  it('takes null, blank and the zero date for nothing', () => {
    const read = readEmployeeFields({ firstName: null, lastName: ' ', hireDate: '0000-00-00' }, layout);
    assert.deepEqual(read, { fields: {}, problems: [] });
  });

  it('reads numbers as text and phones as E.164', () => {
    const read = readEmployeeFields({ customAtsApplicationId: 9001, mobilePhone: '(415) 555-0123' }, layout);
    assert.deepEqual(read.fields, { atsApplicationId: '9001', phone: '+14155550123' });
  });

  it('tells of what it cannot read by place and kind', () => {
    const read = readEmployeeFields({ hireDate: '2026-02-30', mobilePhone: 'ask Ada', firstName: { a: 1 } }, layout);
    assert.deepEqual(
      read.problems.map(({ place, found }) => [place, found]),
      [
        ['bamboohr firstName', 'an object'],
        ['bamboohr mobilePhone', 'text'],
        ['bamboohr hireDate', 'text'],
      ],
    );
    assert.ok(!JSON.stringify(read.problems).includes('Ada'));
  });

  it('writes the manager in the configured form', () => {
    const byId = layoutOf({ ...BINDINGS, manager: { path: 'jobInfo.reportsTo', form: 'id' } });
    assert.equal(toJobColumns(HIRE, layout)['reportsTo'], 'Maya Lindqvist');
    assert.equal(toJobColumns(HIRE, byId)['reportsTo'], '101');
    assert.equal(toJobColumns({ manager: { firstName: 'A', lastName: 'B' } }, layout)['reportsTo'], 'A B');
  });

  it('knows a manager by name or id, and a different one', () => {
    const columns = toJobColumns({ manager: HIRE.manager }, layout);
    for (const reportsTo of ['Maya Lindqvist', 'Lindqvist, Maya', 'maya  lindqvist', '101', 101]) {
      assert.ok(saysJob({ reportsTo }, columns, HIRE.manager), String(reportsTo));
    }
    for (const reportsTo of ['Sam Carter', '102', '', null, undefined]) {
      assert.ok(!saysJob({ reportsTo }, columns, HIRE.manager), String(reportsTo));
    }
  });
});
