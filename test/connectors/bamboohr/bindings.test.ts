import assert from 'node:assert/strict';
import { checkBinding, layoutOf } from '../../../connectors/bamboohr/bindings.js';
import type { Role } from '../../../connectors/connector.js';
import type { HireFieldName } from '../../../schemas/hire.js';
import { BINDINGS } from './harness.js';

describe('bamboohr: bindings', () => {
  for (const [field, binding] of Object.entries(BINDINGS)) {
    it(`takes ${binding['path']} for ${field}`, () => {
      assert.equal(checkBinding('hris', field as HireFieldName, binding), undefined);
    });
  }

  const refused: [Role, HireFieldName, Record<string, string>, RegExp][] = [
    ['ats', 'firstName', { path: 'firstName' }, /cannot be the ats/],
    ['hris', 'firstName', {}, /expected a path/],
    ['hris', 'firstName', { path: 'fistName' }, /no employee field "fistName"/],
    ['hris', 'jobTitle', { path: 'jobTitle' }, /computed from the row in effect today/],
    ['hris', 'jobTitle', { path: 'jobInfo.title' }, /no column "title"/],
    ['hris', 'jobTitle', { path: 'jobs.jobTitle' }, /no table column/],
    ['hris', 'manager', { path: 'jobInfo.reportsTo' }, /form: name or id/],
    ['hris', 'manager', { path: 'jobInfo.reportsTo', form: 'email' }, /form: name or id/],
    ['hris', 'manager', { path: 'customManager', form: 'id' }, /stands in "jobInfo.reportsTo"/],
    ['hris', 'department', { path: 'jobInfo.reportsTo' }, /holds the manager/],
    ['hris', 'compensation', { path: 'payRate' }, /stands in the table/],
    ['hris', 'jobTitle', { path: 'compensation' }, /holds the field compensation/],
    ['hris', 'employeeId', { path: 'employeeNumber' }, /is "id"/],
    ['hris', 'atsApplicationId', { path: 'id' }, /given by BambooHR/],
  ];
  for (const [role, field, binding, reason] of refused) {
    it(`refuses ${JSON.stringify(binding)} for ${field} of the ${role}`, () => {
      assert.match(checkBinding(role, field, binding) ?? '', reason);
    });
  }

  it('sorts the fields by where they are written', () => {
    const layout = layoutOf(BINDINGS);
    assert.deepEqual(
      layout.job.map((one) => one.column),
      ['jobTitle', 'department', 'reportsTo'],
    );
    assert.equal(layout.applicationIdField, 'customAtsApplicationId');
    assert.equal(layout.holdsCompensation, true);
    assert.equal(layout.managerForm, 'name');
  });

  it('refuses a map under which a hire could not be found again', () => {
    assert.throws(() => layoutOf({ firstName: { path: 'firstName' } }), /atsApplicationId/);
  });
});
