import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFlows, type DataFlow } from '../../config/data-flow.js';
import { projectRoot } from '../../config/root.js';
import { loadUnmappedFlows } from '../../config/unmapped-flows.js';
import { htmlOf, markdownOf } from '../../cli/data-flow-document.js';
import { loadConfiguration, modules } from '../../connectors/registry.js';
import { HIRE_FIELD_NAMES } from '../../schemas/hire.js';
import type { InterviewDetails } from '../../schemas/interview.js';
import { REFERRAL_FIELD_NAMES } from '../../schemas/referral.js';
import { ScreeningResult } from '../../schemas/screening-result.js';

describe('the data-flow map', () => {
  const configuration = loadConfiguration({});
  const unmapped = loadUnmappedFlows({});
  const holds = (vendor: string) => modules.get(vendor)?.holds ?? {};
  const flows = dataFlows({ ...configuration, unmapped, holds });
  const places = ({ source, destinations }: DataFlow) =>
    [source, ...destinations].map(({ vendor, place }) => `${vendor} ${place}`);
  const find = (path: string, field: string) => {
    const flow = flows.find((one) => one.path === path && one.field === field);
    assert.ok(flow, `${path} ${field}`);
    return flow;
  };

  it('has every field of the map and beside it, each with a source and a legal basis', () => {
    assert.deepEqual(
      [...new Set(flows.map(({ path, field }) => `${path} ${field}`))],
      [
        ...HIRE_FIELD_NAMES.map((field) => `hire ${field}`),
        ...REFERRAL_FIELD_NAMES.map((field) => `referral ${field}`),
        ...unmapped.map(({ path, field }) => `${path} ${field}`),
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

  it('knows the name of the source for a constant that goes to the ATS', () => {
    assert.deepEqual(places(find('referral', 'source')), [
      'hireline field-map.yaml referral.source: Referral',
      'greenhouse application.source_id',
    ]);
  });

  it('has what crosses beside the field map', () => {
    const cases: [path: string, field: string, expected: string[]][] = [
      [
        'bonus',
        'amount',
        ['hireline referral_bonuses.amount', 'gusto employee_compensation.fixed_compensations.Bonus.amount'],
      ],
      [
        'referral',
        'rejectionReason',
        ['hireline referrals.status_reason', 'saasquatch event.fields.reason of referral_rejected'],
      ],
      ['referral', 'advocateTag', ['hireline hire_confirmations.advocate_id', 'saasquatch user.segments']],
      ['referral', 'advocateHires', ['hireline hire_confirmations.advocate_id', 'hubspot contact.referred_hires']],
      ['screening', 'outcome', ['checkr report.result', 'greenhouse candidate.custom_fields.screening_history']],
      [
        'interview',
        'videoUrl',
        [
          'google-calendar event.conferenceData.entryPoints, hangoutLink',
          ...['sendgrid content, attachments', 'twilio Body'],
        ],
      ],
    ];
    for (const [path, field, expected] of cases) assert.deepEqual(places(find(path, field)), expected, field);
    const scores = flows.filter(({ field }) => field === 'score').map(({ source }) => source.vendor);
    assert.deepEqual(scores, ['codesignal'], 'from whom has one');
  });

  it('has every field of a screening result and of an interview', () => {
    const fieldsOf = (path: string) => unmapped.filter((flow) => flow.path === path).map(({ field }) => field);
    // The vendor's own name and the time of the change are not the vendor's to tell of.
    const { screening: _, updatedAt: __, ...result } = ScreeningResult.shape;
    assert.deepEqual(fieldsOf('screening').slice(1).toSorted(), Object.keys(result).toSorted());
    const details: Record<keyof InterviewDetails, true> = {
      ...{ jobTitle: true, time: true, location: true, videoUrl: true, panelists: true },
    };
    for (const field of Object.keys(details)) assert.ok(fieldsOf('interview').includes(field), field);
  });

  it('takes a place from whichever vendor plays the role', () => {
    const roles = { ...configuration.systems.roles, advocacy: 'growsurf', comms: 'smtp' };
    const others = dataFlows({ ...configuration, systems: { ...configuration.systems, roles }, unmapped, holds });
    const reason = others.find(({ field }) => field === 'rejectionReason');
    assert.equal(reason?.destinations[0]?.place, 'participant.metadata.rejectionReason');
  });

  it('names no field that data-flow.yaml does not have, and has a connector for each', () => {
    const known = new Set([...unmapped.map(({ path, field }) => `${path}.${field}`), 'referral.source']);
    for (const [vendor, { holds: held = {}, manifest }] of modules) {
      for (const key of Object.keys(held)) assert.ok(known.has(key), `${vendor} ${key}`);
      for (const { path, field, from, at = {} } of unmapped) {
        const [role] = from;
        if (from.length > 1 || role === 'hireline' || role === undefined || at[role] || role === 'screening') continue;
        if (manifest.roles.includes(role)) assert.ok(held[`${path}.${field}`], `${vendor} ${path}.${field}`);
      }
    }
    for (const { path, field, to = [] } of unmapped) {
      const reached = new Set(
        flows
          .filter((flow) => flow.field === field && flow.path === path)
          .flatMap(({ destinations }) => destinations.map(({ role }) => role)),
      );
      assert.deepEqual([...reached], to, `${path}.${field}`);
    }
  });

  it('refuses an entry that lacks something, by its line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hireline-flows-'));
    const text = readFileSync(join(projectRoot, 'config', 'data-flow.yaml'), 'utf8');
    const without = text.replace('      type: money\n', '');
    assert.notEqual(without, text);
    writeFileSync(join(folder, 'data-flow.yaml'), without);
    assert.throws(
      () => loadUnmappedFlows({ HIRELINE_CONFIG_DIR: folder }),
      /data-flow\.yaml:\d+: bonus\.fields\.amount: expected type, there or in common/,
    );
    rmSync(folder, { recursive: true });
  });

  it('sends the status from the ATS to the advocacy platform', () => {
    const status = find('referral', 'status');
    assert.deepEqual([status.source.role, status.destinations.map(({ role }) => role)], ['ats', ['advocacy']]);
  });

  it('is printed as Markdown with a row for each field', () => {
    const text = markdownOf({ version: configuration.fieldMap.version, flows });
    for (const title of ['A bonus: hireline to payroll', 'Reports and alerts'])
      assert.match(text, new RegExp(`^## ${title}`, 'm'));
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
