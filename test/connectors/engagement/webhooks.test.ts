import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../../config/root.js';
import { webhooks } from '../../../connectors/engagement/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another of twenty-four !').toString('base64')}`;
const NOW = new Date('2026-11-20T10:00:00Z');
const ID = 'msg_1';

const share = (data: object = {}, changes: object = {}): object => ({
  type: 'post.shared',
  timestamp: '2026-11-20T09:30:00Z',
  data: { advocateId: 'adv-1001', jobId: '601', ...data },
  ...changes,
});

function delivery(body: unknown, { secret = SECRET, at = NOW, id = ID, headers = {} } = {}): WebhookDelivery {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    headers: { ...webhooks.sign(rawBody, secret, at, id), ...headers },
    rawBody,
    url: 'https://hireline.example/webhooks/engagement',
    receivedAt: NOW,
  };
}

const verify = (one: WebhookDelivery, secrets = [SECRET]) => webhooks.verify(one, secrets);
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);

describe('engagement webhooks: signature', () => {
  it('is over id, time and body, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        assert.deepEqual(verify(delivery(Buffer.from(bytes))), { ok: true });
      }),
      { numRuns: 50 },
    );
  });

  it('matches the test vector of the specification', function () {
    const file = join(projectRoot, '../shared/payloads/standard-webhooks/signature-vector.json');
    if (!existsSync(file)) return this.skip();
    const vector = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const at = new Date(Number(vector['webhook-timestamp']) * 1_000);
    for (const prefix of ['', 'whsec_']) {
      const secret = `${prefix}${vector['secret_base64']}`;
      const headers = webhooks.sign(Buffer.from(String(vector['payload'])), secret, at, String(vector['webhook-id']));
      assert.equal(headers['webhook-signature'], vector['webhook-signature']);
    }
  });

  it('is accepted with any secret in rotation, and as any of several signatures', () => {
    assert.deepEqual(verify(delivery(share()), [OTHER, SECRET]), { ok: true });
    const one = delivery(share());
    const several = `v1a,abc v1,AAAA ${one.headers['webhook-signature']} v2,xyz`;
    assert.deepEqual(verify({ ...one, headers: { ...one.headers, 'webhook-signature': several } }), { ok: true });
  });

  for (const [name, one, reason] of [
    ['another secret', delivery(share(), { secret: OTHER }), 'the signature does not match'],
    ['another body', { ...delivery(share()), rawBody: Buffer.from('{}') }, 'the signature does not match'],
    ['another id', delivery(share(), { headers: { 'webhook-id': 'msg_2' } }), 'the signature does not match'],
    [
      'a signature of another scheme alone',
      delivery(share(), { headers: { 'webhook-signature': 'v1a,AAAA' } }),
      'the signature does not match',
    ],
    ['a dot in the id', delivery(share(), { id: 'msg.1' }), 'webhook-id: expected an id without a dot'],
    [
      'a time that is none',
      delivery(share(), { headers: { 'webhook-timestamp': NOW.toISOString() } }),
      'webhook-timestamp: expected seconds since 1970',
    ],
    ...(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const).map(
      (header) =>
        [`no ${header}`, delivery(share(), { headers: { [header]: '' } }), `missing header ${header}`] as const,
    ),
  ] as const) {
    it(`is refused with ${name}`, () => {
      assert.deepEqual(verify(one), { ok: false, reason });
    });
  }

  for (const [offset, ok] of [
    [-5, true],
    [-5.1, false],
    [5, true],
    [5.1, false],
  ] as const) {
    it(`of ${offset} minutes from now is ${ok ? 'taken' : 'stale'}`, () => {
      assert.equal((verify(delivery(share(), { at: minutes(offset) })) as { ok: boolean }).ok, ok);
    });
  }

  it('is never verified by a secret that is no key', () => {
    for (const secret of ['', 'whsec_', 'not base64!', 'whsec_====']) {
      assert.throws(() => webhooks.sign(Buffer.from('{}'), secret, NOW, ID), /whsec_ and base64/);
      assert.deepEqual(verify(delivery(share()), [secret]), { ok: false, reason: 'the signature does not match' });
    }
  });
});

describe('engagement webhooks: events', () => {
  const parse = (body: unknown) => webhooks.parse(delivery(body));
  const engagements = (body: unknown) => {
    const parsed = parse(body);
    assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'engagementReported', JSON.stringify(parsed));
    assert.equal(parsed.event.source, 'engagement');
    return parsed.event.engagements;
  };

  it('post.shared is a share', () => {
    const body = share({ channel: ' LinkedIn ', shareId: 'shr_81', url: 'https://jobs.acme.example/s/81' });
    assert.deepEqual(engagements(body), [
      {
        ...{ engagementId: ID, type: 'share', advocateId: 'adv-1001', jobId: '601' },
        ...{ at: '2026-11-20T09:30:00.000Z', channel: 'linkedin', shareId: 'shr_81' },
      },
    ]);
  });

  it('link.clicked is a click; what is not said is null, and a number is an id', () => {
    const data = { advocateId: 1001, jobId: 601, channel: '' };
    const body = { type: 'link.clicked', timestamp: '2026-11-20T10:30:00+01:00', data };
    assert.deepEqual(engagements(body), [
      {
        ...{ engagementId: ID, type: 'click', advocateId: '1001', jobId: '601' },
        ...{ at: '2026-11-20T09:30:00.000Z', channel: null, shareId: null },
      },
    ]);
  });

  it('a batch holds several, each known by its place, with a time of its own where it has one', () => {
    const events = [
      { advocateId: 'a', jobId: '1' },
      { advocateId: 'b', jobId: '2', timestamp: '2026-11-19T00:00:00Z' },
    ];
    const found = engagements(share({}, { data: { events } }));
    assert.deepEqual(
      found.map(({ engagementId, advocateId, at }) => [engagementId, advocateId, at]),
      [
        [`${ID}:0`, 'a', '2026-11-20T09:30:00.000Z'],
        [`${ID}:1`, 'b', '2026-11-19T00:00:00.000Z'],
      ],
    );
  });

  it('a batch may hold 500 and no more', () => {
    const events = (count: number) => Array.from({ length: count }, () => ({ advocateId: 'a', jobId: '1' }));
    assert.equal(engagements(share({}, { data: { events: events(500) } })).length, 500);
    const more = parse(share({}, { data: { events: events(501) } }));
    assert.ok(more.outcome === 'quarantined');
    assert.equal(more.reason, 'data.events: expected a list of 1 to 500 events, found a list of 501');
  });

  it('every other type is ignored, and not quoted', () => {
    for (const type of ['post.deleted', 'toString', 'ada@mail.example']) {
      const parsed = parse(share({}, { type }));
      assert.ok(parsed.outcome === 'ignored');
      assert.ok(!parsed.reason.includes(type));
    }
  });

  for (const [name, body, reason] of [
    ['no type', share({}, { type: undefined }), 'type: expected text, found nothing'],
    [
      'no time',
      share({}, { timestamp: undefined }),
      'timestamp: expected a time as ISO 8601 with its zone, found nothing',
    ],
    ['no zone', share({}, { timestamp: '2026-11-20T09:30:00' }), /^timestamp: .*, found text$/],
    ['seconds for a time', share({}, { timestamp: 1795316400 }), /^timestamp: .*, found a number$/],
    ['no data', share({}, { data: undefined }), 'data: expected an object, found nothing'],
    ['a list for data', share({}, { data: [1] }), 'data: expected an object, found a list of 1'],
    ['no advocate', share({ advocateId: undefined }), 'data.advocateId: expected an id, found nothing'],
    ['an empty advocate', share({ advocateId: ' ' }), 'data.advocateId: expected an id, found empty text'],
    ['no job', share({ jobId: null }), 'data.jobId: expected an id, found nothing'],
    ['a job in parts', share({ jobId: { id: 1 } }), 'data.jobId: expected an id, found an object'],
    ['an endless id', share({ jobId: 'x'.repeat(201) }), 'data.jobId: expected at most 200 characters, found more'],
    ['a number for a channel', share({ channel: 7 }), 'data.channel: expected text, found a number'],
    ['an empty batch', share({}, { data: { events: [] } }), /^data\.events: .*, found a list of 0$/],
    ['no list for a batch', share({}, { data: { events: {} } }), /^data\.events: .*, found an object$/],
    [
      'one of a batch without its job',
      share({}, { data: { events: [{ advocateId: 'a', jobId: '1' }, { advocateId: 'ada@mail.example' }] } }),
      'data.events.1.jobId: expected an id, found nothing',
    ],
    ['nothing in a batch', share({}, { data: { events: [null] } }), 'data.events.0: expected an object, found nothing'],
  ] as const) {
    it(`is quarantined with ${name}`, () => {
      const parsed = parse(body);
      assert.ok(parsed.outcome === 'quarantined', parsed.outcome);
      if (typeof reason === 'string') assert.equal(parsed.reason, reason);
      else assert.match(parsed.reason, reason);
    });
  }

  it('any JSON is taken, ignored or quarantined, and nothing of it thrown or told', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('post.shared', 'link.clicked'), (data, type) => {
        const parsed = parse({ type, timestamp: '2026-11-20T09:30:00Z', data });
        if (parsed.outcome === 'event') assert.ok(parsed.event.kind === 'engagementReported');
        else assert.match((parsed as { reason: string }).reason, /^data[\w.]*: expected .*, found [\w/ ]+$/);
      }),
    );
  });

  it('is known by the id of its delivery, and its type is what it says', () => {
    assert.equal(webhooks.eventId(delivery(share())), ID);
    assert.equal(webhooks.eventType(delivery(share())), 'post.shared');
    assert.equal(webhooks.eventType(delivery('[]')), undefined);
  });

  it('an example of the specification about something else is ignored', function () {
    const file = join(projectRoot, '../shared/payloads/standard-webhooks/spec-example-payload-thin.json');
    if (!existsSync(file)) return this.skip();
    assert.equal(parse(readFileSync(file)).outcome, 'ignored');
  });
});
