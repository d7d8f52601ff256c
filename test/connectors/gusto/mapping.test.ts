import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Binding } from '../../../config/field-map.js';
import {
  checkBinding,
  latestCompensation,
  primaryJob,
  toNewEmployee,
  toPay,
  toRate,
  toReading,
} from '../../../connectors/gusto/mapping.js';
import { GustoEmployee } from '../../../connectors/gusto/wire.js';
import type { HireFieldName, HireFields } from '../../../schemas/hire.js';
import { BINDINGS, HIRE } from './harness.js';

const read = (body: unknown) => {
  const employee = GustoEmployee.parse(body);
  const job = primaryJob(employee);
  return toReading(employee, job, job && latestCompensation(job), BINDINGS);
};

const job = (fields: object) => ({ uuid: 'e1', jobs: [{ uuid: 'j1', ...fields }] });

describe('gusto mapping: rates', () => {
  const table: [string, string][] = [
    ['130000', '130000.00'],
    ['130000.5', '130000.50'],
    ['62.505', '62.505'],
    ['0', '0.00'],
    ['00123.40', '123.40'],
    ['12345678901234567890123.456', '12345678901234567890123.456'],
  ];
  for (const [amount, rate] of table) it(`${amount} is sent as ${rate}`, () => assert.equal(toRate(amount), rate));

  it('changes no amount and always shows cents', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.stringMatching(/^\d{0,8}$/), (whole, decimals) => {
        const amount = decimals === '' ? String(whole) : `${whole}.${decimals}`;
        const rate = toRate(amount);
        assert.match(rate, /^\d+\.\d{2,}$/);
        assert.ok(new Decimal(rate).equals(amount));
      }),
    );
  });
});

describe('gusto mapping: what is sent', () => {
  it('pays by the period', () => {
    const units = { year: 'Year', month: 'Month', week: 'Week', hour: 'Hour' } as const;
    for (const [period, unit] of Object.entries(units)) {
      const compensation = { amount: '62.5', currency: 'USD', period: period as keyof typeof units };
      assert.deepEqual(toPay({ compensation, flsaStatus: 'Nonexempt' }), {
        rate: '62.50',
        payment_unit: unit,
        flsa_status: 'Nonexempt',
      });
    }
  });

  it('spells a classification as Gusto does', () => {
    for (const flsaStatus of ['Non-Exempt', 'non exempt', 'Nonexempt']) {
      assert.equal(toPay({ ...HIRE, flsaStatus }).flsa_status, 'Nonexempt');
    }
  });

  const refused: [string, HireFields, RegExp][] = [
    ['euros', { ...HIRE, compensation: { amount: '98765', currency: 'EUR', period: 'year' } }, /EUR.*USD only/],
    ['an unknown classification', { ...HIRE, flsaStatus: 'Secret status' }, /flsaStatus is not one of Exempt/],
    ['no classification', { ...HIRE, flsaStatus: undefined }, /flsaStatus is missing/],
    ['no pay', { ...HIRE, compensation: undefined }, /compensation is missing/],
  ];
  for (const [name, fields, message] of refused) {
    it(`refuses ${name} without telling the value`, () => {
      assert.throws(
        () => toPay(fields),
        (error) => {
          assert.ok(error instanceof ApplicationFailure);
          assert.equal(error.type, 'VendorRejected');
          assert.equal(error.nonRetryable, true);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /98765|130000|Secret/);
          return true;
        },
      );
    });
  }

  it('asks Gusto to onboard the employee, and sends nothing else', () => {
    assert.deepEqual(toNewEmployee(HIRE), {
      first_name: 'Ada',
      last_name: 'Byron',
      email: 'ada.byron@home.example',
      preferred_first_name: 'Addie',
      self_onboarding: true,
    });
    assert.throws(() => toNewEmployee({ ...HIRE, personalEmail: undefined }), /personalEmail is missing/);
  });
});

describe('gusto mapping: what is read', () => {
  it('reads the compensation of the primary job that is effective last', () => {
    const { fields, problems } = read({
      uuid: 'e1',
      first_name: 'Ada',
      last_name: 'Byron',
      preferred_first_name: null,
      email: 'ada@home.example',
      jobs: [
        { uuid: 'j0', primary: false, title: 'Consultant', hire_date: '2020-01-01' },
        {
          uuid: 'j1',
          primary: true,
          title: 'Engineer',
          hire_date: '2026-12-01',
          rate: '1.00',
          payment_unit: 'Hour',
          current_compensation_uuid: 'c2',
          compensations: [
            { uuid: 'c1', rate: '1.00', payment_unit: 'Hour', flsa_status: 'Nonexempt', effective_date: '2026-11-01' },
            { uuid: 'c2', rate: 130000, payment_unit: 'Year', flsa_status: 'Exempt', effective_date: '2026-12-01' },
          ],
        },
      ],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(fields, {
      firstName: 'Ada',
      lastName: 'Byron',
      personalEmail: 'ada@home.example',
      jobTitle: 'Engineer',
      startDate: '2026-12-01',
      compensation: { amount: '130000', currency: 'USD', period: 'year' },
      flsaStatus: 'Exempt',
    });
  });

  it('takes a raise to come for the pay, and of one day the compensation that the job names', () => {
    const compensations = [
      { uuid: 'c1', rate: '10.00', payment_unit: 'Hour', effective_date: '2025-01-01' },
      { uuid: 'c2', rate: '12.00', payment_unit: 'Hour', effective_date: '2099-01-01' },
    ];
    assert.equal(read(job({ compensations, current_compensation_uuid: 'c1' })).fields.compensation?.amount, '12.00');
    const undated = compensations.map(({ effective_date: _day, ...one }) => one);
    assert.equal(
      read(job({ compensations: undated, current_compensation_uuid: 'c2' })).fields.compensation?.amount,
      '12.00',
    );
  });

  it('takes the most recent compensation when none is called current', () => {
    const { fields } = read(
      job({
        compensations: [
          { uuid: 'c1', rate: '10.00', payment_unit: 'Hour', effective_date: '2025-01-01' },
          { uuid: 'c2', rate: '12.00', payment_unit: 'Hour', effective_date: '2026-01-01' },
          { uuid: 'c3', rate: '11.00', payment_unit: 'Hour', effective_date: '2025-06-01' },
        ],
      }),
    );
    assert.equal(fields.compensation?.amount, '12.00');
  });

  it("falls back to the job's own rate", () => {
    const { fields } = read(job({ rate: '45.50', payment_unit: 'Hour' }));
    assert.deepEqual(fields.compensation, { amount: '45.50', currency: 'USD', period: 'hour' });
  });

  it('leaves out what Gusto does not hold', () => {
    assert.deepEqual(read({ uuid: 'e1', first_name: '', email: null, jobs: [] }), { fields: {}, problems: [] });
    assert.deepEqual(read({ uuid: 'e1' }), { fields: {}, problems: [] });
  });

  it('leaves out what the map does not bind', () => {
    const employee = GustoEmployee.parse({ uuid: 'e1', first_name: 'Ada', last_name: 'Byron' });
    const reading = toReading(employee, undefined, undefined, { lastName: { path: 'last_name' } });
    assert.deepEqual(reading.fields, { lastName: 'Byron' });
  });

  const problems: [string, object, HireFieldName, string][] = [
    ['pay per paycheck', { rate: '5000.00', payment_unit: 'Paycheck' }, 'compensation', 'pay per paycheck'],
    ['no pay period', { rate: '5000.00', payment_unit: null }, 'compensation', 'nothing'],
    ['a rate in words', { rate: 'a lot', payment_unit: 'Year' }, 'compensation', 'text'],
    ['a date in another form', { hire_date: '12/01/2026' }, 'startDate', 'text'],
    ['an unknown classification', { compensations: [{ uuid: 'c', flsa_status: 'Odd' }] }, 'flsaStatus', 'text'],
  ];
  for (const [name, fields, field, found] of problems) {
    it(`names ${name} as a problem`, () => {
      const reading = read(job(fields));
      assert.equal(reading.fields[field], undefined);
      assert.equal(reading.problems.length, 1);
      const [problem] = reading.problems;
      assert.equal(problem?.field, field);
      assert.equal(problem?.found, found);
      assert.doesNotMatch(JSON.stringify(problem), /5000|a lot|12\/01|Odd/);
    });
  }

  it("reads Gusto's own examples", function () {
    const folder = resolve('../shared/payloads/gusto');
    if (!existsSync(folder)) this.skip();
    const example = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    const employee = read(example('employee.json'));
    assert.deepEqual(employee.problems, []);
    assert.deepEqual(employee.fields.compensation, { amount: '80000.00', currency: 'USD', period: 'year' });
    assert.equal(employee.fields.startDate, '2024-06-09');
    assert.deepEqual(read(example('recorded-create-employee-response.json')).problems, []);
    assert.deepEqual(read(example('amp-employee-create-response.json')).problems, []);
    const [termination] =
      GustoEmployee.parse({ uuid: 'e1', terminations: [example('recorded-termination-response.json')] }).terminations ??
      [];
    assert.equal(termination?.effective_date, '2024-10-17');
  });
});

describe('gusto mapping: bindings', () => {
  it('accepts the payroll column of the default field map', () => {
    const map = parse(readFileSync('config/field-map.yaml', 'utf8')) as {
      fields: Record<HireFieldName, { payroll?: string | Binding }>;
    };
    const bindings = Object.entries(map.fields).flatMap(([field, { payroll }]) =>
      payroll === undefined ? [] : [[field, typeof payroll === 'string' ? { path: payroll } : payroll] as const],
    );
    assert.ok(bindings.length > 0);
    for (const [field, binding] of bindings) {
      assert.equal(checkBinding('payroll', field as HireFieldName, binding), undefined, field);
    }
  });

  it('says what is wrong with others', () => {
    assert.match(checkBinding('payroll', 'department', { path: 'department' }) ?? '', /does not hold department/);
    assert.match(checkBinding('payroll', 'jobTitle', { path: 'title' }) ?? '', /"job.title", not at "title"/);
    assert.match(checkBinding('payroll', 'jobTitle', { path: 'job.title', form: 'x' }) ?? '', /takes no "form"/);
    assert.match(checkBinding('hris', 'jobTitle', { path: 'job.title' }) ?? '', /role "hris"/);
  });
});
