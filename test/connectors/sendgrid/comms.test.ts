import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { callSignal } from '../../../connectors/http.js';
import type { RateLimiter } from '../../../connectors/rate-limiter.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import { connector } from '../../../connectors/sendgrid/index.js';
import { connectTo, ENVIRONMENT, failureOf, listen, MAIL, startServer, startSimulator, TRACE } from './harness.js';

describe('sendgrid settings', () => {
  const create = (changes: Record<string, string>) => () =>
    connectTo('http://127.0.0.1:9', { environment: { ...ENVIRONMENT, ...changes } });

  for (const [name, value] of [
    ['SENDGRID_API_KEY', ' '],
    ['SENDGRID_FROM', ''],
    ['SENDGRID_FROM', 'Acme Recruiting'],
    ['SENDGRID_FROM', 'a@acme.example, b@acme.example'],
    ['SENDGRID_WEBHOOK_PUBLIC_KEY', `${ENVIRONMENT.SENDGRID_WEBHOOK_PUBLIC_KEY},-----BEGIN PUBLIC KEY-----`],
  ] as const) {
    it(`name ${name} when it is "${value}", without showing it`, () => {
      assert.throws(create({ [name]: value }), (error: Error) => {
        assert.match(error.message, new RegExp(`^${name}\\b`));
        return value.length < 5 || !error.message.includes(value);
      });
    });
  }

  it('take a bare address for the sender', async () => {
    const server = await startServer(() => ({ status: 202 }));
    const environment = { ...ENVIRONMENT, SENDGRID_API_URL: `${server.url}/`, SENDGRID_FROM: 'jobs@acme.example' };
    const comms = connectTo(server.url, { environment });
    await comms.sendMail({ ...MAIL, to: { email: 'a@b.example', name: null }, replyTo: null, attachments: [] }, TRACE);
    const body = JSON.parse(server.seen[0]?.body.toString() ?? '');
    assert.deepEqual(body.from, { email: 'jobs@acme.example' });
    assert.deepEqual(body.personalizations, [{ to: [{ email: 'a@b.example' }] }]);
    assert.equal('reply_to' in body || 'attachments' in body, false);
    await Promise.all([comms.close(), server.close()]);
  });

  it('bind no fields', () => assert.ok(connector.checkBinding('comms', 'firstName', { path: 'to.name' })));
});

describe('sendgrid connector against the simulator', () => {
  let sendgrid: Awaited<ReturnType<typeof startSimulator>>;
  beforeEach(async () => {
    sendgrid = await startSimulator();
  });
  afterEach(() => sendgrid.close());

  it('says whether the key may send', async () => {
    const comms = connectTo(sendgrid.url);
    assert.deepEqual(await comms.checkConnection(), {
      ok: true,
      detail: `the API key may send mail at ${sendgrid.url}`,
    });
    const environment = { ...ENVIRONMENT, SENDGRID_API_KEY: 'SG.other', SENDGRID_API_URL: sendgrid.url };
    const stranger = connectTo(sendgrid.url, { environment });
    const refused = await stranger.checkConnection();
    assert.equal(refused.ok, false);
    assert.match(refused.detail, /401/);
    assert.equal(comms.baseUrl, sendgrid.url);
    await Promise.all([comms.close(), stranger.close()]);
  });

  it('sends a mail with its trace, key and attachment', async () => {
    const comms = connectTo(sendgrid.url);
    const receipt = await comms.sendMail(MAIL, TRACE);
    const [mail] = (await sendgrid.control('GET', '/mails')).body;
    const [call] = (await sendgrid.control('GET', '/calls')).body;
    const sentTo = `${sendgrid.url}/v3/mail/send`;
    assert.equal(receipt.recordId, mail.id);
    assert.equal(receipt.sentTo, sentTo);
    assert.equal(receipt.status, 202);
    assert.equal(receipt.payloadHash, createHash('sha256').update(call.body).digest('hex'));
    assert.equal(call.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(call.headers['x-sent-to'], sentTo);
    assert.deepEqual(mail.custom_args, { message_key: MAIL.messageKey, sent_from: TRACE.sentFrom, sent_to: sentTo });
    assert.deepEqual(mail.to, [MAIL.to.email]);
    assert.deepEqual(mail.from, { email: 'jobs@acme.example', name: 'Acme Recruiting' });
    assert.deepEqual(mail.reply_to, { email: 'alex.kim@acme.example' });
    assert.equal(mail.text, MAIL.text);
    assert.equal(mail.html, MAIL.html);
    assert.deepEqual(mail.attachments, [
      {
        filename: 'interview.ics',
        type: 'text/calendar',
        disposition: 'attachment',
        text: MAIL.attachments[0]?.content,
      },
    ]);
    const { click_tracking: click, open_tracking: open } = mail.tracking_settings;
    assert.deepEqual([click.enable, click.enable_text, open.enable], [false, false, false]);
    await comms.close();
  });

  it('names refused fields, never what they held', async () => {
    const comms = connectTo(sendgrid.url);
    const failure = await failureOf(
      comms.sendMail({ ...MAIL, to: { email: 'ada byron', name: null }, text: '' }, TRACE),
    );
    assert.equal(failure.type, 'VendorRejected');
    assert.equal(failure.message, 'sendgrid: 400 refused fields: personalizations.0.to.0.email, content.0.value');
    assert.deepEqual(failure.details, { vendor: 'sendgrid', operation: 'POST /v3/mail/send', status: 400 });
    await comms.close();
  });

  it('leaves a mail in doubt when it was taken and not answered', async () => {
    const comms = connectTo(sendgrid.url);
    // Nothing is added for the whole seconds of the activity's times: the intent is as old as the mail.
    const since = new Date();
    await sendgrid.control('POST', '/settings', { silent: true });
    const failure = await failureOf(comms.sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorUnavailable');
    assert.equal('status' in failure.details || 'reached' in failure.details, false);
    const [mail] = (await sendgrid.control('GET', '/mails')).body;
    assert.ok(mail);

    assert.deepEqual(await comms.findMail(MAIL.messageKey, since), { outcome: 'unknown' });
    await sendgrid.control('POST', '/settings', { activity: true });
    assert.deepEqual(await comms.findMail(MAIL.messageKey, since), { outcome: 'sent', messageId: mail.id });
    assert.deepEqual(await comms.findMail('another', since), { outcome: 'unknown' });
    assert.deepEqual(await comms.findMail(MAIL.messageKey, new Date(Date.now() + 60_000)), { outcome: 'unknown' });
    assert.deepEqual(await comms.findMail('a" OR to_email="x', since), { outcome: 'unknown' });
    await comms.close();
  });

  it('waits for the end of the window when throttled, and keeps endpoints apart', async () => {
    const limited = await startSimulator({ rateLimit: 1 });
    const observed: [string, Parameters<RateLimiter['observe']>[1]][] = [];
    const blocked: string[] = [];
    const limiter: RateLimiter = {
      acquire: () => Promise.resolve(),
      observe: (vendor, told) => void observed.push([vendor, told]),
      block: (vendor) => void blocked.push(vendor),
    };
    const comms = connectTo(limited.url, { limiter });
    await comms.sendMail(MAIL, TRACE);
    const failure = await failureOf(comms.sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorThrottled');
    assert.equal(failure.details.status, 429);
    await failureOf(comms.findMail(MAIL.messageKey, new Date()));
    assert.deepEqual(blocked, ['sendgrid', 'sendgrid/activity']);
    const [vendor, told] = observed[1] ?? [];
    assert.equal(vendor, 'sendgrid');
    assert.equal(told?.remaining, 0);
    assert.equal(told?.limit, 1);
    const wait = (told?.resetAt?.getTime() ?? 0) - Date.now();
    assert.ok(wait > 0 && wait <= 61_000, String(wait));
    await Promise.all([comms.close(), limited.close()]);
  });

  it('ends with the signal of its activity', async () => {
    const comms = connectTo(sendgrid.url);
    const cancelled = new AbortController();
    await sendgrid.control('POST', '/faults', { kind: 'delay', delayMs: 1_000 });
    setTimeout(() => cancelled.abort(new Error('cancelled')), 50);
    await assert.rejects(
      callSignal.run(cancelled.signal, () => comms.sendMail(MAIL, TRACE)),
      /cancelled/,
    );
    await comms.close();
  });
});

describe('sendgrid connector against other servers', () => {
  async function outcome(status: number, body = '', headers: Record<string, string> = {}) {
    const server = await startServer(() => ({ status, body, headers }));
    const comms = connectTo(server.url, { limiter: unlimited });
    const result = await comms.sendMail(MAIL, TRACE).then(
      (receipt) => ({ receipt, failure: undefined }),
      async (error: unknown) => ({ receipt: undefined, failure: await failureOf(Promise.reject(error)) }),
    );
    await Promise.all([comms.close(), server.close()]);
    return result;
  }

  it('takes an accepted mail without an id, and sandbox mode', async () => {
    assert.equal((await outcome(202)).receipt?.recordId, undefined);
    assert.equal((await outcome(200)).receipt?.status, 200);
    assert.equal((await outcome(202, '', { 'x-message-id': 'abc' })).receipt?.recordId, 'abc');
  });

  it('tells which refusals mean that nothing was taken', async () => {
    const errors = (field: unknown) => JSON.stringify({ errors: [{ message: 'ada@home.example', field, help: null }] });
    const table: [number, string, string, number | undefined][] = [
      [400, errors('from.email'), 'VendorRejected', 400],
      [400, errors(null), 'VendorRejected', 400],
      [400, errors('ada@home.example'), 'VendorRejected', 400],
      [401, errors(null), 'VendorUnauthorized', 401],
      [403, errors(null), 'VendorUnauthorized', 403],
      [413, '<html>', 'VendorRejected', 413],
      [429, errors(null), 'VendorThrottled', 429],
      [500, '', 'VendorUnavailable', 500],
      [503, '{}', 'VendorUnavailable', 503],
      // Nobody knows what the server behind the gateway did.
      [502, '<html>', 'VendorUnavailable', undefined],
      [504, '', 'VendorUnavailable', undefined],
    ];
    for (const [status, body, type, told] of table) {
      const { failure } = await outcome(status, body);
      assert.equal(failure?.type, type, `${status}`);
      assert.equal(failure.details.status, told, `${status}`);
      assert.ok(failure.message.includes(String(status)));
      assert.ok(!failure.message.includes('home.example'));
    }
  });

  it('knows that nothing was taken when no connection was made', async () => {
    const closed = await listen(createServer());
    await closed.close();
    const comms = connectTo(closed.url);
    const failure = await failureOf(comms.sendMail(MAIL, TRACE));
    assert.equal(failure.type, 'VendorUnavailable');
    assert.equal(failure.details.reached, false);
    await comms.close();
  });

  it('cannot tell where Email Activity is not part of the plan', async () => {
    for (const status of [402, 403, 404]) {
      const server = await startServer(() => ({ status, body: '{"errors":[]}' }));
      const comms = connectTo(server.url);
      assert.deepEqual(await comms.findMail('k', new Date(0)), { outcome: 'unknown' });
      await Promise.all([comms.close(), server.close()]);
    }
  });

  it('asks Email Activity for the key, and reads ids in both forms', async () => {
    for (const [id, last] of [
      ['abc.filterdrecv-1.0', '2026-11-21T10:00:00Z'],
      ['abc', undefined],
    ] as const) {
      const body = JSON.stringify({ messages: [{ msg_id: id, last_event_time: last, status: 'processing' }] });
      const server = await startServer(() => ({ status: 200, body }));
      const comms = connectTo(server.url);
      const found = await comms.findMail('interview:1', new Date('2026-11-21T09:00:00Z'));
      assert.deepEqual(found, { outcome: 'sent', messageId: 'abc' });
      const url = new URL(server.seen[0]?.url ?? '', 'http://localhost');
      assert.equal(url.pathname, '/v3/messages');
      assert.equal(url.searchParams.get('query'), `unique_args['message_key']="interview:1"`);
      await Promise.all([comms.close(), server.close()]);
    }
  });

  it('does not take another form of activity for an empty one', async () => {
    const server = await startServer(() => ({ status: 200, body: '{"data":[]}' }));
    const comms = connectTo(server.url);
    assert.equal((await failureOf(comms.findMail('k', new Date(0)))).type, 'VendorContract');
    await Promise.all([comms.close(), server.close()]);
  });

  it('says that a key without mail.send cannot send', async () => {
    const server = await startServer(() => ({ status: 200, body: '{"scopes":["stats.read"]}' }));
    const comms = connectTo(server.url);
    assert.deepEqual(await comms.checkConnection(), { ok: false, detail: 'the API key lacks the scope mail.send' });
    await Promise.all([comms.close(), server.close()]);
  });
});
