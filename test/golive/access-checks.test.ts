import assert from 'node:assert/strict';
import type { AccessFinding } from '../../connectors/connector.js';
import { accessChecks, type SystemAccess } from '../../domain/go-live-access.js';

const finding = (given: Partial<AccessFinding>): AccessFinding => ({
  ...{ check: 'field', subject: 'x', status: 'ok', detail: 'A sentence.' },
  ...given,
});
const ats = (...findings: AccessFinding[]): SystemAccess => ({ role: 'ats', vendor: 'v', title: 'Vendor', findings });

const WRITABLE = finding({ check: 'permission', subject: 'POST /candidates' });
const SOURCE = finding({ subject: 'source', mappedAt: 'referral.source.ats' });

describe('the audit as checks', () => {
  const killers = (...findings: AccessFinding[]) => accessChecks([ats(...findings)]).slice(0, 4);

  for (const [fatal, index] of [
    ['no_referral_source_field', 0],
    ['read_only_candidates', 1],
    ['unfiltered_webhook', 2],
    ['no_dedup_path', 3],
  ] as const) {
    it(`says that ${fatal} kills the integration`, () => {
      const found = killers(WRITABLE, SOURCE, finding({ status: 'missing', fatal }));
      assert.deepEqual(
        found.map(({ status }) => status === 'failed'),
        [0, 1, 2, 3].map((one) => one === index),
      );
      assert.match(found[index]?.detail ?? '', /^This kills the integration: /);
    });
  }

  it('claims only what was seen', () => {
    const status = (...findings: AccessFinding[]) => killers(...findings).map((check) => check.status);
    assert.deepEqual(status(), ['unknown', 'unknown', 'unknown', 'unknown']);
    assert.deepEqual(status(SOURCE, WRITABLE).slice(0, 2), ['passed', 'passed']);
    const untried = finding({ check: 'permission', status: 'unknown' });
    assert.deepEqual(status(SOURCE, WRITABLE, untried).slice(0, 2), ['passed', 'unknown']);
    // Of another system it says nothing.
    const elsewhere = accessChecks([{ ...ats(WRITABLE), role: 'hris' }]);
    assert.equal(elsewhere[1]?.status, 'unknown');
  });

  it('lists every finding with where it is mapped', () => {
    const checks = accessChecks([ats(finding({ status: 'missing', mappedAt: 'fields.phone.ats' }))]);
    assert.deepEqual(
      checks.slice(4).map(({ name, status, detail }) => [name, status, detail]),
      [['Vendor: field x', 'failed', 'A sentence. Mapped at fields.phone.ats.']],
    );
  });
});
