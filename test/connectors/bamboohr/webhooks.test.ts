import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createWebhookSource, signatureOrder } from '../../../connectors/bamboohr/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';

const source = createWebhookSource(() => 'body_timestamp');
const AT = new Date('2026-11-20T10:00:00Z');
const SECRET = 'k1';

function delivery(body: unknown, headers: Record<string, string> = {}, receivedAt = AT): WebhookDelivery {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { headers, rawBody, url: 'https://hireline.test/webhooks/bamboohr', receivedAt };
}

function signed(body: unknown, timestamp: string, receivedAt = AT): WebhookDelivery {
  const plain = delivery(body);
  const signature = createHmac('sha256', SECRET).update(plain.rawBody).update(timestamp).digest('hex');
  return { ...plain, receivedAt, headers: { 'x-bamboohr-signature': signature, 'x-bamboohr-timestamp': timestamp } };
}

const CREATED = {
  type: 'employee.created',
  timestamp: '2026-11-20T09:59:00Z',
  data: { companyId: '1', employeeId: '7' },
};

describe('bamboohr: webhook signatures', () => {
  const seconds = String(AT.getTime() / 1000);
  for (const timestamp of [seconds, String(AT.getTime()), '2026-11-20T10:00:00Z', '2026-11-20T10:00:00+0000']) {
    it(`takes HMAC-SHA256 over body and timestamp ${timestamp}`, () => {
      assert.deepEqual(source.verify(signed(CREATED, timestamp), ['other', SECRET]), { ok: true });
    });
  }

  it('verifies what it signs, in both orders', () => {
    for (const order of ['body_timestamp', 'timestamp_body'] as const) {
      const one = createWebhookSource(() => order);
      const plain = delivery(CREATED);
      const own = { ...plain, headers: one.sign(plain.rawBody, SECRET, AT, 'e1') };
      assert.deepEqual(one.verify(own, [SECRET]), { ok: true });
      assert.equal(
        createWebhookSource(() => (order === 'body_timestamp' ? 'timestamp_body' : 'body_timestamp')).verify(own, [
          SECRET,
        ]).ok,
        false,
      );
    }
  });

  it('takes a retry of hours ago, but not an old or a future one', () => {
    const after = (ms: number) => source.verify(signed(CREATED, seconds, new Date(AT.getTime() + ms)), [SECRET]);
    assert.deepEqual(after(155 * 60_000), { ok: true });
    assert.deepEqual(after(25 * 3_600_000), { ok: false, reason: 'X-BambooHR-Timestamp is stale' });
    assert.deepEqual(after(-6 * 60_000), { ok: false, reason: 'X-BambooHR-Timestamp is in the future' });
  });

  it('names a missing header and refuses anything altered', () => {
    const good = signed(CREATED, seconds);
    const without = (name: string) => ({ ...good, headers: { ...good.headers, [name]: undefined } });
    const reason = (one: WebhookDelivery) => {
      const verified = source.verify(one, [SECRET]);
      return verified.ok ? undefined : verified.reason;
    };
    assert.match(reason(without('x-bamboohr-signature')) ?? '', /X-BambooHR-Signature is missing/);
    assert.match(reason(without('x-bamboohr-timestamp')) ?? '', /X-BambooHR-Timestamp is missing/);
    assert.match(reason({ ...good, rawBody: Buffer.from(`${good.rawBody.toString()} `) }) ?? '', /does not fit/);
    assert.match(reason({ ...good, headers: { ...good.headers, 'x-bamboohr-timestamp': '1' } }) ?? '', /does not fit/);
    assert.match(reason(signed(CREATED, 'yesterday')) ?? '', /is not a time/);
  });

  it('refuses an order it does not know', () => {
    assert.equal(signatureOrder({}), 'body_timestamp');
    assert.equal(signatureOrder({ BAMBOOHR_SIGNATURE_ORDER: 'timestamp_body' }), 'timestamp_body');
    assert.throws(() => signatureOrder({ BAMBOOHR_SIGNATURE_ORDER: 'both' }), /BAMBOOHR_SIGNATURE_ORDER/);
  });
});

describe('bamboohr: webhook events', () => {
  const parse = (body: unknown) => source.parse(delivery(body));

  it('reads the three events, ids as text or number', () => {
    assert.deepEqual(parse(CREATED), { outcome: 'event', event: { kind: 'employeeCreated', employeeId: '7' } });
    assert.deepEqual(parse({ type: 'employee.deleted', data: { employeeId: 7 } }), {
      outcome: 'event',
      event: { kind: 'employeeDeleted', employeeId: '7' },
    });
    assert.deepEqual(parse({ type: 'employee.updated', data: { employeeId: '7', changedFields: ['payRate'] } }), {
      outcome: 'event',
      event: { kind: 'employeeUpdated', employeeId: '7', changedFields: ['payRate'] },
    });
  });

  it('ignores what nobody subscribed to, and legacy webhooks with the remedy', () => {
    assert.equal(parse({ type: 'company.updated', data: { companyId: '1' } }).outcome, 'ignored');
    for (const body of [
      { employees: [{ id: '7', action: 'Updated', changedFields: ['firstName'], fields: {} }] },
      { type: 'employee_with_fields.updated', data: {} },
    ]) {
      const parsed = parse(body);
      assert.equal(parsed.outcome, 'ignored');
      assert.match((parsed as { reason: string }).reason, /legacy webhook: register with events employee\.created/);
    }
  });

  const malformed: [string, unknown, RegExp][] = [
    ['no JSON', 'not json', /the body/],
    ['a list', '[]', /the body/],
    ['no type', { data: { employeeId: '7' } }, /^type:/],
    ['no data', { type: 'employee.created' }, /^data: expected an object, found nothing$/],
    ['data that is text', { type: 'employee.created', data: 'Ada' }, /^data: expected an object, found text$/],
    ['no id', { type: 'employee.created', data: {} }, /^data\.employeeId: expected an id .*found nothing$/],
    ['a blank id', { type: 'employee.created', data: { employeeId: ' ' } }, /^data\.employeeId: .*found empty text$/],
    ['a path for an id', { type: 'employee.created', data: { employeeId: '../../etc' } }, /^data\.employeeId: .*text$/],
    ['an object for an id', { type: 'employee.created', data: { employeeId: {} } }, /^data\.employeeId: .*an object$/],
    ['an id from 2^53 on', { type: 'employee.created', data: { employeeId: 2 ** 53 } }, /^data\.employeeId: .*number$/],
    [
      'odd fields',
      { type: 'employee.updated', data: { employeeId: '7', changedFields: 'Ada' } },
      /^data\.changedFields: expected a list of names, found text$/,
    ],
    [
      'an odd field',
      { type: 'employee.updated', data: { employeeId: '7', changedFields: ['payRate', 7] } },
      /^data\.changedFields\.1: expected text, found a number$/,
    ],
  ];
  for (const [title, body, reason] of malformed) {
    it(`quarantines ${title}, naming the place`, () => {
      const parsed = parse(body);
      assert.equal(parsed.outcome, 'quarantined');
      assert.match((parsed as { reason: string }).reason, reason);
      assert.doesNotMatch((parsed as { reason: string }).reason, /Ada|etc|Invalid/);
      assert.match(source.eventId(delivery(body)), /^[0-9a-f]{64}$/);
    });
  }

  it('gives the same event the same id, and another one another', () => {
    const id = (body: unknown) => source.eventId(delivery(body));
    assert.equal(
      id(CREATED),
      id({ data: { employeeId: 7, companyId: '1' }, timestamp: CREATED.timestamp, type: CREATED.type }),
    );
    const others = [
      { ...CREATED, type: 'employee.updated' },
      { ...CREATED, timestamp: '2026-11-20T09:59:01Z' },
      { ...CREATED, data: { employeeId: '8' } },
      { ...CREATED, data: { employeeId: '7', changedFields: ['hireDate'] } },
    ];
    assert.equal(new Set([CREATED, ...others].map(id)).size, 5);
  });

  it('names the type where it can', () => {
    assert.equal(source.eventType(delivery(CREATED)), 'employee.created');
    assert.equal(source.eventType(delivery({ employees: [] })), 'employee_with_fields');
    assert.equal(source.eventType(delivery('no')), undefined);
  });

  for (const [name, kind] of [
    ['created', 'employeeCreated'],
    ['updated', 'employeeUpdated'],
    ['deleted', 'employeeDeleted'],
  ]) {
    it(`reads the published example of employee.${name}`, function () {
      const file = `../shared/payloads/bamboohr/webhook-employee.${name}.json`;
      if (!existsSync(file)) this.skip();
      const parsed = parse(readFileSync(file, 'utf8'));
      assert.equal(parsed.outcome, 'event');
      assert.equal((parsed as { event: { kind: string; employeeId: string } }).event.kind, kind);
      assert.equal((parsed as { event: { kind: string; employeeId: string } }).event.employeeId, '100');
    });
  }
});
