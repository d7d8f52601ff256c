import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { webhooks } from '../../../connectors/checkr/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';

const KEY = 'an-api-key';
const REPORT = 'e0a1b2c3d4e5f60718293a4b';

const event = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: '1f2e3d4c5b6a798807162534',
  object: 'event',
  type: 'report.completed',
  created_at: '2026-11-20T09:30:00Z',
  webhook_url: 'https://hireline.example/webhooks/checkr',
  data: { object: { id: REPORT, object: 'report', uri: `/v1/reports/${REPORT}` } },
  account_id: 'a0b1c2d3e4f5061728394a5b',
  ...changes,
});

const delivery = (body: unknown, headers: Record<string, string> = {}): WebhookDelivery => ({
  headers,
  rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  url: 'https://hireline.example/webhooks/checkr',
  receivedAt: new Date(),
});

const signed = (body: unknown, key = KEY): WebhookDelivery => {
  const plain = delivery(body);
  const signature = createHmac('sha256', key).update(plain.rawBody).digest('hex');
  return { ...plain, headers: { 'x-checkr-signature': signature } };
};

describe('checkr webhooks: signature', () => {
  it('is the hex HMAC-SHA256 of the raw body, keyed with the API key', () => {
    const raw = Buffer.from('{"id":"é"}\n');
    const expected = createHmac('sha256', KEY).update(raw).digest('hex');
    assert.deepEqual(webhooks.sign(raw, KEY, new Date(), 'any'), { 'X-Checkr-Signature': expected });
  });

  it('is accepted with any key in rotation, in either case', () => {
    assert.deepEqual(webhooks.verify(signed(event()), ['newer', KEY]), { ok: true });
    const upper = signed(event());
    const headers = { 'x-checkr-signature': upper.headers['x-checkr-signature']?.toUpperCase() };
    assert.deepEqual(webhooks.verify({ ...upper, headers }, [KEY]), { ok: true });
  });

  it('is refused with another key, other bytes, nonsense, and where it is missing', () => {
    const reason = 'the signature does not match the body';
    assert.deepEqual(webhooks.verify(signed(event(), 'other'), [KEY]), { ok: false, reason });
    const spaced = { ...signed(event()), rawBody: Buffer.from(JSON.stringify(event(), null, 1)) };
    assert.deepEqual(webhooks.verify(spaced, [KEY]), { ok: false, reason });
    assert.deepEqual(webhooks.verify(delivery(event(), { 'x-checkr-signature': 'é' }), [KEY]), { ok: false, reason });
    assert.deepEqual(webhooks.verify(delivery(event()), [KEY]), {
      ok: false,
      reason: 'missing header X-Checkr-Signature',
    });
  });

  it("agrees with Checkr's own vector", function () {
    const file = resolve('../shared/payloads/checkr/signature-vector.json');
    if (!existsSync(file)) this.skip();
    const vector = JSON.parse(readFileSync(file, 'utf8')) as Record<'header' | 'secret' | 'body' | 'signature', string>;
    assert.deepEqual(webhooks.sign(Buffer.from(vector.body), vector.secret, new Date(), ''), {
      [vector.header]: vector.signature,
    });
    const told = delivery(vector.body, { [vector.header.toLowerCase()]: vector.signature });
    assert.deepEqual(webhooks.verify(told, [vector.secret]), { ok: true });
  });
});

describe('checkr webhooks: events', () => {
  const changed = {
    outcome: 'event',
    event: { kind: 'screeningChanged', screening: 'checkr', resultId: REPORT },
  } as const;
  const whole = { id: REPORT, object: 'report', status: 'complete', result: 'clear', candidate_id: 'c1', ssn: 'x' };

  for (const suffix of [
    ...['created', 'updated', 'completed', 'complete', 'suspended', 'resumed', 'paused', 'canceled', 'disputed'],
    ...['engaged', 'pre_adverse_action', 'post_adverse_action', 'something_new'],
  ]) {
    it(`report.${suffix} means that the report changed, with the object or without`, () => {
      const type = `report.${suffix}`;
      assert.deepEqual(webhooks.parse(delivery(event({ type }))), changed);
      assert.deepEqual(webhooks.parse(delivery(event({ type, data: { object: whole } }))), changed);
      assert.equal(webhooks.eventType(delivery(event({ type }))), type);
    });
  }

  for (const type of [
    ...['candidate.created', 'candidate.updated', 'invitation.created', 'invitation.expired', 'account.credentialed'],
    ...['token.deauthorized', 'ssn_trace.completed', 'county_criminal_search.completed', 'adverse_action.notice'],
  ]) {
    it(`${type} is ignored, with the reason`, () => {
      const parsed = webhooks.parse(delivery(event({ type })));
      assert.deepEqual(parsed, {
        outcome: 'ignored',
        reason: `nothing depends on ${type.split('.')[0]} events`,
      });
    });
  }

  it('an event that nobody documents is ignored, and not quoted', () => {
    const parsed = webhooks.parse(delivery(event({ type: 'ada.byron@mail.example' })));
    assert.deepEqual(parsed, { outcome: 'ignored', reason: 'not an event that Checkr documents' });
  });

  const malformed: [string, unknown, string][] = [
    ['no JSON', '{', 'the body: expected a JSON object'],
    ['a list', [], 'the body: expected a JSON object'],
    ['no type', event({ type: undefined }), 'type: expected the name of an event, found nothing'],
    ['no data', event({ data: undefined }), "data.object.id: expected a report's id, found nothing"],
    ['no id', event({ data: { object: {} } }), "data.object.id: expected a report's id, found nothing"],
    ['a number', event({ data: { object: { id: 7 } } }), "data.object.id: expected a report's id, found a number"],
    ['a path', event({ data: { object: { id: '../x' } } }), "data.object.id: expected a report's id, found text"],
    [
      'another object',
      event({ data: { object: { id: REPORT, object: 'candidate' } } }),
      'data.object.object: expected "report", found text',
    ],
  ];
  for (const [name, body, reason] of malformed) {
    it(`is quarantined with ${name}`, () => {
      assert.deepEqual(webhooks.parse(delivery(body)), { outcome: 'quarantined', reason });
    });
  }

  it("is known by Checkr's id, else by its bytes, and tells the account", () => {
    assert.equal(webhooks.eventId(delivery(event())), '1f2e3d4c5b6a798807162534');
    const unnamed = webhooks.eventId(delivery(event({ id: undefined })));
    assert.match(unnamed, /^sha256:[0-9a-f]{64}$/);
    assert.notEqual(unnamed, webhooks.eventId(delivery('{')));
    assert.equal(webhooks.accountOf?.(delivery(event())), 'a0b1c2d3e4f5061728394a5b');
    assert.equal(webhooks.accountOf?.(delivery(event({ account_id: undefined }))), undefined);
  });
});
