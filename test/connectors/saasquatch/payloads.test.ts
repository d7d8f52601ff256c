import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createKeySets } from '../../../connectors/saasquatch/key-sets.js';
import { toAdvocate, toReferral } from '../../../connectors/saasquatch/mapping.js';
import { parsePlaces } from '../../../connectors/saasquatch/places.js';
import { codesOf } from '../../../connectors/saasquatch/referrals.js';
import { createWebhooks } from '../../../connectors/saasquatch/webhooks.js';
import { SaasquatchReferral, SaasquatchUser, Subscriptions } from '../../../connectors/saasquatch/wire.js';
import { startServer } from '../checkr/servers.js';
import { connectTo, PLACES, TRACE } from './harness.js';

const FOLDER = resolve('../shared/payloads/saasquatch');
const places = parsePlaces(PLACES);
const webhooks = createWebhooks(createKeySets());

const delivery = (text: string) => ({ headers: {}, rawBody: Buffer.from(text), url: '', receivedAt: new Date() });
const parsed = (expected: unknown) => (text: string) => {
  assert.deepEqual(webhooks.parse(delivery(text)), expected);
  assert.equal(webhooks.accountOf?.(delivery(text)), 'aohgcctyskc0p');
  // The one id of all published examples.
  assert.match(webhooks.eventId(delivery(text)), /^577303ece4b066c5cb171835:[\w.]+$/);
};
const ignored = (type: string) => parsed({ outcome: 'ignored', reason: `nothing depends on ${type} events` });

/** What the API would have answered for the referral of a webhook. */
const asReferral = (text: string) => {
  const referral = SaasquatchReferral.parse((JSON.parse(text) as { data: unknown }).data);
  const { referralId, advocateId, referredUserId, state, referredAt } = toReferral(referral, undefined, places);
  assert.deepEqual([referralId, advocateId, referredUserId], ['5d96459c8bf319739fa5591b', '123', '124']);
  assert.equal(referredAt, '2019-10-03T19:01:48.296Z');
  return state;
};

const FILES: Readonly<Record<string, (text: string) => void | Promise<void>>> = {
  'api-referrals-list.json': (text) => {
    const { referrals } = JSON.parse(text) as { referrals: unknown[] };
    const read = referrals.map((row) => {
      const referral = SaasquatchReferral.parse(row);
      return toReferral(referral, SaasquatchUser.parse(referral.referred), places);
    });
    assert.deepEqual(
      read.map(({ referralId, state, shareLink }) => [referralId, state, shareLink]),
      [
        ['5462600de4b09b1c41108f28', 'open', 'http://ssqt.co/mPbcF5'],
        ['546270a6e4b0c1871186a920', 'converted', 'http://example.com/free?mn'],
      ],
    );
    assert.deepEqual(read[0]?.candidate, {
      ...{ firstName: 'Henk', lastName: 'Thompson', email: 'hello@example.com', phone: null },
    });
    assert.deepEqual([read[0]?.jobId, read[0]?.consentAt, read[0]?.status], [null, null, null]);
  },
  'api-users-list.json': (text) => {
    const { users } = JSON.parse(text) as { users: unknown[] };
    assert.deepEqual(
      users.map((row) => toAdvocate(SaasquatchUser.parse(row))),
      [
        {
          ...{ advocateId: '14125', firstName: 'Mark', lastName: 'Testerson', email: 'mark@example.com' },
          ...{ active: true, joinedAt: '2014-10-27T23:31:20.584Z' },
        },
      ],
    );
  },
  'api-user-upsert-200.json': (text) => {
    const user = SaasquatchUser.parse(JSON.parse(text));
    assert.deepEqual(codesOf(user), ['JONDOE1234']);
    const referral = SaasquatchReferral.parse({
      ...{ id: 'r1', referred: user, referrer: { id: 'a', accountId: 'a' }, dateReferralStarted: 1 },
    });
    // The phone is a JSON number there.
    assert.equal(toReferral(referral, user, places).candidate.phone, '+19055551234');
    assert.equal('cookieId' in user, false);
  },
  'api-user-event-200.json': async (text) => {
    const dates = { dateReferralStarted: 1, dateConverted: null };
    const referral = {
      id: 'r1',
      ...dates,
      referred: { id: 'u', accountId: 'u' },
      referrer: { id: 'a', accountId: 'a' },
    };
    const server = await startServer(({ method }) => ({ body: method === 'GET' ? referral : text }));
    const connector = connectTo(server.url);
    const receipt = await connector.confirmHire({ referralId: 'r1', referredUserId: 'u' }, '2026-12-01', TRACE);
    assert.equal(receipt?.recordId, '5bb3978dbd8bfe821a5f26f3');
    await connector.close();
    await server.close();
  },
  'api-webhook-subscriptions-list.json': (text) => {
    assert.equal(Subscriptions.parse(JSON.parse(text))[0]?.endpointUrl, 'https://example.com/hook');
  },
  // Not asked for: a code that is applied with a user's upsert makes the same referral.
  'api-apply-code-200.json': (text) => assert.equal(SaasquatchReferral.safeParse(JSON.parse(text)).success, false),
  'webhook-CouponCreated.json': ignored('coupon.created'),
  'webhook-ExportCompleted.json': ignored('export.completed'),
  'webhook-ExportCreated.json': ignored('export.created'),
  'webhook-RewardCreated.json': ignored('reward.created'),
  'webhook-UserRewardBalanceChanged.json': ignored('user.reward.balance.changed'),
  'webhook-ReferralConvertedClassic.json': (text) => {
    ignored('referral.converted')(text);
    assert.equal(asReferral(text), 'converted');
  },
  'webhook-ReferralConvertedClassicDisabled.json': (text) => {
    ignored('referral.converted')(text);
    assert.equal(asReferral(text), 'converted');
  },
  'webhook-ReferralStartedClassic.json': (text) => {
    const event = { kind: 'referralStarted', advocacy: 'saasquatch', referralId: '5d96459c8bf319739fa5591b' };
    parsed({ outcome: 'event', event })(text);
    assert.equal(asReferral(text), 'open');
  },
  'webhook-UserCreatedClassic.json': parsed({
    ...{ outcome: 'ignored', reason: 'the user came without a referral code' },
  }),
  'webhook-UserCreatedClassicDisabled.json': parsed({
    ...{ outcome: 'ignored', reason: 'the user came without a referral code' },
  }),
};

describe('saasquatch: published payloads', function () {
  before(function () {
    if (!existsSync(FOLDER)) this.skip();
  });

  it('are all tried', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).sort());
  });

  for (const [file, check] of Object.entries(FILES)) {
    it(`${file} is read, or left for a stated reason`, () => check(readFileSync(resolve(FOLDER, file), 'utf8')));
  }
});
