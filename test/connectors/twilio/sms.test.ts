import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { projectRoot } from '../../../config/root.js';
import { connector } from '../../../connectors/twilio/index.js';
import {
  ACCOUNT,
  connectTo,
  failureOf,
  listen,
  MESSAGES,
  startServer,
  startSimulator,
  TEXT,
  TRACE,
} from './harness.js';

const PUBLISHED = join(projectRoot, '../shared/payloads/twilio');
const CALLBACK = 'https://hireline.example/webhooks/twilio?key=interview%3Agoogle%3Ae1%3Areminder%3A1';
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

describe('twilio settings', () => {
  for (const [name, value] of [
    ['TWILIO_ACCOUNT_SID', 'SK1'],
    ['TWILIO_ACCOUNT_SID', ''],
    ['TWILIO_AUTH_TOKEN', ' '],
    ['TWILIO_FROM', ''],
  ] as const) {
    it(`name ${name} when it is "${value}"`, () => {
      assert.throws(() => connectTo('http://127.0.0.1:9', { [name]: value }), new RegExp(`^Error: ${name} is not `));
    });
  }

  it('bind no fields', () => assert.ok(connector.checkBinding('sms', 'phone', { path: 'To' })));
});

describe('twilio connector against the simulator', () => {
  let twilio: Awaited<ReturnType<typeof startSimulator>>;
  beforeEach(async () => {
    twilio = await startSimulator();
  });
  afterEach(() => twilio.close());

  it('says whether the account answers', async () => {
    const sms = connectTo(twilio.url);
    assert.deepEqual(await sms.checkConnection(), { ok: true, detail: `the account is active at ${twilio.url}` });
    const stranger = connectTo(twilio.url, { TWILIO_AUTH_TOKEN: 'wrong' });
    assert.deepEqual(await stranger.checkConnection(), {
      ok: false,
      detail: 'twilio: 401 error 20003: the account or its auth token is refused',
    });
    await Promise.all([sms.close(), stranger.close()]);
  });

  it('sends a text with its trace, and its key in the callback', async () => {
    const sms = connectTo(twilio.url);
    const receipt = await sms.sendText(TEXT, TRACE);
    const [text] = (await twilio.control('GET', '/messages')).body;
    const [call] = (await twilio.control('GET', '/calls')).body;
    assert.deepEqual(receipt, {
      recordId: text.sid,
      sentTo: twilio.url + MESSAGES,
      payloadHash: createHash('sha256').update(call.body).digest('hex'),
      status: 201,
    });
    assert.equal(call.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(call.headers['x-sent-from'], TRACE.sentFrom);
    assert.equal(call.headers['x-sent-to'], twilio.url + MESSAGES);
    const { to, from, body, status_callback: callback } = text;
    assert.deepEqual(
      { to, from, body, callback },
      { to: TEXT.to, from: '+14155550100', body: TEXT.body, callback: CALLBACK },
    );
    await sms.close();
  });

  it('sends through a messaging service', async () => {
    const service = `MG${'b2'.repeat(16)}`;
    const sms = connectTo(twilio.url, { TWILIO_FROM: service });
    await sms.sendText(TEXT, TRACE);
    const [text] = (await twilio.control('GET', '/messages')).body;
    assert.equal(text.messaging_service_sid, service);
    assert.equal(text.from, null);
    await sms.close();
  });

  it('finds a text that was taken and not answered', async () => {
    const sms = connectTo(twilio.url);
    await twilio.control('POST', '/settings', { silent: true, automatic_statuses: false });
    const failure = await failureOf(sms.sendText(TEXT, TRACE));
    assert.equal(failure.type, 'VendorUnavailable');
    assert.equal('status' in failure.details || 'reached' in failure.details, false);
    const [text] = (await twilio.control('GET', '/messages')).body;
    assert.deepEqual(await sms.findText(TEXT, ago(5)), { outcome: 'sent', messageId: text.sid });
    assert.deepEqual(await sms.findText({ ...TEXT, body: 'Another' }, ago(5)), { outcome: 'not_sent' });
    assert.deepEqual(await sms.findText({ ...TEXT, to: '+14155550199' }, ago(5)), { outcome: 'not_sent' });
    assert.deepEqual(await sms.findText(TEXT, ago(-60)), { outcome: 'not_sent' });
    await sms.close();
  });

  it('tells a refusal by its code, never by the number', async () => {
    await twilio.control('POST', '/settings', { opted_out: [TEXT.to] });
    const sms = connectTo(twilio.url);
    const table: [Partial<typeof TEXT>, string][] = [
      [{}, 'twilio: 400 error 21610: the recipient has opted out'],
      [{ to: '0415 555 0123' }, 'twilio: 400 error 21211: the number is not valid'],
      [{ to: '+14155550199', body: 'x'.repeat(1601) }, 'twilio: 400 error 21617'],
    ];
    for (const [changes, message] of table) {
      const failure = await failureOf(sms.sendText({ ...TEXT, ...changes }, TRACE));
      assert.equal(failure.type, 'VendorRejected');
      assert.equal(failure.message, message);
      assert.equal(failure.details['status'], 400);
      assert.match(String(failure.details['requestId']), /^RQ/);
    }
    await sms.close();
  });
});

describe('twilio connector against other servers', () => {
  it('tells which failures mean that nothing was taken', async () => {
    const error = (code: number) => JSON.stringify({ code, message: `about ${TEXT.to}`, status: 400 });
    const table: [number, string, string, number | undefined][] = [
      [400, error(21408), 'VendorRejected', 400],
      [400, '<html>', 'VendorRejected', 400],
      [401, error(20003), 'VendorUnauthorized', 401],
      [404, error(20404), 'VendorNotFound', 404],
      [429, error(20429), 'VendorThrottled', 429],
      [500, error(20500), 'VendorUnavailable', undefined],
      [502, '', 'VendorUnavailable', undefined],
      [503, '', 'VendorUnavailable', undefined],
      [504, '', 'VendorUnavailable', undefined],
    ];
    for (const [status, body, type, told] of table) {
      const server = await startServer(() => ({ status, body }));
      const sms = connectTo(server.url);
      const failure = await failureOf(sms.sendText(TEXT, TRACE));
      assert.equal(failure.type, type, String(status));
      assert.equal(failure.details['status'], told, String(status));
      assert.ok(failure.message.includes(String(status)) && !failure.message.includes(TEXT.to));
      await Promise.all([sms.close(), server.close()]);
    }
    const closed = await listen(createServer());
    await closed.close();
    const sms = connectTo(closed.url);
    assert.equal((await failureOf(sms.sendText(TEXT, TRACE))).details['reached'], false);
    await sms.close();
  });

  it('counts a text as taken when only the answer cannot be read', async () => {
    const server = await startServer(() => ({ status: 201, body: 'OK' }));
    const sms = connectTo(server.url);
    const receipt = await sms.sendText(TEXT, TRACE);
    assert.equal(receipt.recordId, undefined);
    assert.equal(receipt.status, 201);
    await Promise.all([sms.close(), server.close()]);
  });

  const row = (sid: string, body: string | null, created = new Date(), direction = 'outbound-api') => ({
    sid,
    body,
    direction,
    date_created: created.toUTCString().replace('GMT', '+0000'),
  });

  it('reads as many pages as it takes', async () => {
    const server = await startServer(({ url }) => {
      const page = Number(new URL(url, 'http://localhost').searchParams.get('Page'));
      const messages = page === 2 ? [row('SM3', TEXT.body)] : [row(`SM${page}`, 'Another')];
      return {
        status: 200,
        body: JSON.stringify({ messages, next_page_uri: page < 2 ? `${MESSAGES}?Page=${page + 1}` : null }),
      };
    });
    const sms = connectTo(server.url);
    assert.deepEqual(await sms.findText(TEXT, ago(60)), { outcome: 'sent', messageId: 'SM3' });
    assert.deepEqual(await sms.findText({ ...TEXT, body: 'None' }, ago(60)), { outcome: 'not_sent' });
    const query = new URL(server.seen[0]?.url ?? '', 'http://localhost').searchParams;
    assert.deepEqual([query.get('To'), query.get('PageSize')], [TEXT.to, '1000']);
    await Promise.all([sms.close(), server.close()]);
  });

  it('says what it can tell of other texts to the same number', async () => {
    const table: [unknown[], string | null, string][] = [
      [[], null, 'not_sent'],
      [[row('SM1', 'Another')], null, 'not_sent'],
      [[row('SM1', `Sent from your Twilio trial account - ${TEXT.body}`)], null, 'sent'],
      [[row('SM1', ` ${TEXT.body}\n`)], null, 'sent'],
      [[row('SM1', 'Your interview - 10:00')], null, 'sent'],
      [[row('SM1', 'Your interview: 11:00')], null, 'not_sent'],
      [[row('SM1', TEXT.body, ago(600))], null, 'not_sent'],
      [[row('SM1', TEXT.body, new Date(), 'inbound')], null, 'not_sent'],
      // Bodies can be redacted.
      [[row('SM1', '')], null, 'unknown'],
      [[row('SM1', null)], null, 'unknown'],
      // More texts than are read.
      [[row('SM1', 'Another')], `${MESSAGES}?Page=9`, 'unknown'],
      [[row('SM1', 'Another'), row('SM2', TEXT.body, ago(600))], `${MESSAGES}?Page=9`, 'not_sent'],
    ];
    for (const [messages, next, outcome] of table) {
      const server = await startServer(() => ({
        status: 200,
        body: JSON.stringify({ messages, next_page_uri: next }),
      }));
      const sms = connectTo(server.url);
      assert.equal((await sms.findText(TEXT, ago(60))).outcome, outcome, JSON.stringify(messages));
      await Promise.all([sms.close(), server.close()]);
    }
  });

  it('does not take another form of list for an empty one', async () => {
    const server = await startServer(() => ({ status: 200, body: '[]' }));
    const sms = connectTo(server.url);
    assert.equal((await failureOf(sms.findText(TEXT, ago(60)))).type, 'VendorContract');
    await Promise.all([sms.close(), server.close()]);
  });

  it('says that a suspended account is none', async () => {
    const server = await startServer(() => ({
      status: 200,
      body: '{"status":"suspended","friendly_name":"a@b.example"}',
    }));
    const sms = connectTo(server.url);
    assert.deepEqual(await sms.checkConnection(), { ok: false, detail: 'the account is not active' });
    assert.equal(server.seen[0]?.url, `/2010-04-01/Accounts/${ACCOUNT}.json`);
    await Promise.all([sms.close(), server.close()]);
  });

  it('reads the published answers', async function () {
    if (!existsSync(PUBLISHED)) return this.skip();
    for (const name of readdirSync(PUBLISHED).filter((file) => file.endsWith('-201.json'))) {
      const body = readFileSync(join(PUBLISHED, name), 'utf8');
      const created = JSON.parse(body);
      const server = await startServer(({ method }) =>
        method === 'POST' ? { status: 201, body } : { status: 200, body: JSON.stringify({ messages: [created] }) },
      );
      const sms = connectTo(server.url);
      assert.equal((await sms.sendText(TEXT, TRACE)).recordId, created.sid);
      const since = new Date(Date.parse(created.date_created));
      const found = await sms.findText({ ...TEXT, to: created.to, body: created.body }, since);
      assert.deepEqual(found, { outcome: 'sent', messageId: created.sid });
      await Promise.all([sms.close(), server.close()]);
    }
  });
});
