import assert from 'node:assert/strict';
import type { ReferralBindings } from '../../../config/referral-map.js';
import { parseReferralPlaces } from '../../../connectors/greenhouse/referral-places.js';
import { connectTo, REFERRAL } from './servers.js';

describe('greenhouse places of a referral', () => {
  it('reads the default map, and an empty one', () => {
    const place = (name: string) => ({ root: 'application', name, custom: true });
    const { attributes, ...fields } = parseReferralPlaces(REFERRAL);
    assert.deepEqual(fields, {
      source: 'Referral',
      advocateId: place('advocate_id'),
      referralId: place('referral_id'),
      consentAt: place('referral_consent_at'),
    });
    assert.deepEqual(attributes.find(({ field }) => field === 'jobId')?.place, {
      ...{ root: 'application', name: 'job_id', custom: false },
    });
    assert.deepEqual(Object.values(parseReferralPlaces({})), [undefined, undefined, undefined, undefined, []]);
  });

  it('refuses what Greenhouse does not have, naming section, entry and what was expected', () => {
    const table: [ReferralBindings, RegExp][] = [
      [{ advocateId: 'application.advocate_id' }, /section referral, advocateId, ats: .*expected custom_fields\.<key>/],
      [{ advocateId: 'candidate.custom_fields.advocate' }, /advocateId, ats: .*expected application\.custom_fields/],
      [{ referralId: 'application.source_id' }, /referralId, ats: .*as it is written there/],
      [{ consentAt: 'consent' }, /consentAt, ats: consent: expected to start with one of candidate/],
      [{ firstName: 'candidate.preferred_name' }, /firstName, ats: .*expected candidate\.first_name/],
      [{ jobId: 'job.id' }, /jobId, ats: job\.id: expected application\.job_id/],
      [{ referredAt: 'application.created_at' }, /referredAt, ats: .*expected no entry/],
      [{ source: ' ' }, /source, ats: expected the name of a source/],
    ];
    for (const [changes, expected] of table) {
      assert.throws(() => parseReferralPlaces({ ...REFERRAL, ...changes }), expected);
      assert.throws(() => connectTo('http://127.0.0.1:9', { referral: { ...REFERRAL, ...changes } }), expected);
    }
  });
});
