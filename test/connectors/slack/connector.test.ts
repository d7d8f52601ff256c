import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { ApplicationFailure } from '@temporalio/common';
import { connector as module } from '../../../connectors/slack/index.js';
import type { ChatConnector } from '../../../connectors/roles/chat.js';
import { alertNotice, holdNotice, RUN_URL } from './notices.js';
import { connectorTo, listen, slackServer, type SlackServer } from './slack-server.js';

const CHANNEL = 'C0HROPS';
const trace = auditedTrace(RUN_URL);
const HOUR = 3_600_000;

async function failure(work: Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    return error;
  }
  assert.fail('it did not fail');
}

describe('The Slack connector', () => {
  let slack: SlackServer;
  let connector: ChatConnector;
  beforeEach(async () => {
    slack = await slackServer();
    connector = connectorTo(slack.apiUrl);
  });
  afterEach(async () => {
    await connector.close();
    await slack.close();
  });

  it('tells whom the token is for, and what is wrong with it', async () => {
    assert.deepEqual(await connector.checkConnection(), { ok: true, detail: 'workspace Acme, as hireline' });
    const other = connectorTo(slack.apiUrl, { token: 'xoxb-other' });
    assert.deepEqual(await other.checkConnection(), { ok: false, detail: 'slack: 200 invalid_auth' });
    await other.close();
  });

  it('posts, with the trace in headers and metadata', async () => {
    const posted = await connector.post(CHANNEL, holdNotice(), 'ref-1', trace);
    assert.equal(posted.ref.channelId, CHANNEL);
    assert.equal(posted.recordId, posted.ref.messageId);
    assert.equal(posted.sentTo, `${slack.base}/api/chat.postMessage`);
    assert.match(posted.payloadHash, /^[0-9a-f]{64}$/);
    assert.ok(!('response' in posted));

    const [message] = (await slack.control(`messages?channel=${CHANNEL}`)) as unknown as Record<string, any>[];
    assert.deepEqual(message?.['metadata'], {
      event_type: 'hireline_notice',
      event_payload: { reference: 'ref-1', sent_from: RUN_URL, sent_to: posted.sentTo },
    });
    const calls = (await slack.control('calls')) as unknown as Record<string, any>[];
    const headers = calls.at(-1)?.['headers'] as Record<string, string>;
    assert.equal(headers['x-sent-from'], RUN_URL);
    assert.equal(headers['x-sent-to'], posted.sentTo);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(headers['authorization'], 'Bearer xoxb-sandbox');
  });

  it('tells the address of a person, as far as Slack does', async () => {
    assert.equal(await connector.emailOf('U0DANA'), 'dana.brooks@acme.example');
    assert.equal(await connector.emailOf('U0NOBODY'), null);
    for (const body of ['{"ok":false,"error":"missing_scope"}', '{"ok":true,"user":{"id":"U1"}}', '<html></html>']) {
      const server = await listen((_request, response) => void response.end(body));
      const other = connectorTo(`${server.url}/api/`);
      assert.equal(await other.emailOf('U1'), null);
      await other.close();
      await server.close();
    }
  });

  it('replaces a message and replies below it', async () => {
    const { ref } = await connector.post(CHANNEL, holdNotice(), 'ref-1', trace);
    await connector.update(ref, holdNotice({ state: { is: 'void', why: 'the offer changed' } }), trace);
    const reply = await connector.reply(ref, { text: 'Ask *Dana* <now> & here', mention: ['U0DANA'] }, 'ref-2', trace);
    const thread = (await slack.control(`messages?channel=${CHANNEL}&thread=${ref.messageId}`)) as unknown as Record<
      string,
      any
    >[];
    assert.equal(thread.length, 2);
    assert.equal(
      thread[0]?.['blocks'].some((block: { type: string }) => block.type === 'actions'),
      false,
    );
    assert.equal(thread[1]?.['ts'], reply.ref.messageId);
    assert.equal(thread[1]?.['text'], '<@U0DANA> Ask *Dana* &lt;now&gt; &amp; here');
  });

  it('finds a message by its reference, over pages, and not another', async () => {
    const since = new Date();
    const { ref } = await connector.post(CHANNEL, alertNotice(), 'wanted', trace);
    for (let i = 0; i < 205; i += 1) await slack.call('chat.postMessage', { channel: CHANNEL, text: `other ${i}` });
    assert.deepEqual(await connector.findMessage(CHANNEL, 'wanted', since), ref);
    assert.equal(await connector.findMessage(CHANNEL, 'want', since), undefined);
    assert.equal(await connector.findMessage(CHANNEL, 'wanted', new Date(Date.now() + HOUR)), undefined);
    assert.equal(await connector.findMessage('C0RECRUIT', 'wanted', since), undefined);
  });

  it('finds a reply by its reference, also below an older message', async () => {
    const { ref } = await connector.post(CHANNEL, alertNotice(), 'parent', trace);
    const since = new Date();
    const reply = await connector.reply(ref, { text: 'still waiting' }, 'reply-1', trace);
    assert.deepEqual(await connector.findMessage(CHANNEL, 'reply-1', since), reply.ref);
  });

  it('adopts what was posted before the connection broke', async () => {
    const since = new Date();
    slack.simulator.faults.add({ route: 'POST /api/chat.postMessage', kind: 'commit_then_drop', count: 1 });
    const failed = await failure(connector.post(CHANNEL, alertNotice(), 'once', trace));
    assert.equal(failed.type, 'VendorUnavailable');
    assert.equal(failed.nonRetryable, false);
    assert.ok(await connector.findMessage(CHANNEL, 'once', since));
  });

  for (const [what, act, type, text] of [
    [
      'a channel that is not there',
      (c: ChatConnector) => c.post('C0NONE', alertNotice(), 'r', trace),
      'VendorRejected',
      'channel_not_found',
    ],
    [
      'a message that is not there',
      (c: ChatConnector) => c.update({ channelId: CHANNEL, messageId: '1.000001' }, alertNotice(), trace),
      'VendorNotFound',
      'message_not_found',
    ],
    [
      'a thread that is not there',
      (c: ChatConnector) => c.reply({ channelId: CHANNEL, messageId: '1.000001' }, { text: 'x' }, 'r', trace),
      'VendorNotFound',
      'thread_not_found',
    ],
  ] as const) {
    it(`fails for good at ${what}`, async () => {
      const failed = await failure(act(connector));
      assert.equal(failed.type, type);
      assert.equal(failed.nonRetryable, true);
      assert.equal(failed.message, `slack: 200 ${text}`);
    });
  }

  it('waits as told, and holds everybody back, at 429', async () => {
    slack.simulator.faults.add({ kind: 'throttle', retryAfter: 7, count: 1 });
    const blocked: Date[] = [];
    const limiter = {
      acquire: () => Promise.resolve(),
      observe: () => undefined,
      block: (_vendor: string, until: Date) => void blocked.push(until),
    };
    const limited = connectorTo(slack.apiUrl, { limiter });
    const failed = await failure(limited.post(CHANNEL, alertNotice(), 'r', trace));
    assert.equal(failed.type, 'VendorThrottled');
    assert.equal(failed.nextRetryDelay, 7000);
    assert.equal(blocked.length, 1);
    await limited.close();
  });
});

describe('Answers of a Slack that refuses', () => {
  const answers: [number, string, Record<string, string>, string, string][] = [
    [200, '{"ok":false,"error":"ratelimited"}', { 'retry-after': '3' }, 'VendorThrottled', '200 ratelimited'],
    [200, '{"ok":false,"error":"token_revoked"}', {}, 'VendorUnauthorized', '200 token_revoked'],
    [
      200,
      '{"ok":false,"error":"missing_scope","needed":"chat:write","provided":""}',
      {},
      'VendorUnauthorized',
      '200 missing_scope (needs chat:write)',
    ],
    [200, '{"ok":false,"error":"account_inactive"}', {}, 'VendorUnauthorized', '200 account_inactive'],
    [200, '{"ok":false,"error":"internal_error"}', {}, 'VendorUnavailable', '200 internal_error'],
    [200, '{"ok":false,"error":"request_timeout"}', {}, 'VendorUnavailable', '200 request_timeout'],
    [200, '{"ok":false,"error":"not_in_channel"}', {}, 'VendorRejected', '200 not_in_channel'],
    [200, '{"ok":false,"error":"something_new"}', {}, 'VendorRejected', '200 something_new'],
    [200, '{"ok":false}', {}, 'VendorRejected', '200 an error without a code'],
    [
      200,
      '{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] bad: Ada Byron [json-pointer:/blocks/0/text]"]}}',
      {},
      'VendorRejected',
      '200 invalid_blocks at /blocks/0/text',
    ],
    [200, '<html>maintenance</html>', {}, 'VendorContract', '200 an answer that is not from the Web API'],
    [503, '<html>down</html>', {}, 'VendorUnavailable', '503 an answer that is not from the Web API'],
    [
      503,
      '{"ok":false,"error":"service_unavailable"}',
      { 'retry-after': '9' },
      'VendorThrottled',
      '503 service_unavailable',
    ],
    [403, '{"ok":false,"error":"channel_not_found"}', {}, 'VendorRejected', '403 channel_not_found'],
  ];
  for (const [status, body, headers, type, message] of answers) {
    it(`${status} ${body.slice(0, 60)} is ${type}`, async () => {
      const server = await listen((_request, response) => void response.writeHead(status, headers).end(body));
      const connector = connectorTo(`${server.url}/api/`);
      const failed = await failure(connector.post('C1', alertNotice(), 'r', auditedTrace(RUN_URL)));
      assert.equal(failed.type, type);
      assert.equal(failed.message, `slack: ${message}`);
      if (type === 'VendorThrottled') assert.equal(failed.nextRetryDelay, Number(headers['retry-after']) * 1000);
      assert.equal((await connector.checkConnection()).ok, false);
      await connector.close();
      await server.close();
    });
  }
});

const PLACES = { screeningHistory: '', textMessageConsent: '' };

describe('The Slack module', () => {
  it('names the variable that is missing or wrong', () => {
    const context = {
      bindings: {},
      places: PLACES,
      referral: {},
      limiter: undefined as never,
      tokens: undefined as never,
      timeoutMs: 1000,
    };
    assert.throws(() => module.create({ ...context, environment: {} }), /SLACK_BOT_TOKEN/);
    assert.throws(
      () => module.create({ ...context, environment: { SLACK_BOT_TOKEN: 'x', SLACK_API_URL: 'slack' } }),
      /SLACK_API_URL/,
    );
  });

  it('goes to Slack itself by default', async () => {
    const context = {
      bindings: {},
      places: PLACES,
      referral: {},
      limiter: undefined as never,
      tokens: undefined as never,
      timeoutMs: 1000,
    };
    const connector = module.create({ ...context, environment: { SLACK_BOT_TOKEN: 'x' } });
    assert.equal(connector.baseUrl, 'https://slack.com/api');
    await connector.close();
  });

  it('refuses every binding', () => {
    assert.match(module.checkBinding('chat', 'firstName', { path: 'x' }) ?? '', /firstName/);
  });
});
