import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { isHandshake, webhooks } from '../../../connectors/gusto/webhooks.js';

const SECRET = 'a-verification-token';
const EVENT = {
  uuid: '8f0d2a9e-51a3-4a4e-8a39-0a6b0d3c1c11',
  event_type: 'employee.updated',
  resource_type: 'Company',
  resource_uuid: '11111111-2222-4333-8444-555555555555',
  entity_type: 'Employee',
  entity_uuid: '66666666-7777-4888-8999-000000000000',
  timestamp: 1795276800,
};

const delivery = (body: unknown, headers: Record<string, string> = {}): WebhookDelivery => ({
  headers,
  rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  url: 'http://127.0.0.1/webhooks/gusto',
  receivedAt: new Date(),
});

const signed = (body: unknown, secret = SECRET): WebhookDelivery => {
  const plain = delivery(body);
  const entries = Object.entries(webhooks.sign(plain.rawBody, secret, new Date(), 'any'));
  return { ...plain, headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value])) };
};

describe('gusto webhooks: signature', () => {
  it('is the hex HMAC-SHA256 of the raw body', () => {
    const raw = Buffer.from('{"é": 1}\n');
    const expected = createHmac('sha256', SECRET).update(raw).digest('hex');
    assert.deepEqual(webhooks.sign(raw, SECRET, new Date(), 'id'), { 'X-Gusto-Signature': expected });
  });

  it('accepts any of the rotated secrets, in either case', () => {
    assert.deepEqual(webhooks.verify(signed(EVENT), ['newer', SECRET]), { ok: true });
    const upper = signed(EVENT);
    const headers = { 'x-gusto-signature': upper.headers['x-gusto-signature']?.toUpperCase() };
    assert.deepEqual(webhooks.verify({ ...upper, headers }, [SECRET]), { ok: true });
  });

  it('refuses another secret, another body, nonsense', () => {
    const reason = 'the signature does not match';
    assert.deepEqual(webhooks.verify(signed(EVENT, 'other'), [SECRET]), { ok: false, reason });
    const other = { ...signed(EVENT), rawBody: Buffer.from('{}') };
    assert.deepEqual(webhooks.verify(other, [SECRET]), { ok: false, reason });
    assert.deepEqual(webhooks.verify(delivery(EVENT, { 'x-gusto-signature': 'é' }), [SECRET]), { ok: false, reason });
  });

  it('names the missing header', () => {
    const reason = 'missing header X-Gusto-Signature';
    assert.deepEqual(webhooks.verify(delivery(EVENT), [SECRET]), { ok: false, reason });
    assert.deepEqual(webhooks.verify(delivery('{'), [SECRET]), { ok: false, reason });
  });
});

describe('gusto webhooks: handshake', () => {
  const handshake = { verification_token: SECRET, webhook_subscription_uuid: 'c0ffee' };

  it('is let in unsigned with a token that is configured, and kept for a person', () => {
    assert.deepEqual(webhooks.verify(delivery(handshake), ['newer', SECRET]), { ok: true });
    const parsed = webhooks.parse(delivery(handshake));
    assert.equal(parsed.outcome, 'quarantined');
    assert.ok(parsed.outcome === 'quarantined' && !parsed.reason.includes(SECRET));
    assert.ok(isHandshake(delivery(handshake)));
  });

  it('is refused with any other token, and no event passes for one', () => {
    const reason = 'missing header X-Gusto-Signature';
    assert.deepEqual(webhooks.verify(delivery({ verification_token: 'guess' }), [SECRET]), { ok: false, reason });
    const event = { ...EVENT, verification_token: SECRET };
    assert.deepEqual(webhooks.verify(delivery(event), [SECRET]), { ok: false, reason });
    assert.equal(isHandshake(delivery(event)), false);
  });
});

describe('gusto webhooks: event', () => {
  it("is known by Gusto's uuid with the type, else by what makes it the same event", () => {
    assert.equal(webhooks.eventId(delivery(EVENT)), `${EVENT.uuid}:employee.updated`);
    assert.notEqual(
      webhooks.eventId(delivery(EVENT)),
      webhooks.eventId(delivery({ ...EVENT, event_type: 'company.updated' })),
    );
    assert.match(webhooks.eventId(delivery({ ...EVENT, event_type: 7, entity_uuid: null })), /^[0-9a-f]{64}$/);
    const { uuid: _uuid, ...old } = EVENT;
    const reordered = { entity_id: 53, ...Object.fromEntries(Object.entries(old).reverse()) };
    assert.equal(webhooks.eventId(delivery(old)), webhooks.eventId(delivery(reordered)));
    assert.notEqual(webhooks.eventId(delivery(old)), webhooks.eventId(delivery({ ...old, timestamp: 1 })));
    assert.match(webhooks.eventId(delivery('not json')), /^[0-9a-f]{64}$/);
    assert.notEqual(webhooks.eventId(delivery('not json')), webhooks.eventId(delivery('nor this')));
  });

  it('tells type and company', () => {
    assert.equal(webhooks.eventType(delivery(EVENT)), 'employee.updated');
    assert.equal(webhooks.eventType(delivery('[]')), undefined);
    assert.equal(webhooks.accountOf?.(delivery(EVENT)), EVENT.resource_uuid);
    assert.equal(webhooks.accountOf?.(delivery({})), undefined);
  });

  const changed = { kind: 'payrollEmployeeChanged', payrollEmployeeId: EVENT.entity_uuid };
  const events: [string, string | undefined, boolean][] = [
    ['employee.onboarded', 'Employee', true],
    ['employee.updated', 'Employee', true],
    ['employee.terminated', undefined, true],
    ['employee.bank_account.created', 'BankAccount', false],
    ['employee.updated', 'Contractor', false],
    ['employee_job_compensation.updated', 'EmployeeJobCompensation', false],
    ['company.provisioned', 'Company', false],
  ];
  for (const [type, entity, means] of events) {
    it(`${type} about ${entity ?? 'nothing said'}: ${means ? 'employee changed' : 'ignored'}`, () => {
      const parsed = webhooks.parse(delivery({ ...EVENT, event_type: type, entity_type: entity }));
      if (means) assert.deepEqual(parsed, { outcome: 'event', event: changed });
      else assert.equal(parsed.outcome, 'ignored');
    });
  }

  const malformed: [string, unknown, RegExp][] = [
    ['no JSON', '{', /^the body/],
    ['a list', [], /^the body/],
    ['no type', { ...EVENT, event_type: undefined }, /^event_type: expected text, found nothing/],
    ['a number for an id', { ...EVENT, entity_uuid: 53 }, /^entity_uuid: expected text, found a number/],
  ];
  for (const [name, body, reason] of malformed) {
    it(`is quarantined with ${name}`, () => {
      const parsed = webhooks.parse(delivery(body));
      assert.ok(parsed.outcome === 'quarantined');
      assert.match(parsed.reason, reason);
    });
  }

  it("reads Gusto's own examples", function () {
    const folder = resolve('../shared/payloads/gusto');
    if (!existsSync(folder)) this.skip();
    const example = (file: string) => delivery(readFileSync(`${folder}/${file}`, 'utf8'));
    assert.equal(webhooks.parse(example('webhook-employee.created.json')).outcome, 'event');
    assert.equal(webhooks.parse(example('webhook-company.onboarded.json')).outcome, 'ignored');
    assert.equal(webhooks.parse(example('event-api-event.json')).outcome, 'ignored');
    const ids = ['webhook-employee.created.json', 'webhook-company.onboarded.json'].map((file) =>
      webhooks.eventId(example(file)),
    );
    assert.notEqual(ids[0], ids[1]);
  });
});
