import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { connector as greenhouse } from '../../connectors/greenhouse/index.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { eventually } from '../support/eventually.js';
import { Stack } from './stack.js';

const OLD_SECRET = 'an-older-secret';

describe('the ingress, over real servers', function () {
  this.timeout(120_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({
      GREENHOUSE_WEBHOOK_SECRET: `${SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET}, ${OLD_SECRET}`,
    });
  });
  after(() => stack?.stop());

  interface Answer {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    body: Record<string, any>;
  }

  async function post(body: string, headers: Record<string, string>): Promise<Answer> {
    const answer = await request(`${stack.url}/webhooks/greenhouse`, { method: 'POST', body, headers });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: text.startsWith('{') ? JSON.parse(text) : { text },
    };
  }

  function signed(
    body: string,
    eventId: string = randomUUID(),
    secret: string = SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET,
  ): Record<string, string> {
    assert.ok(greenhouse.webhooks);
    return {
      'content-type': 'application/json',
      ...greenhouse.webhooks.sign(Buffer.from(body), secret, new Date(), eventId),
    };
  }

  const accepted = (applicationId: number) =>
    JSON.stringify({
      action: 'offer_updated',
      payload: { id: 1, application_id: applicationId, offer_status: 'Accepted' },
    });

  it('answers 200 with the delivery, the workflow and the run, once it is durable', async () => {
    const body = accepted(11);
    const answer = await post(body, signed(body));
    assert.equal(answer.status, 200);
    assert.match(answer.body['deliveryId'], /^dlv_/);
    assert.equal(answer.body['workflowId'], 'hire:greenhouse:11');
    assert.match(answer.body['runUrl'], /\/workflows\/hire%3Agreenhouse%3A11$/);
    assert.equal(answer.body['duplicate'], false);
    const rows = await stack.query('select 1 from deliveries where id = $1', [answer.body['deliveryId']]);
    assert.equal(rows.length, 1);
  });

  it('knows a delivery by its event id for ever: the same id, a duplicate, nothing started', async () => {
    const body = accepted(12);
    const headers = signed(body, 'event-12');
    const first = await post(body, headers);
    const again = await Promise.all([post(body, headers), post(body, headers)]);
    for (const answer of again) {
      assert.equal(answer.status, 200);
      assert.equal(answer.body['deliveryId'], first.body['deliveryId']);
      assert.equal(answer.body['duplicate'], true);
    }
  });

  it('takes each secret in rotation', async () => {
    const body = accepted(13);
    assert.equal((await post(body, signed(body, undefined, OLD_SECRET))).status, 200);
  });

  const refusals: [string, (body: string) => [string, Record<string, string>], number, RegExp][] = [
    ['a wrong signature', (body) => [body, signed(body, undefined, 'wrong')], 401, /signature/i],
    ['altered bytes', (body) => [body.replace('14', '15'), signed(body)], 401, /signature/i],
    [
      'a missing signature',
      (body) => [body, { 'content-type': 'application/json', 'greenhouse-event-id': 'x' }],
      401,
      /signature/i,
    ],
    [
      'another content type',
      (body) => [body, { ...signed(body), 'content-type': 'text/plain' }],
      415,
      /application\/json/,
    ],
    ['more than 1 MiB', () => ['x'.repeat(1_100_000), signed('x')], 413, /too_large/],
  ];
  for (const [name, make, status, reason] of refusals) {
    it(`answers ${status} to ${name}, and never tells what was expected`, async () => {
      const [body, headers] = make(accepted(14));
      const answer = await post(body, headers);
      assert.equal(answer.status, status);
      assert.match(JSON.stringify(answer.body), reason);
      assert.ok(!JSON.stringify(answer.body).includes(signed(accepted(14))['signature'] ?? 'none'));
    });
  }

  it('says that nobody subscribed to an event', async () => {
    const body = JSON.stringify({ action: 'job_created', payload: { job: { id: 1 } } });
    const answer = await post(body, signed(body));
    assert.equal(answer.status, 200);
    assert.equal(answer.body['ignored'], true);
  });

  for (const [name, body] of [
    ['not JSON', '{"action": "offer_updated", "payl'],
    ['of a type that no text can hold', JSON.stringify({ action: 'offer_created\0x', payload: {} })],
    [
      'lacks what the event needs',
      JSON.stringify({ action: 'offer_updated', payload: { id: 1, offer_status: 'Accepted' } }),
    ],
  ] as const) {
    it(`quarantines a rightly signed delivery that is ${name}: kept, alerted, never dropped`, async () => {
      const answer = await post(body, signed(body));
      assert.equal(answer.status, 200);
      assert.equal(answer.body['quarantined'], true);
      assert.ok(answer.body['reason']);
      await eventually('the alert', async () => {
        const messages = await stack.call<{ blocks: unknown }[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS');
        return messages.some((message) => JSON.stringify(message).includes(answer.body['deliveryId']));
      });
      const [kept] = await stack.query<{ body: Buffer }>('select body from deliveries where id = $1', [
        answer.body['deliveryId'],
      ]);
      assert.equal(kept?.body.toString(), body);
    });
  }

  it('takes deliveries while Temporal is down, and hands them on in order when it is back', async () => {
    const made = await stack.call('POST', '/greenhouse/_sandbox/hires', {
      first_name: 'Late',
      last_name: 'Server',
      email: 'late.server@mail.example',
      offer: { starts_on: '2027-01-04', salary: 90000 },
    });
    const applicationId = made['application_id'] as number;
    stack.signalTemporal('SIGSTOP');
    await stack.call('POST', `/greenhouse/_sandbox/applications/${applicationId}/accept_offer`, {});
    await eventually('kept', async () => {
      const rows = await stack.query(
        `select 1 from deliveries where workflow_id = $1 and status = 'pending' and event_type = 'offer_updated'`,
        [`hire:greenhouse:${applicationId}`],
      );
      return rows.length > 0;
    });
    const ready = await request(`${stack.url}/readyz`);
    assert.equal(ready.statusCode, 503);
    assert.equal((await request(`${stack.url}/healthz`)).statusCode, 200);
    stack.signalTemporal('SIGCONT');
    await eventually(
      'done',
      async () => {
        const [row] = await stack.query<{ status: string }>('select status from hires where application_id = $1', [
          String(applicationId),
        ]);
        return row?.status === 'done';
      },
      60,
    );
    assert.equal((await request(`${stack.url}/readyz`)).statusCode, 200);
  });

  it('answers 503 with Retry-After when it cannot make a delivery durable', async () => {
    await stack.query('alter table deliveries rename to deliveries_away');
    try {
      const body = accepted(15);
      const answer = await post(body, signed(body));
      assert.equal(answer.status, 503);
      assert.ok(answer.headers['retry-after']);
    } finally {
      await stack.query('alter table deliveries_away rename to deliveries');
    }
  });

  it('verifies Slack and answers its URL check', async () => {
    const answer = await request(`${stack.url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'payload=%7B%7D',
    });
    assert.equal(answer.statusCode, 401);
    assert.match(await answer.body.text(), /missing header/);
  });
});
