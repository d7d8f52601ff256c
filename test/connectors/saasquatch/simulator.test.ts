import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeySets } from '../../../connectors/saasquatch/key-sets.js';
import { createWebhooks } from '../../../connectors/saasquatch/webhooks.js';
import type { VendorEvent } from '../../../schemas/events.js';
import { PEOPLE } from '../../../sandbox/company.js';
import { startServer, until, type Reply, type Seen } from '../checkr/servers.js';
import {
  basic,
  CANDIDATE,
  CONSENT,
  KEY,
  newPrivateKey,
  ROOT,
  startSimulator,
  TENANT,
  type RunningSimulator,
} from './harness.js';

const USER = (id: string) => `/open/account/${id}/user/${id}`;

describe('saasquatch simulator: the API', () => {
  let saasquatch: RunningSimulator;
  beforeEach(async () => {
    saasquatch = await startSimulator();
  });
  afterEach(() => saasquatch.close());

  const put = (id: string, stub: object) => saasquatch.api('PUT', USER(id), { id, accountId: id, ...stub });

  it('opens with the key as password and no user name, for its own tenant alone', async () => {
    const status = async (path: string, headers: Record<string, string>) =>
      (await saasquatch.call('GET', path, headers)).status;
    assert.equal(await status(`${ROOT}/users`, basic(KEY)), 200);
    assert.equal(await status(`${ROOT}/users`, basic('', KEY)), 401);
    assert.equal(await status(`${ROOT}/users`, basic(KEY, 'someone')), 401);
    assert.equal(await status(`${ROOT}/users`, {}), 401);
    assert.equal(await status('/api/v1/other/users', basic(KEY)), 404);
    assert.equal(await status('/.well-known/jwks.json', {}), 200);
  });

  it('begins with employees of the test company, under their work e-mail, each with a code', async () => {
    const { body } = await saasquatch.api('GET', '/users');
    assert.deepEqual([body.count, body.totalCount], [6, 6]);
    for (const user of body.users) {
      assert.match(user.id, /^adv-100[1-6]$/);
      assert.equal(user.accountId, user.id);
      assert.ok(user.referralCode);
      const person = PEOPLE.find(({ workEmail }) => workEmail === user.email);
      assert.deepEqual([user.firstName, user.lastName], [person?.firstName, person?.lastName]);
    }
  });

  it('answers errors in one form', async () => {
    const { status, body } = await saasquatch.api('GET', '/referrals/nothing');
    assert.deepEqual([status, body.statusCode, body.apiErrorCode], [404, 404, 'NOT_FOUND']);
    assert.equal((await saasquatch.api('GET', USER('nobody'))).status, 404);
  });

  it('creates and changes by PUT: fields that are not named stay, null removes a custom one', async () => {
    const made = await put('u1', { firstName: 'Ada', customFields: { a: 1, b: 'x' }, segments: ['one', 'two'] });
    assert.equal(made.status, 200);
    assert.equal(Object.values(made.body.referralCodes).length, 1);
    const changed = await put('u1', { customFields: { a: null, c: true }, segments: ['~one', 'three'] });
    assert.deepEqual(changed.body.customFields, { b: 'x', c: true });
    assert.deepEqual(changed.body.segments, ['two', 'three']);
    assert.equal(changed.body.firstName, 'Ada');
    assert.deepEqual((await put('u1', { segments: ['~*', 'only'] })).body.segments, ['only']);
    assert.deepEqual(
      (await put('u1', { referralCodes: { 'employee-referrals': 'VANITY' } })).body.referralCodes,
      made.body.referralCodes,
    );
  });

  const refused: [string, object | string][] = [
    ['no JSON', '{'],
    ['no id', { accountId: 'u1' }],
    ["an id that is not the path's", { id: 'u2', accountId: 'u1' }],
    ['an object for a custom field', { id: 'u1', accountId: 'u1', customFields: { a: {} } }],
    ['a custom field of a wrong name', { id: 'u1', accountId: 'u1', customFields: { 'a.b': 1 } }],
    ['a long text', { id: 'u1', accountId: 'u1', customFields: { a: 'x'.repeat(1025) } }],
    ['a locale of another form', { id: 'u1', accountId: 'u1', locale: 'en-US' }],
    ['a code that is taken', { id: 'u1', accountId: 'u1', referralCodes: { p: 'ALEXKIM' } }],
  ];
  for (const [name, body] of refused) {
    it(`refuses ${name}`, async () => {
      assert.equal((await saasquatch.api('PUT', USER('u1'), body)).status, 400);
      assert.equal((await saasquatch.api('GET', USER('u1'))).status, 404);
    });
  }

  it('makes one referral of a code, and never a second for the same user, nor one of their own or of an unknown code', async () => {
    await put('u1', { referredByCodes: ['NOBODYS'] });
    await put('adv-1001', { referredByCodes: ['MAYALINDQVIST'] });
    const referrals = async () => (await saasquatch.api('GET', '/referrals')).body.referrals;
    assert.deepEqual(await referrals(), []);
    await put('u1', { referredByCodes: ['ALEXKIM'] });
    await put('u1', { referredByCodes: ['MAYALINDQVIST'] });
    const [referral, ...others] = await referrals();
    assert.equal(others.length, 0);
    assert.deepEqual([referral.referredUser.id, referral.referrerUser.id], ['u1', 'adv-1006']);
    assert.equal('customFields' in referral.referredUser, false);
    assert.equal(referral.dateConverted, null);
    const { body: user } = await saasquatch.api('GET', USER('u1'));
    assert.deepEqual([user.referredByCodes, user.referredBy.code], [['ALEXKIM'], 'ALEXKIM']);
    await put('u2', {});
    assert.equal((await saasquatch.api('POST', '/open/code/ALEXKIM/account/u2/user/u2')).status, 200);
    assert.equal((await referrals()).length, 2);
  });

  it('lists by who referred and who was referred', async () => {
    const { referralId, referredUserId } = await saasquatch.apply({ advocateId: 'adv-1002' });
    await saasquatch.apply({ advocateId: 'adv-1003' });
    const list = async (path: string) =>
      (await saasquatch.api('GET', path)).body.referrals.map(({ id }: { id: string }) => id);
    assert.deepEqual(await list('/referrals?referringAccountId=adv-1002&referringUserId=adv-1002'), [referralId]);
    assert.deepEqual(
      await list(`/open/referrals?referredAccountId=${referredUserId}&referredUserId=${referredUserId}`),
      [referralId],
    );
    assert.equal((await list('/referrals?limit=1')).length, 1);
    assert.deepEqual(await list('/referrals?limit=1&offset=2'), []);
    assert.deepEqual(await list('/referrals?dateReferralEnded=0,99999999999999'), []);
    assert.equal((await saasquatch.api('GET', '/open/referrals')).status, 400);
    const owner = await saasquatch.call('GET', `${ROOT}/open/user?referralCode=TOMASRIVERA`);
    assert.deepEqual([owner.body.id, owner.body.lastInitial, 'email' in owner.body], ['adv-1002', 'R', false]);
    assert.equal((await saasquatch.call('GET', `${ROOT}/open/code/TOMASRIVERA`)).body.referrerName, 'Tomás R');
  });

  it('tracks an event once in 24 hours by its key, and converts a referral by `hired`', async () => {
    const { referralId, referredUserId: id } = await saasquatch.apply();
    const track = (key: string | undefined, event = 'hired') =>
      saasquatch.api('POST', `${USER(id)}/events`, {
        userId: id,
        accountId: id,
        idempotencyKey: key,
        events: [{ key: event, fields: { a: 1 } }],
      });
    const first = await track('some-key');
    assert.equal(first.status, 200);
    assert.equal(first.body.events[0].key, 'hired');
    assert.equal((await track('some-key')).status, 409);
    assert.ok((await saasquatch.api('GET', `/referrals/${referralId}`)).body.dateConverted);
    assert.equal((await saasquatch.api('GET', USER(id))).body.referredBy.isConverted, true);
    await saasquatch.control('DELETE', '/idempotency-keys');
    assert.equal((await track('some-key')).status, 200);
    assert.equal((await track('short')).status, 400);
    assert.equal((await track(undefined, 'referral_rejected')).status, 200);
    assert.ok((await saasquatch.api('GET', `/referrals/${referralId}`)).body.dateReferralEnded);
    const nobody = { userId: 'nobody', accountId: 'nobody', events: [{ key: 'hired' }] };
    assert.equal((await saasquatch.api('POST', `${USER('nobody')}/events`, nobody)).status, 404);
  });

  it('blocks and deletes', async () => {
    await saasquatch.api('POST', '/account/adv-1001/user/adv-1001/block');
    const shown = async () => (await saasquatch.api('GET', `${USER('adv-1001')}?extraFields=dateBlocked`)).body;
    assert.ok((await shown()).dateBlocked > 0);
    assert.equal(
      (
        await saasquatch.control('POST', '/applications', {
          advocateId: 'adv-1001',
          jobId: 1,
          candidate: CANDIDATE,
          consentAt: null,
        })
      ).status,
      409,
    );
    await saasquatch.control('POST', '/users/adv-1001/unblock');
    assert.equal((await shown()).dateBlocked, null);
    assert.equal((await saasquatch.api('DELETE', USER('adv-1001'))).status, 204);
    assert.equal((await saasquatch.api('DELETE', USER('adv-1001'))).status, 404);
  });

  it('throttles where it is told to', async () => {
    const tight = await startSimulator({ rateLimit: 1 });
    await tight.api('GET', '/users');
    const { status, headers } = await tight.api('GET', '/users');
    assert.equal(status, 429);
    assert.ok(Number(headers.get('retry-after')) > 0);
    await tight.close();
  });

  it('refuses controls it does not understand, and an application through two advocates', async () => {
    for (const [path, body, status] of [
      ['/applications', {}, 400],
      ['/applications', { advocateId: 'nobody', jobId: 1, candidate: CANDIDATE, consentAt: null }, 404],
      ['/users/nobody/consent', { consentAt: CONSENT }, 404],
      ['/users/adv-1001/consent', {}, 400],
      ['/users/nobody/block', undefined, 404],
      ['/referrals/nothing/end', undefined, 404],
      ['/settings', { classic: 'yes' }, 400],
      ['/hooks', { type: 7 }, 400],
    ] as const) {
      assert.equal((await saasquatch.control('POST', path, body)).status, status, path);
    }
    const { referredUserId } = await saasquatch.apply();
    const again = { advocateId: 'adv-1002', jobId: 602, candidate: CANDIDATE, consentAt: null, referredUserId };
    assert.equal((await saasquatch.control('POST', '/applications', again)).status, 409);
    assert.equal((await saasquatch.api('GET', USER(referredUserId))).body.customFields.jobId, '601');
    assert.equal((await saasquatch.control('GET', '/referrals')).body.length, 1);
    assert.equal((await saasquatch.control('DELETE', '/users/nobody')).status, 404);
  });
});

describe('saasquatch simulator: webhooks', () => {
  const PRIVATE_KEY = newPrivateKey();
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  let saasquatch: RunningSimulator;
  const url = () => `${receiver.url}/webhooks/saasquatch`;
  const start = (options = {}) =>
    startSimulator({ webhookUrl: url(), webhookSecret: PRIVATE_KEY, timeScale: 1e9, ...options });
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
    saasquatch = await start();
  });
  afterEach(async () => {
    await saasquatch.close();
    await receiver.close();
  });

  const bodyOf = (one: Seen): any => JSON.parse(one.body.toString('utf8'));
  const types = () => receiver.seen.map((one) => bodyOf(one).type as string).sort();
  const arrived = (count: number) => until(() => receiver.seen.length >= count, `${count} webhooks`);
  const source = createWebhooks(createKeySets());
  const deliveryOf = (one: Seen) => ({
    headers: one.headers as Record<string, string>,
    rawBody: one.body,
    url: url(),
    receivedAt: new Date(),
  });

  it('tell of the user and of the referral, signed by the key that is published', async () => {
    const { referralId, referredUserId } = await saasquatch.apply();
    await arrived(2);
    assert.deepEqual(types(), ['referral.started', 'user.created']);
    const keys = [`${saasquatch.url}/.well-known/jwks.json`];
    const kinds: VendorEvent[] = [];
    for (const one of receiver.seen) {
      assert.deepEqual(await source.verify(deliveryOf(one), keys), { ok: true });
      const altered = { ...deliveryOf(one), rawBody: Buffer.from(one.body.toString().replace(TENANT, 'other')) };
      assert.equal((await source.verify(altered, keys)).ok, false);
      assert.equal(one.headers['x-hook-signature'], createHmac('sha1', KEY).update(one.body).digest('base64'));
      const { id, tenantAlias, live, created } = bodyOf(one);
      assert.match(id, /^[0-9a-f]{24}$/);
      assert.deepEqual([tenantAlias, live, typeof created], [TENANT, false, 'number']);
      const parsed = source.parse(deliveryOf(one));
      if (parsed.outcome === 'event') kinds.push(parsed.event);
    }
    assert.deepEqual(
      kinds.sort((one, other) => one.kind.localeCompare(other.kind)),
      [
        { kind: 'referralStarted', advocacy: 'saasquatch', referralId },
        { kind: 'referredUserCreated', advocacy: 'saasquatch', referredUserId },
      ],
    );
  });

  it('have the forms of a classic tenant when told so', async () => {
    await saasquatch.control('POST', '/settings', { classic: true });
    await saasquatch.apply();
    await arrived(2);
    const [user, referral] = ['user.created', 'referral.started'].map((type) =>
      receiver.seen.map(bodyOf).find((body) => body.type === type),
    );
    assert.equal('referredByCodes' in user.data, false);
    assert.match(referral.data.referredUser, /^[0-9a-f]{24}$/);
    assert.deepEqual(referral.data.referrer, { id: 'adv-1001', accountId: 'adv-1001' });
  });

  it('are lost on purpose', async () => {
    await saasquatch.apply({ sendWebhooks: false });
    await saasquatch.apply();
    await arrived(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(receiver.seen.length, 2);
    assert.equal((await saasquatch.control('GET', '/referrals')).body.length, 2);
  });

  it('tell of a conversion and of a balance whose version only grows, in any order', async () => {
    const { referredUserId: id } = await saasquatch.apply();
    const other = await saasquatch.apply();
    for (const user of [id, other.referredUserId]) {
      await saasquatch.api('POST', `${USER(user)}/events`, {
        userId: user,
        accountId: user,
        events: [{ key: 'hired' }],
      });
    }
    await arrived(8);
    const balances = receiver.seen.map(bodyOf).filter(({ type }) => type === 'user.reward.balance.changed');
    const byVersion = balances.map(({ data }) => data).sort((a, b) => a.resourceVersion - b.resourceVersion);
    assert.deepEqual(
      byVersion.map(({ availableValue }) => availableValue),
      [1, 2],
    );
    assert.notEqual(byVersion[0].resourceVersion, byVersion[1].resourceVersion);
    assert.equal(receiver.seen.filter((one) => bodyOf(one).type === 'referral.converted').length, 2);
  });

  it('come again until they are answered 200, which 201 and 204 are not', async () => {
    const answers = [201, 204, 500, 404, 200];
    reply = () => ({ status: answers.shift() ?? 200 });
    await saasquatch.control('POST', '/hooks', { type: 'test', data: {} });
    await arrived(5);
    await until(() => saasquatch.simulator.webhooks?.list()[0]?.status === 'delivered', 'the delivery');
    assert.equal(receiver.seen.length, 5);
    assert.equal(new Set(receiver.seen.map((one) => source.eventId(deliveryOf(one)))).size, 1);
  });

  it('are given up after 72 attempts', async () => {
    reply = () => ({ status: 500 });
    await saasquatch.control('POST', '/hooks', { type: 'test', data: {} });
    await until(() => saasquatch.simulator.webhooks?.list()[0]?.status === 'gave_up', 'the end');
    assert.equal(receiver.seen.length, 72);
  });

  it('go to every subscription, once to each address', async () => {
    const second = `${receiver.url}/second`;
    for (let n = 0; n < 2; n += 1) {
      assert.equal(
        (await saasquatch.api('POST', '/subscription', { endpointUrl: second, name: 'Zapier' })).status,
        201,
      );
    }
    assert.deepEqual((await saasquatch.api('GET', '/subscription')).body, [
      { endpointUrl: url(), name: 'hireline' },
      { endpointUrl: second, name: 'Zapier' },
    ]);
    await saasquatch.control('POST', '/hooks', { type: 'coupon.created', data: {} });
    await arrived(2);
    assert.deepEqual(receiver.seen.map(({ path }) => path).sort(), ['/second', '/webhooks/saasquatch']);
    const encoded = encodeURIComponent(second);
    assert.equal((await saasquatch.api('POST', `/subscription/${encoded}/test`)).status, 204);
    await arrived(3);
    assert.deepEqual([receiver.seen[2]?.path, bodyOf(receiver.seen[2] as Seen).type], ['/second', 'test']);
    assert.equal((await saasquatch.api('DELETE', `/subscription/${encoded}`)).status, 204);
    assert.equal((await saasquatch.api('DELETE', `/subscription/${encoded}`)).status, 404);
    assert.equal((await saasquatch.api('POST', '/subscription', { endpointUrl: 'here' })).status, 400);
  });

  it('and all records survive a restart, and follow hireline to another address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'saasquatch-'));
    const stateFile = join(folder, 'saasquatch.jsonl');
    try {
      const first = await start({ stateFile });
      const { referralId } = await first.apply();
      await first.control('POST', '/settings', { classic: true });
      await arrived(2);
      await first.close();
      const moved = `${receiver.url}/moved`;
      const second = await start({ stateFile, webhookUrl: moved });
      assert.equal((await second.api('GET', `/referrals/${referralId}`)).body.id, referralId);
      assert.equal((await second.control('GET', '/users')).body.length, 7);
      assert.equal((await second.control('GET', '/settings')).body.classic, true);
      assert.deepEqual((await second.api('GET', '/subscription')).body, [{ endpointUrl: moved, name: 'hireline' }]);
      const { referredUserId } = await second.apply();
      assert.equal(referredUserId, 'cand-5002');
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are not promised where there is no key to sign them with', async () => {
    await assert.rejects(startSimulator({ webhookUrl: url() }), /private key/);
    const unsigned = await startSimulator();
    assert.deepEqual((await unsigned.call('GET', '/.well-known/jwks.json')).body, { keys: [] });
    await unsigned.close();
  });
});
