import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { decodedUrl } from '../../../connectors/hubspot/signature.js';
import { webhooks } from '../../../connectors/hubspot/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { SECRET } from './servers.js';

const URL = 'https://hireline.example/webhooks/hubspot';
const NOW = new Date('2026-11-22T03:00:00.123Z');

const event = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventId: 100,
  subscriptionId: 1_001,
  portalId: 62_515,
  appId: 54_321,
  occurredAt: 1_795_316_400_000,
  subscriptionType: 'contact.propertyChange',
  attemptNumber: 0,
  objectId: 171_591_000_001,
  changeSource: 'CRM_UI',
  propertyName: 'advocate_id',
  propertyValue: 'adv-1',
  ...changes,
});

const delivery = (body: unknown, changes: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  headers: {},
  rawBody: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  url: URL,
  receivedAt: NOW,
  ...changes,
});

/** Signed with node's own functions, not with the verifier's. */
function signed(body: unknown, { url = URL, key = SECRET, at = NOW } = {}): WebhookDelivery {
  const plain = delivery(body, { url });
  const timestamp = String(at.getTime());
  const text = Buffer.concat([Buffer.from(`POST${url}`), plain.rawBody, Buffer.from(timestamp)]);
  const signature = createHmac('sha256', key).update(text).digest('base64');
  return { ...plain, headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp } };
}

describe('hubspot webhooks: signature', () => {
  const mismatch = { ok: false, reason: 'the signature does not match' };

  it('is accepted with any secret in rotation', () => {
    assert.deepEqual(webhooks.verify(signed([event()]), ['newer', SECRET]), { ok: true });
  });

  it('covers method, address, bytes and time', () => {
    const right = signed([event()]);
    const spaced = Buffer.from(JSON.stringify([event()], null, 1));
    const later = { ...right.headers, 'x-hubspot-request-timestamp': String(NOW.getTime() + 1) };
    assert.deepEqual(webhooks.verify({ ...right, rawBody: spaced }, [SECRET]), mismatch);
    assert.deepEqual(webhooks.verify({ ...right, url: `${URL}?x=1` }, [SECRET]), mismatch);
    assert.deepEqual(webhooks.verify({ ...right, headers: later }, [SECRET]), mismatch);
    assert.deepEqual(webhooks.verify(signed([event()], { key: 'other' }), [SECRET]), mismatch);
  });

  it('is good for five minutes either way', () => {
    const at = (ms: number) => signed([event()], { at: new Date(NOW.getTime() + ms) });
    for (const ms of [0, -300_000, 300_000]) assert.deepEqual(webhooks.verify(at(ms), [SECRET]), { ok: true });
    for (const ms of [-300_001, 300_001, -1e9]) {
      const refusal = webhooks.verify(at(ms), [SECRET]);
      assert.deepEqual(refusal, { ok: false, reason: 'X-HubSpot-Request-Timestamp is more than 5 minutes off' });
    }
  });

  it('names the header that is missing, and a time that is none', () => {
    const { headers } = signed([event()]);
    const without = (name: string) =>
      webhooks.verify(delivery([event()], { headers: { ...headers, [name]: undefined } }), [SECRET]);
    assert.deepEqual(without('x-hubspot-signature-v3'), { ok: false, reason: 'missing header X-HubSpot-Signature-v3' });
    assert.deepEqual(without('x-hubspot-request-timestamp'), {
      ok: false,
      reason: 'missing header X-HubSpot-Request-Timestamp',
    });
    const odd = { ...headers, 'x-hubspot-request-timestamp': '2026-11-22' };
    assert.deepEqual(webhooks.verify(delivery([event()], { headers: odd }), [SECRET]), {
      ok: false,
      reason: 'X-HubSpot-Request-Timestamp is not a time in milliseconds',
    });
  });

  it('is never taken from the older schemes', () => {
    const body = JSON.stringify([event()]);
    for (const [version, text] of [
      ['v1', SECRET + body],
      ['v2', `${SECRET}POST${URL}${body}`],
    ] as const) {
      const hash = createHash('sha256').update(text).digest('hex');
      const headers = { 'x-hubspot-signature': hash, 'x-hubspot-signature-version': version };
      const refusal = webhooks.verify(delivery(body, { headers }), [SECRET]);
      assert.deepEqual(refusal, { ok: false, reason: 'missing header X-HubSpot-Signature-v3' });
      const posing = { ...headers, 'x-hubspot-signature-v3': hash, 'x-hubspot-request-timestamp': `${NOW.getTime()}` };
      assert.deepEqual(webhooks.verify(delivery(body, { headers: posing }), [SECRET]), mismatch);
    }
  });

  it('is taken over the address as it came, or with the documented characters decoded', () => {
    const encoded = `${URL}?tag=a%3Ab%2Fc%40d%2C%20e&mail=%2a%28x%29%21%24%27%3B%3F`;
    const decoded = `${URL}?tag=a:b/c@d,%20e&mail=*(x)!$';?`;
    assert.equal(decodedUrl(encoded), decoded);
    assert.deepEqual(webhooks.verify({ ...signed([event()], { url: decoded }), url: encoded }, [SECRET]), { ok: true });
    assert.deepEqual(webhooks.verify(signed([event()], { url: encoded }), [SECRET]), { ok: true });
    const blank = encoded.replace('%20', ' ');
    assert.deepEqual(webhooks.verify({ ...signed([event()], { url: blank }), url: encoded }, [SECRET]), mismatch);
  });

  it('is what it verifies, over any bytes and address; and over no others', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.webUrl({ withQueryParameters: true }),
        fc.string({ minLength: 1 }),
        fc.integer({ min: -300_000, max: 300_000 }),
        (bytes, others, url, secret, offset) => {
          const rawBody = Buffer.from(bytes);
          const headers = Object.fromEntries(
            Object.entries(webhooks.sign(rawBody, secret, new Date(NOW.getTime() + offset), '', url)).map(
              ([name, value]) => [name.toLowerCase(), value],
            ),
          );
          const given = delivery(rawBody, { headers, url });
          assert.deepEqual(webhooks.verify(given, ['another one', secret]), { ok: true });
          const mine = signed(rawBody, { url, key: secret, at: new Date(NOW.getTime() + offset) });
          assert.deepEqual(headers, mine.headers);
          if (!rawBody.equals(Buffer.from(others))) {
            assert.deepEqual(webhooks.verify({ ...given, rawBody: Buffer.from(others) }, [secret]), mismatch);
          }
          assert.deepEqual(webhooks.verify(given, [`${secret}x`]), mismatch);
        },
      ),
    );
  });
});

describe('hubspot webhooks: events', () => {
  const changes = (...contacts: [string | number, string][]) => ({
    outcome: 'event',
    event: {
      kind: 'crmContactsChanged',
      crm: 'hubspot',
      contacts: contacts.map(([contactId, change]) => ({ contactId: String(contactId), change })),
    },
  });
  const parse = (...events: unknown[]) => webhooks.parse(delivery(events));

  for (const [type, change] of [
    ['contact.propertyChange', 'changed'],
    ['contact.restore', 'changed'],
    ['contact.deletion', 'deleted'],
    ['contact.privacyDeletion', 'erased'],
  ] as const) {
    it(`${type} means ${change}, whatever its type is called`, () => {
      assert.deepEqual(parse(event({ subscriptionType: type })), changes([171_591_000_001, change]));
      assert.deepEqual(
        parse(event({ subscriptionType: undefined, eventType: type })),
        changes([171_591_000_001, change]),
      );
      const generic = { subscriptionType: type.replace('contact', 'object'), objectTypeId: '0-1' };
      assert.deepEqual(parse(event(generic)), changes([171_591_000_001, change]));
      assert.equal(parse(event({ ...generic, objectTypeId: '0-2' })).outcome, 'ignored');
      assert.equal(webhooks.eventType(delivery([event({ subscriptionType: type })])), type);
    });
  }

  for (const changeSource of ['INTEGRATION', 'API', 'CRM_UI', 'IMPORT']) {
    it(`takes changes by ${changeSource}`, () => {
      assert.deepEqual(parse(event({ changeSource })), changes([171_591_000_001, 'changed']));
    });
  }

  const merges: [string, object, [string | number, string][]][] = [
    [
      'into the primary',
      { objectId: 1, primaryObjectId: 1, mergedObjectIds: [2] },
      [
        [2, 'merged'],
        [1, 'changed'],
      ],
    ],
    [
      'into a new record',
      { objectId: 1, primaryObjectId: 1, mergedObjectIds: [2, '3'], newObjectId: 9 },
      [
        [2, 'merged'],
        [3, 'merged'],
        [1, 'merged'],
        [9, 'changed'],
      ],
    ],
    ['without more than an id', { objectId: 1 }, [[1, 'merged']]],
    ['with the survivor alone', { objectId: 1, primaryObjectId: 1, mergedObjectIds: [] }, [[1, 'changed']]],
  ];
  for (const [name, fields, expected] of merges) {
    it(`tells a merge ${name}`, () => {
      assert.deepEqual(parse(event({ subscriptionType: 'contact.merge', ...fields })), changes(...expected));
    });
  }

  it('keeps of a mixed list what matters, each contact once', () => {
    assert.deepEqual(
      parse(
        event({ subscriptionType: 'contact.creation' }),
        event({ objectId: 1 }),
        event({ objectId: '1', propertyName: 'hired_on' }),
        event({ subscriptionType: 'company.deletion', objectId: 5 }),
        event({ subscriptionType: 'contact.deletion', objectId: 1 }),
        event({ objectId: 2 }),
      ),
      changes([1, 'changed'], [1, 'deleted'], [2, 'changed']),
    );
    assert.equal(webhooks.eventType(delivery([event(), event({ subscriptionType: 'contact.creation' })])), 'several');
  });

  for (const type of ['contact.creation', 'contact.associationChange', 'deal.propertyChange', 'ticket.toString']) {
    it(`ignores ${type}`, () => {
      const parsed = parse(event({ subscriptionType: type, objectId: undefined }));
      assert.deepEqual(parsed, { outcome: 'ignored', reason: 'nothing depends on these events' });
    });
  }

  const malformed: [string, unknown, string][] = [
    ['no JSON', '[', 'the body: expected a list of events'],
    ['one event without a list', event(), 'the body: expected a list of events'],
    ['no event', [], 'the body: expected at least one event'],
    ['text', ['x'], '[0].subscriptionType: expected the name of an event, found text'],
    [
      'no type',
      [event({ subscriptionType: 7 })],
      '[0].subscriptionType: expected the name of an event, found a number',
    ],
    [
      'a type that is an address',
      [event({ subscriptionType: 'ada@mail.example' })],
      '[0].subscriptionType: expected the name of an event, found text',
    ],
    ['no id', [event(), event({ objectId: null })], '[1].objectId: expected an id, found nothing'],
    ['an id that is no whole number', [event({ objectId: 1.5 })], '[0].objectId: expected an id, found a number'],
    ['an id that is a path', [event({ objectId: '../1' })], '[0].objectId: expected an id, found text'],
    [
      'a merge of nothing readable',
      [event({ subscriptionType: 'contact.merge', mergedObjectIds: [{}] })],
      '[0].mergedObjectIds: expected an id, found a list of 1',
    ],
    ['two accounts', [event(), event({ portalId: 1 })], 'portalId: expected the same one in all events'],
  ];
  for (const [name, body, reason] of malformed) {
    it(`is quarantined with ${name}`, () => {
      assert.deepEqual(webhooks.parse(delivery(body)), { outcome: 'quarantined', reason });
    });
  }

  it('is the same one in another attempt and order, and another one with another event', () => {
    const id = (...events: unknown[]) => webhooks.eventId(delivery(events));
    const [one, other] = [event(), event({ objectId: 2 })];
    assert.equal(id(one, other), id({ ...other, attemptNumber: 3 }, { ...one, attemptNumber: 3 }));
    assert.equal(id(one), id({ ...one, subscriptionType: undefined, eventType: 'contact.propertyChange' }));
    for (const [name, value] of [
      ['portalId', 1],
      ['subscriptionId', 1],
      ['eventId', 1],
      ['objectId', 1],
      ['occurredAt', 1],
    ] as const) {
      assert.notEqual(id(one), id({ ...one, [name]: value }), name);
    }
    assert.notEqual(id(one), id(one, other));
    assert.notEqual(id({ ...one, eventId: undefined }), id({ ...one, eventId: undefined, objectId: 2 }));
    assert.notEqual(webhooks.eventId(delivery('[')), webhooks.eventId(delivery('{')));
  });

  it('tells the account', () => {
    assert.equal(webhooks.accountOf?.(delivery([event()])), '62515');
    assert.equal(webhooks.accountOf?.(delivery([event({ portalId: undefined })])), undefined);
    assert.equal(webhooks.accountOf?.(delivery('[')), undefined);
  });
});
