import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import { createKeySets, KeysUnavailable } from '../../../connectors/saasquatch/key-sets.js';
import { publicJwk, signBody } from '../../../connectors/saasquatch/signature.js';
import { createWebhooks } from '../../../connectors/saasquatch/webhooks.js';
import type { WebhookDelivery, WebhookVerification } from '../../../connectors/webhook-source.js';
import { startServer, type Reply } from '../checkr/servers.js';
import { newPrivateKey } from './harness.js';

const HEADER = 'x-hook-jws-rfc-7797';
const URL_OF_KEYS = 'https://keys.example/jwks.json';
const [KEY, OTHER] = [newPrivateKey(), newPrivateKey()] as [string, string];

const delivery = (body: unknown, headers: Record<string, string> = {}): WebhookDelivery => ({
  headers,
  rawBody: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  url: 'https://hireline.example/webhooks/saasquatch',
  receivedAt: new Date(),
});
const signed = (body: unknown, key = KEY): WebhookDelivery => {
  const plain = delivery(body);
  return { ...plain, headers: { [HEADER]: signBody(plain.rawBody, key)['X-Hook-JWS-RFC-7797'] ?? '' } };
};

/** A JWS made by hand: any header, any payload. */
function jws(header: object, payload: string | Buffer, key = KEY): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  const signature = createSign('RSA-SHA256').update(`${encoded}.`).update(payload).sign(createPrivateKey(key));
  return `${encoded}..${signature.toString('base64url')}`;
}
const kid = publicJwk(KEY)['kid'];
const b64 = (text: string) => Buffer.from(text).toString('base64url');

/** Verifies where these keys, or nothing, are published. */
const verify = (given: WebhookDelivery, keys: object[] | Error = [publicJwk(KEY)]): Promise<WebhookVerification> => {
  const load = async () => {
    if (keys instanceof Error) throw keys;
    return { keys };
  };
  return Promise.resolve(createWebhooks(createKeySets({ load })).verify(given, [URL_OF_KEYS]));
};
const webhooks = createWebhooks(createKeySets({ load: async () => ({ keys: [] }) }));

const BODY = { id: 'e1', type: 'test', tenantAlias: 'acme', live: false, created: 1_763_630_000_000, data: {} };

describe('saasquatch webhooks: signature', () => {
  it('is the detached JWS of the raw body, by the key that it names', async () => {
    const [header = '', payload, signature] = (signed('{"é":1}\n').headers[HEADER] ?? '').split('.');
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), { kid, typ: 'JWT', alg: 'RS256' });
    assert.equal(payload, '');
    assert.ok(signature);
    assert.deepEqual(await verify(signed('{"é":1}\n')), { ok: true });
    assert.deepEqual(await verify(signed(Buffer.from([0xff, 0, 0x2e]))), { ok: true });
    assert.deepEqual(await verify(signed(BODY, OTHER), [publicJwk(KEY), publicJwk(OTHER)]), { ok: true });
  });

  it('is taken in the form that RFC 7797 gives it, too', async () => {
    const text = JSON.stringify(BODY);
    const unencoded = { alg: 'RS256', kid, b64: false, crit: ['b64'] };
    assert.deepEqual(await verify(delivery(text, { [HEADER]: jws(unencoded, text) })), { ok: true });
    // What is not in `crit` is to be ignored, and so the payload is encoded.
    const uncritical = { alg: 'RS256', kid, b64: false };
    assert.equal((await verify(delivery(text, { [HEADER]: jws(uncritical, text) }))).ok, false);
  });

  const plain = JSON.stringify(BODY);
  const rs256 = { alg: 'RS256', kid };
  const hs256 = () => {
    const header = b64(JSON.stringify({ alg: 'HS256', kid }));
    const secret = createPrivateKey(KEY).export({ type: 'pkcs8', format: 'pem' });
    return `${header}..${createHmac('sha256', secret)
      .update(`${header}.${b64(plain)}`)
      .digest('base64url')}`;
  };
  const mismatch = 'the signature does not match the body';
  const algorithm = 'X-Hook-JWS-RFC-7797 is signed by something else than RS256';
  const shape = 'X-Hook-JWS-RFC-7797 is not a detached JWS';
  const refused: [string, Record<string, string>, string][] = [
    ['no header', {}, 'missing header X-Hook-JWS-RFC-7797'],
    ['an empty header', { [HEADER]: ' ' }, 'missing header X-Hook-JWS-RFC-7797'],
    [
      'the older signature alone, even a right one',
      { 'x-hook-signature': createHmac('sha1', 'TEST_key').update(plain).digest('base64') },
      'missing header X-Hook-JWS-RFC-7797',
    ],
    ['another body', { [HEADER]: jws(rs256, b64('{"id":"e2"}')) }, mismatch],
    ['another key under this id', { [HEADER]: jws(rs256, b64(plain), OTHER) }, mismatch],
    ['no signature', { [HEADER]: `${b64(JSON.stringify(rs256))}..` }, shape],
    ['a short signature', { [HEADER]: `${b64(JSON.stringify(rs256))}..AAAA` }, mismatch],
    ['a payload of its own', { [HEADER]: jws(rs256, b64(plain)).replace('..', `.${b64(plain)}.`) }, shape],
    ['no JSON for a header', { [HEADER]: `${b64('nonsense')}..AAAA` }, shape],
    ['something else', { [HEADER]: 'Bearer é' }, shape],
    ['alg none', { [HEADER]: `${b64(JSON.stringify({ alg: 'none', kid }))}..AAAA` }, algorithm],
    ['alg HS256', { [HEADER]: hs256() }, algorithm],
    ['alg PS256', { [HEADER]: jws({ alg: 'PS256', kid }, b64(plain)) }, algorithm],
    ['no alg', { [HEADER]: jws({ kid }, b64(plain)) }, algorithm],
    ['no key named', { [HEADER]: jws({ alg: 'RS256' }, b64(plain)) }, 'X-Hook-JWS-RFC-7797 does not name its key'],
    [
      'a number for a key',
      { [HEADER]: jws({ alg: 'RS256', kid: 7 }, b64(plain)) },
      'X-Hook-JWS-RFC-7797 does not name its key',
    ],
    [
      'an unknown key',
      { [HEADER]: jws({ alg: 'RS256', kid: 'new' }, b64(plain)) },
      'X-Hook-JWS-RFC-7797 is signed with a key that is not published',
    ],
    ['an extension that is critical', { [HEADER]: jws({ ...rs256, crit: ['exp'], exp: 1 }, b64(plain)) }, mismatch],
    ['a key of its own', { [HEADER]: jws({ ...rs256, jwk: publicJwk(OTHER) }, b64(plain), OTHER) }, mismatch],
  ];
  for (const [name, headers, reason] of refused) {
    it(`is refused with ${name}`, async () => {
      assert.deepEqual(await verify(delivery(plain, headers)), { ok: false, reason });
    });
  }

  it('cannot be told while the keys cannot be read', async () => {
    const verdict = await verify(signed(BODY), new Error('secret detail'));
    assert.deepEqual(verdict, {
      ok: false,
      reason: 'the published keys could not be read (Error)',
      unavailable: true,
    });
  });

  it('does not sign with what is no RSA key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.throws(() => publicJwk(pem), /expected an RSA key/);
  });
});

describe('saasquatch webhooks: published keys', () => {
  /** A place where keys are published, with a clock. */
  function place(initial: object[] | Error) {
    const state = { keys: initial, asked: 0, now: 1_000_000 };
    const sets = createKeySets({
      now: () => state.now,
      load: async () => {
        state.asked += 1;
        if (state.keys instanceof Error) throw state.keys;
        return { keys: state.keys };
      },
    });
    return { state, find: (id: string) => sets.find(URL_OF_KEYS, id) };
  }
  const [first, second] = [publicJwk(KEY), publicJwk(OTHER)];
  const [one, two] = [first['kid'] ?? '', second['kid'] ?? ''];

  it('are asked for once, however many come at a time, and kept when they are gone from the set', async () => {
    const { state, find } = place([first]);
    const keys = await Promise.all([find(one), find(one), find(one)]);
    assert.ok(keys.every((key) => key));
    assert.equal(state.asked, 1);
    state.keys = [second];
    state.now += 60_000;
    assert.ok(await find(two));
    assert.ok(await find(one));
    assert.equal(state.asked, 2);
  });

  it('are not asked for again at once by whoever sends unknown ids', async () => {
    const { state, find } = place([first]);
    for (let n = 0; n < 20; n += 1) assert.equal(await find(`unknown-${n}`), undefined);
    assert.equal(state.asked, 1);
    state.now += 29_999;
    assert.equal(await find(two), undefined);
    assert.equal(state.asked, 1);
    state.keys = [first, second];
    state.now += 1;
    assert.ok(await find(two));
    assert.equal(state.asked, 2);
  });

  it('cannot be told of during an outage, but for those that are known', async () => {
    const { state, find } = place([first]);
    await find(one);
    state.keys = new Error('down');
    state.now += 30_000;
    await assert.rejects(find(two), KeysUnavailable);
    await assert.rejects(find(two), KeysUnavailable);
    assert.equal(state.asked, 2);
    assert.ok(await find(one));
    state.keys = [second];
    state.now += 2_000;
    assert.ok(await find(two));
  });

  it('may stand beside others, of other kinds and uses', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'jwk' });
    const { find } = place([
      { ...ec, kid: 'ec' },
      { ...second, kid: 'enc', use: 'enc' },
      { ...second, kid: 'ps', alg: 'PS256' },
      { kty: 'oct', kid: 'oct', k: 'AAAA' },
      null as never,
      { ...first, use: undefined, alg: undefined, x5c: ['…'] },
    ]);
    assert.ok(await find(one));
    for (const id of ['ec', 'enc', 'ps', 'oct']) assert.equal(await find(id), undefined);
  });

  const replies: [string, Reply, string][] = [
    ['an error', { status: 503 }, '503'],
    ['no JSON', { body: '<html>' }, 'not a key set'],
    ['something else', { body: { key: first } }, 'not a key set'],
  ];
  for (const [name, reply, reason] of replies) {
    it(`cannot be told of by ${name}`, async () => {
      const server = await startServer(() => reply);
      const verdict = await createWebhooks(createKeySets()).verify(signed(BODY), [server.url]);
      const expected = `the published keys could not be read (${reason})`;
      assert.deepEqual(verdict, { ok: false, reason: expected, unavailable: true });
      await server.close();
    });
  }

  it('are looked for at each address, and one that is down does not matter where another has them', async () => {
    const server = await startServer(() => ({ body: { keys: [first] } }));
    const down = await startServer(() => ({}));
    await down.close();
    const source = createWebhooks(createKeySets());
    assert.deepEqual(await source.verify(signed(BODY), [down.url, server.url]), { ok: true });
    assert.deepEqual(await source.verify(signed(BODY), [down.url]), {
      ok: false,
      reason: 'the published keys could not be read (ECONNREFUSED)',
      unavailable: true,
    });
    await server.close();
  });
});

describe('saasquatch webhooks: events', () => {
  const created = (data: unknown) => ({ ...BODY, type: 'user.created', data });
  const started = (data: unknown) => ({ ...BODY, type: 'referral.started', data });
  const user = (referredUserId: string) => ({
    outcome: 'event',
    event: { kind: 'referredUserCreated', advocacy: 'saasquatch', referredUserId },
  });
  const referral = (referralId: string) => ({
    outcome: 'event',
    event: { kind: 'referralStarted', advocacy: 'saasquatch', referralId },
  });
  const quarantined = (reason: string) => ({ outcome: 'quarantined', reason });
  const ignored = (reason: string) => ({ outcome: 'ignored', reason });
  const alone = ignored('the user came without a referral code');

  const events: [string, unknown, unknown][] = [
    ['a user with a code', created({ id: 'u1', accountId: 'u1', referredByCodes: ['MAYA'] }), user('u1')],
    ['a user with an older code', created({ id: 'u1', referredBy: { code: 'MAYA' } }), user('u1')],
    ['a number for an id', created({ id: 12, referredByCodes: ['MAYA'] }), user('12')],
    ['a user without', created({ id: 'u1', referredByCodes: [] }), alone],
    ['a user who is said nothing of', created({ id: 'u1' }), alone],
    ['a user with null for codes', created({ id: 'u1', referredByCodes: null, referredBy: null }), alone],
    ['a referral', started({ id: 'r1', referred: { id: 'u1', accountId: 'u1' } }), referral('r1')],
    ['no JSON', '{', quarantined('the body: expected a JSON object')],
    ['no type', { ...BODY, type: undefined }, quarantined('type: expected the name of an event, found nothing')],
    ['a type that is none', { ...BODY, type: 7 }, quarantined('type: expected the name of an event, found a number')],
    ['no data', started(undefined), quarantined('data: expected an object, found nothing')],
    ['a list for data', started([]), quarantined('data: expected an object, found a list of 0')],
    ['no id', started({}), quarantined('data.id: expected an id, found nothing')],
    ['an empty id', created({ id: ' ' }), quarantined('data.id: expected an id, found empty text')],
    [
      'a number that is no id any more',
      created({ id: 2 ** 60 }),
      quarantined('data.id: expected an id, found a number'),
    ],
    ['an object for an id', created({ id: {} }), quarantined('data.id: expected an id, found an object')],
    [
      'a text for codes',
      created({ id: 'u1', referredByCodes: 'MAYA' }),
      quarantined('data.referredByCodes: expected a list, found text'),
    ],
    [
      'a number among the codes',
      created({ id: 'u1', referredByCodes: ['MAYA', 7] }),
      quarantined('data.referredByCodes: expected texts, found a number'),
    ],
    [
      'a type that nobody documents',
      { ...BODY, type: 'user.deleted' },
      ignored('not an event that SaaSquatch documents'),
    ],
  ];
  for (const [name, body, expected] of events) {
    it(`are read from ${name}`, () => assert.deepEqual(webhooks.parse(delivery(body)), expected));
  }

  for (const type of [
    ...['user.reward.balance.changed', 'coupon.created', 'reward.created', 'referral.automoderation.complete'],
    ...['referral.converted', 'referral.ended', 'export.created', 'export.completed', 'theme.publish.finished', 'test'],
    ...['email.referred.reward.earned', 'email.referral.started', 'email.referral.paid'],
    'email.referral.rewardLimitReached',
  ]) {
    it(`of ${type} are ignored, even with data that would be malformed elsewhere`, () => {
      const expected = ignored(`nothing depends on ${type} events`);
      assert.deepEqual(webhooks.parse(delivery({ ...BODY, type, data: null })), expected);
      assert.equal(webhooks.eventType(delivery({ ...BODY, type })), type);
    });
  }

  it('are known by id and type, as examples of different types share an id', () => {
    const id = (body: unknown) => webhooks.eventId(delivery(body));
    assert.equal(id(BODY), 'e1:test');
    assert.equal(id({ ...BODY, created: 1 }), id(BODY));
    assert.notEqual(id({ ...BODY, type: 'user.created' }), id(BODY));
    assert.match(id({ ...BODY, id: undefined }), /^sha256:[0-9a-f]{64}$/);
    assert.notEqual(id('{'), id('['));
  });

  it('tell the tenant', () => {
    assert.equal(webhooks.accountOf?.(delivery(BODY)), 'acme');
    assert.equal(webhooks.accountOf?.(delivery({ ...BODY, tenantAlias: undefined })), undefined);
  });
});
