import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../../config/root.js';
import { webhooks } from '../../../connectors/sendgrid/webhooks.js';
import { asPosted } from '../../../connectors/sendgrid/simulator/events.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { PRIVATE_KEY, PUBLIC_KEY } from './harness.js';

const PUBLISHED = join(projectRoot, '../shared/payloads/sendgrid');
const NOW = new Date('2026-11-21T10:00:00Z');

const delivery = (body: string | Buffer, headers: Record<string, string> = {}, receivedAt = NOW): WebhookDelivery => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  rawBody: Buffer.from(body),
  url: 'https://hireline.example/webhooks/sendgrid',
  receivedAt,
});

const event = (name: string, changes: Record<string, unknown> = {}) => ({
  email: 'ada.byron@home.example',
  event: name,
  timestamp: 1_795_000_000,
  sg_event_id: `id-${name}`,
  sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
  message_key: 'interview:google:e1:confirmation:1',
  ...changes,
});
const parse = (...events: unknown[]) => webhooks.parse(delivery(asPosted(events as Record<string, unknown>[])));

describe('sendgrid webhook signatures', () => {
  const body = Buffer.from(asPosted([event('processed'), event('delivered')]));
  const signed = (at = NOW) => webhooks.sign(body, PRIVATE_KEY, at, '1');

  it('accepts its own signer with any of the keys', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const old = other.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    for (const keys of [[PUBLIC_KEY], [PUBLIC_KEY, old], [old, PUBLIC_KEY], ['no key', PUBLIC_KEY]]) {
      assert.deepEqual(webhooks.verify(delivery(body, signed()), keys), { ok: true });
    }
    assert.equal(webhooks.verify(delivery(body, signed()), [old]).ok, false);
    assert.equal(webhooks.verify(delivery(body, signed()), ['', 'no key', PUBLIC_KEY.slice(4)]).ok, false);
  });

  it('takes the line breaks for signed', () => {
    assert.match(body.toString(), /\},\r\n\{.*\}\]\r\n$/s);
    const text = body.toString();
    for (const changed of [text.trimEnd(), text.replaceAll('\r\n', '\n'), JSON.stringify(JSON.parse(text))]) {
      assert.equal(webhooks.verify(delivery(changed, signed()), [PUBLIC_KEY]).ok, false);
    }
  });

  it('accepts no body and no time under a signature of others', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(100_000), (a, b, seconds) => {
        const at = new Date(NOW.getTime() - seconds * 1000);
        const headers = webhooks.sign(Buffer.from(a), PRIVATE_KEY, at, '1');
        const same = Buffer.from(a).equals(Buffer.from(b));
        assert.equal(webhooks.verify(delivery(Buffer.from(b), headers), [PUBLIC_KEY]).ok, same && seconds <= 90_000);
        if (seconds === 0) return;
        const moved = { ...headers, 'X-Twilio-Email-Event-Webhook-Timestamp': String(NOW.getTime() / 1000) };
        assert.equal(webhooks.verify(delivery(Buffer.from(a), moved), [PUBLIC_KEY]).ok, false);
      }),
      { numRuns: 50 },
    );
  });

  it('takes retries of a day, and says what is stale', () => {
    const hours = (number: number) => new Date(NOW.getTime() + number * 3_600_000);
    const table: [number, string | undefined][] = [
      [-24.9, undefined],
      [-0.5, undefined],
      [0.1, undefined],
      [-25.1, 'the timestamp is more than 25 hours old'],
      [0.2, 'the timestamp is in the future'],
    ];
    for (const [age, reason] of table) {
      const verified = webhooks.verify(delivery(body, signed(hours(age))), [PUBLIC_KEY]);
      assert.deepEqual(verified, reason === undefined ? { ok: true } : { ok: false, reason }, String(age));
    }
  });

  it('names a missing or malformed header, and survives any signature', () => {
    const headers = signed();
    const [signature = '', timestamp = ''] = Object.keys(headers);
    const refused = (changes: Record<string, string>) => {
      const verified = webhooks.verify(delivery(body, { ...headers, ...changes }), [PUBLIC_KEY]);
      return verified.ok ? 'ok' : verified.reason;
    };
    assert.equal(refused({ [signature]: '' }), `missing header ${signature}`);
    assert.equal(refused({ [timestamp]: '' }), `missing header ${timestamp}`);
    assert.equal(refused({ [timestamp]: 'yesterday' }), `${timestamp} is not a time in seconds`);
    fc.assert(fc.property(fc.string(), (text) => refused({ [signature]: text || 'x' }) !== 'ok'));
  });
});

describe('sendgrid webhook events', () => {
  it('tells what an event means for the mail', () => {
    const table: [string, Record<string, unknown>, string][] = [
      ['processed', {}, 'accepted'],
      ['deferred', { reason: '450' }, 'deferred'],
      ['delivered', {}, 'delivered'],
      ['bounce', { type: 'bounce', status: '5.1.1' }, 'bounced'],
      // Refused, or deferred for more than 72 hours: this mail will not arrive.
      ['bounce', { type: 'blocked' }, 'bounced'],
      ['dropped', { reason: 'Bounced Address' }, 'dropped'],
      ['spamreport', {}, 'complained'],
    ];
    for (const [name, fields, outcome] of table) {
      assert.deepEqual(parse(event(name, fields)), {
        outcome: 'event',
        event: {
          kind: 'messagesReported',
          comms: 'sendgrid',
          reports: [
            {
              reportId: `id-${name}`,
              messageKey: 'interview:google:e1:confirmation:1',
              messageId: 'LRzXl_NHStOGhQ4kofSm_A',
              outcome,
              at: '2026-11-18T11:06:40.000Z',
            },
          ],
        },
      });
    }
  });

  it('passes over what reports on no delivery', () => {
    const engagement = [
      'open',
      'click',
      'unsubscribe',
      'group_unsubscribe',
      'group_resubscribe',
      'account_status_change',
    ];
    assert.equal(parse(...engagement.map((name) => event(name))).outcome, 'ignored');
    const mixed = parse(event('open'), event('delivered'), event('click', { timestamp: null }));
    assert.ok(mixed.outcome === 'event' && mixed.event.kind === 'messagesReported');
    assert.deepEqual(
      mixed.event.reports.map(({ reportId }) => reportId),
      ['id-delivered'],
    );
  });

  it('keeps the order and repetitions of a batch', () => {
    const parsed = parse(event('delivered'), event('processed'), event('delivered'));
    assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported');
    assert.deepEqual(
      parsed.event.reports.map(({ outcome }) => outcome),
      ['delivered', 'accepted', 'delivered'],
    );
  });

  it('quarantines a batch with a malformed event, naming its place and no value', () => {
    const good = event('delivered');
    const table: [unknown, string][] = [
      [17, '[1].event: expected a name, found a number'],
      [null, '[1].event: expected a name, found nothing'],
      [event('bounce', { event: undefined }), '[1].event: expected a name, found an object'],
      [event('x y'), '[1].event: expected a name, found text'],
      [event('bounce', { sg_event_id: '' }), '[1].sg_event_id: expected text, found empty text'],
      [event('bounce', { timestamp: 'now' }), '[1].timestamp: expected seconds since 1970, found text'],
      [event('bounce', { timestamp: 1e15 }), '[1].timestamp: expected seconds since 1970, found a number'],
      [
        event('bounce', { sg_message_id: undefined, message_key: undefined }),
        '[1].sg_message_id: expected text, found nothing',
      ],
      [event('bounce', { message_key: ['a'] }), '[1].message_key: expected text, found a list of 1'],
    ];
    for (const [bad, reason] of table) assert.deepEqual(parse(good, bad), { outcome: 'quarantined', reason });
    assert.equal(webhooks.parse(delivery('[]\r\n')).outcome, 'quarantined');
    assert.equal(webhooks.parse(delivery('{}')).outcome, 'quarantined');
  });

  it('needs only one of the two that say which mail it is', () => {
    for (const [fields, key, id] of [
      [{ message_key: undefined }, null, 'LRzXl_NHStOGhQ4kofSm_A'],
      [{ sg_message_id: null }, 'interview:google:e1:confirmation:1', null],
      [{ sg_message_id: 'plain' }, 'interview:google:e1:confirmation:1', 'plain'],
    ] as const) {
      const parsed = parse(event('delivered', fields));
      assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported');
      assert.equal(parsed.event.reports[0]?.messageKey, key);
      assert.equal(parsed.event.reports[0]?.messageId, id);
    }
  });

  it('knows a batch again in any order and spelling', () => {
    const [a, b] = [event('processed'), event('delivered')];
    const id = (...events: unknown[]) => webhooks.eventId(delivery(asPosted(events as Record<string, unknown>[])));
    assert.equal(id(a, b), id(b, a));
    assert.equal(id(a, b), webhooks.eventId(delivery(JSON.stringify([a, b], null, 2))));
    assert.notEqual(id(a, b), id(a));
    assert.notEqual(id({ ...a, sg_event_id: undefined }), id({ ...b, sg_event_id: undefined }));
    for (const body of ['', 'null', '[', '[1]']) assert.match(webhooks.eventId(delivery(body)), /^[0-9a-f]{64}$/);
  });

  it('names the events of a batch', () => {
    const type = (body: string) => webhooks.eventType(delivery(body));
    assert.equal(type(asPosted([event('processed'), event('delivered'), event('processed')])), 'delivered,processed');
    for (const body of ['', '[]', '{"event":"open"}', '[{"event":5}]']) assert.equal(type(body), undefined);
  });

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const one = delivery(JSON.stringify(value));
        const { outcome } = webhooks.parse(one);
        assert.ok(outcome === 'quarantined' || Array.isArray(value));
        webhooks.eventId(one);
        webhooks.eventType(one);
      }),
    );
  });
});

describe('published sendgrid events', function () {
  if (!existsSync(PUBLISHED)) return void it('are not here');
  for (const name of readdirSync(PUBLISHED).filter((file) => file.startsWith('event-webhook'))) {
    it(`${name} is understood`, () => {
      const parsed = webhooks.parse(delivery(readFileSync(join(PUBLISHED, name))));
      assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'messagesReported', JSON.stringify(parsed));
      for (const report of parsed.event.reports) {
        assert.match(report.messageId ?? '', /^[\w-]{22}$/);
        assert.equal(report.messageKey, null);
      }
      const expected = name.includes('bounce') ? ['accepted', 'bounced'] : ['dropped'];
      assert.deepEqual(
        parsed.event.reports.map(({ outcome }) => outcome),
        expected,
      );
    });
  }

  it('verify with the published signature, with their line break only', () => {
    const vector = JSON.parse(readFileSync(join(PUBLISHED, 'signature-vector.json'), 'utf8'));
    const headers = { [vector.headers[0]]: vector.signature, [vector.headers[1]]: vector.timestamp };
    const at = new Date(Number(vector.timestamp) * 1000 + 1000);
    const verify = (body: string) => webhooks.verify(delivery(body, headers, at), [vector.public_key_base64_der]);
    assert.deepEqual(verify(vector.body), { ok: true });
    assert.equal(verify(vector.body.trimEnd()).ok, false);
  });
});
