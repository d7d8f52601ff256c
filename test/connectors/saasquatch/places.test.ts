import assert from 'node:assert/strict';
import { referralColumn, type ReferralBindings } from '../../../config/referral-map.js';
import { loadConfiguration } from '../../../connectors/registry.js';
import { parsePlaces, pathOf } from '../../../connectors/saasquatch/places.js';
import { connectTo, PLACES } from './harness.js';

describe('saasquatch places', () => {
  it('reads the map as it is delivered', () => {
    const column = referralColumn(loadConfiguration({}).fieldMap.referral, 'advocacy');
    const { jobId, email, status } = parsePlaces(column);
    assert.deepEqual(jobId, { name: 'jobId', custom: true });
    assert.deepEqual(email, { name: 'email', custom: false });
    assert.ok(status && pathOf(status).startsWith('user.customFields.'));
  });

  it('takes names and e-mail from custom fields as well, and none at all', () => {
    assert.deepEqual(parsePlaces({ email: 'user.customFields.private-mail' }), {
      email: { name: 'private-mail', custom: true },
    });
    assert.deepEqual(parsePlaces({}), {});
    assert.equal(parsePlaces({ hiredOn: 'event.fields.hiredOn' }).hiredOn, 'hiredOn');
  });

  const refused: [ReferralBindings, RegExp][] = [
    [{ jobId: 'user.jobId' }, /referral\.jobId\.advocacy: user\.jobId: expected user\.customFields\.<name>/],
    [{ jobId: 'user.customFields' }, /expected user\.customFields\.<name>/],
    [{ jobId: 'user.customFields.job.id' }, /expected user\.customFields\.<name>/],
    [{ jobId: 'user.customFields.größe' }, /letters, digits/],
    [{ jobId: 'candidate.job_id' }, /expected user\.customFields/],
    [{ jobId: 'constructor.constructor' }, /expected user\.customFields/],
    [{ firstName: 'user.first_name' }, /or one of user\.firstName, user\.lastName, user\.email/],
    [{ status: 'user.email' }, /expected user\.customFields/],
    [{ status: 'user.customFields.sent_from' }, /none of sent_from, sent_to/],
    [{ advocateId: 'user.id' }, /expected referral\.referrerUser\.id/],
    [{ referralId: 'referral.programId' }, /expected referral\.id/],
    [{ referredAt: 'referral.dateConverted' }, /expected referral\.dateReferralStarted/],
    [{ candidateId: 'user.customFields.candidateId' }, /expected nothing: SaaSquatch is not told of candidateId/],
    [{ hiredOn: 'user.customFields.hiredOn' }, /expected event\.fields\.<name>/],
    [{ hiredOn: 'event.fields.reason' }, /expected event\.fields\.<name>/],
    [
      { jobId: 'user.customFields.x', status: 'user.customFields.x' },
      /referral\.status\.advocacy: .*a place of its own, as referral\.jobId is there/,
    ],
  ];
  for (const [bindings, message] of refused) {
    it(`refuses ${Object.values(bindings).join(' twice ')} at creation`, () => {
      assert.throws(() => parsePlaces(bindings), message);
      assert.throws(() => connectTo('http://127.0.0.1:9', {}, { referral: { ...bindings } }), message);
    });
  }

  it('has a place for every field that the tests map', () => {
    assert.equal(Object.keys(parsePlaces(PLACES)).length, 7);
  });
});
