import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseMixedEnvironments } from '../../config/deployment.js';
import { loadPolicy } from '../../config/policy.js';
import { projectRoot } from '../../config/root.js';
import { loadConfiguration } from '../../connectors/registry.js';

describe('configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hireline-config-'));
    for (const name of ['field-map.yaml', 'systems.yaml', 'policy.yaml'])
      cpSync(join(projectRoot, 'config', name), join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const load = () => loadConfiguration({ HIRELINE_CONFIG_DIR: folder });

  function edit(file: string, from: string | RegExp, to: string): void {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    assert.notEqual(text.replace(from, to), text, 'the edit changes something');
    writeFileSync(path, text.replace(from, to));
  }

  /** The line that a mistake is told to be on. */
  const refused = (file: string, near: string, what: RegExp) => {
    assert.throws(load, (error: Error) => {
      const told = new RegExp(`${file.replace('.', '\\.')}:(\\d+): `).exec(error.message);
      assert.ok(told, error.message);
      const line = readFileSync(join(folder, file), 'utf8').split('\n')[Number(told[1]) - 1];
      assert.ok(line?.includes(near), `line ${told[1]} is "${line}"`);
      assert.match(error.message, what);
      return true;
    });
  };

  it('of the default tenant is right', () => {
    const { fieldMap } = load();
    assert.equal(fieldMap.version, '2026-11-2');
    assert.deepEqual(
      Object.values(fieldMap.rules)
        .filter((rule) => rule.compare)
        .map((rule) => rule.field),
      ['startDate', 'manager', 'compensation'],
    );
  });

  it('is refused where a field would be written against its direction', () => {
    edit('systems.yaml', 'writes: [ats]', 'writes: []');
    refused('field-map.yaml', 'application.custom_fields.hris_employee_id', /against the system-of-record matrix/);
  });

  it('is refused where a place does not exist', () => {
    edit('field-map.yaml', 'ats: offer.starts_on', 'ats: offr.starts_on');
    refused('field-map.yaml', 'offr.starts_on', /offr/);
  });

  it('is refused where a null rule is no null rule', () => {
    edit('field-map.yaml', 'nullRule: fail', 'nullRule: ignore');
    refused('field-map.yaml', 'nullRule: ignore', /expected fail, skip, or \{default/);
  });

  it('is refused where an entry is unknown or missing', () => {
    edit('field-map.yaml', '  firstName:\n    domain: identity', '  firstName:\n    colour: red\n    domain: identity');
    refused('field-map.yaml', 'colour', /colour/);
  });

  it('is refused where a domain is not in the matrix', () => {
    edit('field-map.yaml', 'domain: pay', 'domain: money');
    refused('field-map.yaml', 'domain: money', /expected one of identity/);
  });

  it('is refused where a vendor is unknown or YAML is no YAML', () => {
    edit('systems.yaml', 'ats: greenhouse', 'ats: taleo');
    refused('systems.yaml', 'ats: taleo', /expected one of greenhouse/);
    edit('systems.yaml', 'roles:', 'roles: [');
    assert.throws(load, /systems\.yaml:\d+: /);
  });

  it('takes durations from the environment, and names the variable that is none', () => {
    const policy = loadPolicy({
      HIRELINE_RETRY_INTERVAL: '1s',
      HIRELINE_RETRY_ATTEMPTS: '5',
      HIRELINE_HRIS_EVENT_WAIT: '90m',
    });
    assert.deepEqual([policy.retry.interval, policy.retry.attempts, policy.hris.eventWait], [1_000, 5, 5_400_000]);
    assert.throws(
      () => loadPolicy({ HIRELINE_APPROVAL_EXPIRY: 'soon' }),
      /HIRELINE_APPROVAL_EXPIRY: expected a duration such as 60s/,
    );
    assert.throws(() => loadPolicy({ HIRELINE_RETRY_ATTEMPTS: '0' }), /HIRELINE_RETRY_ATTEMPTS/);
  });

  it('never mixes a sandbox with production', () => {
    const gusto = {
      vendor: 'gusto',
      apiUrlVariable: 'GUSTO_API_URL',
      hosts: { production: ['api.gusto.com'], sandbox: ['api.gusto-demo.com'] },
    };
    const check =
      (deployment: 'sandbox' | 'production', url: string, account = false) =>
      () =>
        refuseMixedEnvironments(deployment, gusto, url, account);
    assert.throws(check('sandbox', 'https://api.gusto.com'), /GUSTO_API_URL: api\.gusto\.com serves real people/);
    assert.throws(check('production', 'https://api.gusto-demo.com'), /serves test data/);
    assert.throws(check('production', 'http://127.0.0.1:4010/gusto'), /serves test data/);
    assert.doesNotThrow(check('sandbox', 'http://127.0.0.1:4010/gusto'));
    assert.doesNotThrow(check('production', 'https://api.gusto.com'));
    assert.doesNotThrow(check('sandbox', 'https://api.gusto.com', true));
  });
});
