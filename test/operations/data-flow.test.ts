import assert from 'node:assert/strict';
import { dataFlows } from '../../config/data-flow.js';
import { htmlOf, markdownOf } from '../../cli/data-flow-document.js';
import { loadConfiguration } from '../../connectors/registry.js';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import { REFERRAL_FIELD_NAMES } from '../../schemas/referral.js';

describe('the data-flow map', () => {
  const configuration = loadConfiguration({});
  const flows = dataFlows(configuration);
  const find = (path: string, field: string) => {
    const flow = flows.find((one) => one.path === path && one.field === field);
    assert.ok(flow, `${path} ${field}`);
    return flow;
  };

  it('has every field of the map, each with a source and a legal basis', () => {
    assert.deepEqual(
      flows.map(({ path, field }) => `${path} ${field}`),
      [
        ...HIRE_FIELD_NAMES.map((field) => `hire ${field}`),
        ...REFERRAL_FIELD_NAMES.map((field) => `referral ${field}`),
      ],
    );
    for (const { field, source, legalBasis } of flows) {
      assert.ok(source.place, field);
      assert.notEqual(legalBasis, 'not stated', field);
    }
  });

  it('says where a field comes from and where it goes', () => {
    const salary = find('hire', 'compensation');
    assert.equal(salary.source.vendor, 'greenhouse');
    assert.deepEqual(
      salary.destinations.map(({ vendor, place }) => `${vendor} ${place}`),
      ['bamboohr compensation', 'gusto compensation'],
    );
    const employee = find('hire', 'employeeId');
    assert.deepEqual(
      [employee.source.vendor, employee.destinations.map(({ vendor }) => vendor)],
      ['bamboohr', ['greenhouse']],
    );
    const advocate = find('referral', 'advocateId');
    assert.deepEqual(
      [advocate.source, ...advocate.destinations].map(({ vendor, place }) => `${vendor} ${place}`),
      [
        'saasquatch referral.referrerUser.id',
        'greenhouse application.custom_fields.advocate_id',
        'hubspot advocate_id',
      ],
    );
  });

  it('sends the status from the ATS to the advocacy platform', () => {
    const status = find('referral', 'status');
    assert.deepEqual([status.source.role, status.destinations.map(({ role }) => role)], ['ats', ['advocacy']]);
  });

  it('is printed as Markdown with a row for each field', () => {
    const text = markdownOf({ version: configuration.fieldMap.version, flows });
    assert.equal(text.split('\n').filter((line) => /^\| [a-z]\w+ \|/.test(line)).length, flows.length);
    assert.match(text, /\| email \| saasquatch user\.email \| .*\| personal data \| consent of the candidate/);
  });

  it('is printed as HTML in which nothing of the configuration is markup', () => {
    const [flow] = flows;
    assert.ok(flow);
    const text = htmlOf({ version: '<1>', flows: [{ ...flow, legalBasis: '<script>' }] });
    assert.match(text, /&#60;1&#62;/);
    assert.doesNotMatch(text, /<script>/);
  });
});
