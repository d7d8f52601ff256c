import assert from 'node:assert/strict';
import { currentOffer, managerId, toReading, type HireRecords } from '../../../connectors/greenhouse/mapping.js';
import { bindingProblem } from '../../../connectors/greenhouse/places.js';
import { WireOffer, WireUser } from '../../../connectors/greenhouse/wire.js';
import { connector } from '../../../connectors/greenhouse/index.js';
import type { Binding } from '../../../config/field-map.js';
import type { HireFieldName } from '../../../schemas/hire.js';
import { BINDINGS } from './servers.js';

const field = (type: string, value: unknown) => ({ name: type, type, value });

const RECORDS: HireRecords = {
  candidate: {
    id: '7',
    first_name: ' Ada ',
    last_name: 'Byron',
    preferred_name: '',
    email_addresses: [
      { value: 'ada@work.example', type: 'work' },
      { value: ' ada@mail.example ', type: 'personal' },
    ],
    phone_numbers: [{ value: '+1 415 555 0123', type: 'home' }],
  },
  application: { id: '8', custom_fields: null },
  offer: {
    starts_on: '2026-12-01',
    custom_fields: {
      base_salary: field('currency', { amount: 62.5, currency_code: 'USD' }),
      pay_period: field('single_select', 'Hourly'),
      hours_per_week: field('number', '37.5'),
      employment_type: field('single_select', { id: 1, name: 'Full-time' }),
      reports_to: field('user', { user_id: 4001, name: 'Maya L', email: 'maya@acme.example', employee_id: 'E-1001' }),
    },
  },
  job: { name: 'Software Engineer' },
  department: { name: 'Engineering' },
};

/** The records with other offer custom fields. */
const withOffer = (changes: Record<string, unknown>): HireRecords => ({
  ...RECORDS,
  offer: { ...RECORDS.offer, custom_fields: { ...(RECORDS.offer?.['custom_fields'] as object), ...changes } },
});

const offer = (id: number, version: number, status: string) =>
  WireOffer.parse({ id, version, status, application_id: 8, job_id: 1 });

describe('greenhouse mapping', () => {
  it('reads every bound field', () => {
    assert.deepEqual(toReading(RECORDS, BINDINGS, undefined), {
      problems: [],
      fields: {
        firstName: 'Ada',
        lastName: 'Byron',
        personalEmail: 'ada@mail.example',
        phone: '+14155550123',
        startDate: '2026-12-01',
        jobTitle: 'Software Engineer',
        department: 'Engineering',
        manager: { id: '4001', name: 'Maya L', email: 'maya@acme.example', employeeNumber: 'E-1001' },
        compensation: { amount: '62.5', currency: 'USD', period: 'hour', hoursPerWeek: '37.5' },
        employmentType: 'Full-time',
        atsApplicationId: '8',
      },
    });
  });

  it('takes the defaults of period and hours where the offer has none', () => {
    const { fields } = toReading(
      withOffer({ pay_period: field('single_select', null), hours_per_week: undefined }),
      BINDINGS,
      undefined,
    );
    assert.deepEqual(fields.compensation, { amount: '62.5', currency: 'USD', period: 'year', hoursPerWeek: '40' });
  });

  it('does not guess a pay period that has no default', () => {
    const compensation = { path: 'offer.custom_fields.base_salary', period: 'offer.custom_fields.pay_period' };
    const { fields, problems } = toReading(withOffer({ pay_period: null }), { compensation }, undefined);
    assert.deepEqual(fields, {});
    assert.deepEqual(
      problems.map(({ place, found }) => [place, found]),
      [['greenhouse offer.custom_fields.pay_period', 'nothing']],
    );
  });

  it('takes the manager as the user list has them', () => {
    const user = WireUser.parse({
      id: 4001,
      first_name: 'Maya',
      last_name: 'Lindqvist',
      primary_email: 'm@acme.example',
    });
    const { fields } = toReading(withOffer({ reports_to: field('user', '4001') }), BINDINGS, user);
    assert.deepEqual(fields.manager, {
      id: '4001',
      name: 'Maya Lindqvist',
      firstName: 'Maya',
      lastName: 'Lindqvist',
      email: 'm@acme.example',
    });
    assert.equal(managerId(withOffer({ reports_to: field('user', '4001') }), BINDINGS), '4001');
    assert.equal(managerId(withOffer({ reports_to: field('user', 'Maya') }), BINDINGS), undefined);
  });

  it('names the place of what it cannot read, not the value', () => {
    const table: [Record<string, unknown>, HireFieldName, string, string][] = [
      [{ base_salary: field('currency', '130K') }, 'compensation', 'base_salary', 'text'],
      [{ pay_period: field('single_select', 'fortnight') }, 'compensation', 'pay_period', 'text'],
      [{ hours_per_week: field('number', {}) }, 'compensation', 'hours_per_week', 'an object'],
      [{ reports_to: field('user', true) }, 'manager', 'reports_to', 'yes/no'],
    ];
    for (const [changes, name, key, found] of table) {
      const { fields, problems } = toReading(withOffer(changes), BINDINGS, undefined);
      assert.equal(fields[name], undefined);
      const [problem, ...rest] = problems;
      assert.deepEqual(rest, []);
      assert.equal(problem?.field, name);
      assert.equal(problem?.place, `greenhouse offer.custom_fields.${key}`);
      assert.equal(problem?.found, found);
      assert.doesNotMatch(JSON.stringify(problem), /130K|fortnight/);
    }
  });

  it('leaves empty values out without a problem', () => {
    const empty = { candidate: {}, application: { custom_fields: [] }, offer: { custom_fields: null } };
    assert.deepEqual(toReading(empty, BINDINGS, undefined), { fields: {}, problems: [] });
  });

  it('chooses the newest offer that is not deprecated', () => {
    const versions = [offer(3, 3, 'Deprecated'), offer(2, 2, 'Accepted'), offer(1, 1, 'Deprecated')];
    assert.equal(currentOffer(versions)?.id, '2');
    assert.equal(currentOffer([offer(10, 1, 'Created'), offer(9, 1, 'Rejected')])?.id, '10');
    assert.equal(currentOffer([offer(1, 1, 'Deprecated'), offer(2, 2, 'deprecated')])?.id, '2');
    assert.equal(currentOffer([]), undefined);
  });
});

describe('greenhouse bindings', () => {
  it('takes the default map', () => {
    for (const [name, binding] of Object.entries(BINDINGS)) {
      assert.equal(connector.checkBinding('ats', name as HireFieldName, binding), undefined, name);
    }
  });

  it('refuses places that Greenhouse does not have', () => {
    const table: [HireFieldName, Binding][] = [
      ['firstName', { path: 'employee.first_name' }],
      ['firstName', { path: 'candidate.firstName' }],
      ['department', { path: 'department.custom_fields.code' }],
      ['startDate', { path: 'offer.custom_fields' }],
      ['startDate', { path: 'offer.starts_on.day' }],
      ['employeeId', { path: 'candidate.custom_fields.hris_employee_id' }],
      ['compensation', { path: 'offer.custom_fields.base_salary' }],
      ['compensation', { path: 'offer.custom_fields.base_salary', period: 'offer.pay_period' }],
      ['phone', { path: 'candidate.phone_numbers', kind: 'mobile' }],
      ['phone', { path: 'candidate.phone_numbers', country: 'USA' }],
      ['compensation', { path: 'offer.custom_fields.base_salary', periodDefault: 'fortnight' }],
      ['compensation', { path: 'offer.custom_fields.base_salary', periodDefault: 'year', hoursPerWeekDefault: 'full' }],
      ['phone', {}],
    ];
    for (const [name, binding] of table) {
      assert.ok(bindingProblem(name, binding), JSON.stringify(binding));
    }
    assert.match(connector.checkBinding('hris', 'firstName', { path: 'candidate.first_name' }) ?? '', /ats role/);
  });
});
