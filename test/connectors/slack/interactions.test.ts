import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdMessage } from '../../../connectors/slack/blocks/hold-message.js';
import { decisionOfAction, decisionOfView, reasonModal } from '../../../connectors/slack/modal.js';
import { verifySlackRequest } from '../../../connectors/slack/request-signature.js';
import { holdNotice } from './notices.js';
import { listen, SECRET, slackServer, type Listening, type SlackServer } from './slack-server.js';

const channel = 'C0HROPS';
type Json = Record<string, any>;

/** How the app at the other end answers a payload. */
type Answer = (payload: Json) => Promise<{ status: number; body?: unknown }>;

describe('A click in the Slack simulator', () => {
  let slack: SlackServer;
  let app: Listening;
  let payloads: Json[];
  let answer: Answer;
  let ts: string;

  beforeEach(async () => {
    payloads = [];
    answer = () => Promise.resolve({ status: 200 });
    app = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const rawBody = Buffer.concat(chunks);
        const headers = request.headers as Record<string, string>;
        const verified = verifySlackRequest({ headers, rawBody, receivedAt: new Date() }, [SECRET]);
        if (!verified.ok) return void response.writeHead(401).end();
        assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
        const payload = JSON.parse(String(new URLSearchParams(rawBody.toString()).get('payload'))) as Json;
        payloads.push(payload);
        void answer(payload).then(({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(body === undefined ? '' : JSON.stringify(body));
        });
      });
    });
    slack = await slackServer({ webhookUrl: `${app.url}/slack/events` });
    ({ ts } = (await slack.call('chat.postMessage', { channel, ...holdMessage(holdNotice()) })) as { ts: string });
  });
  afterEach(async () => {
    await slack.close();
    await app.close();
  });

  const click = (action_id: string, user = 'U0DANA', wait_ms?: number) =>
    slack.control('click', { channel, ts, action_id, user, wait_ms });

  /** Answers a click with the modal for a reason, as the app does. */
  const opensModal: Answer = async (payload) => {
    if (payload['type'] === 'block_actions') {
      const decision = decisionOfAction(payload['actions'][0]);
      assert.ok(decision && decision.decision !== 'use_offer');
      const view = reasonModal(decision.decision, {
        ...decision,
        decision: decision.decision,
        channelId: payload['channel'].id,
        messageTs: payload['message'].ts,
      });
      setTimeout(() => void slack.call('views.open', { trigger_id: payload['trigger_id'], view }), 50);
    }
    return { status: 200 };
  };

  it('reaches the app signed, with everything a payload has', async () => {
    assert.deepEqual(await click('approve', 'U0DANA', 0), { ok: true, status: 200 });
    const [payload] = payloads;
    assert.ok(payload);
    assert.equal(payload['type'], 'block_actions');
    assert.deepEqual(payload['user'], { id: 'U0DANA', username: 'dana', name: 'dana', team_id: 'T0ACME' });
    assert.deepEqual(payload['team'], { id: 'T0ACME', domain: 'acme' });
    assert.equal(payload['api_app_id'], 'A0HIRELINE');
    assert.deepEqual(payload['container'], {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: false,
    });
    assert.deepEqual(payload['channel'], { id: channel, name: 'hr-ops' });
    assert.equal(payload['message'].ts, ts);
    assert.deepEqual(payload['state'], { values: {} });
    assert.match(payload['trigger_id'], /^\d+\.\d+\.[0-9a-f]+$/);
    assert.ok(payload['response_url'].startsWith(`${slack.base}/actions/T0ACME/`));
    assert.deepEqual(decisionOfAction(payload['actions'][0]), {
      holdId: 'hold-1',
      diffHash: 'a'.repeat(64),
      decision: 'use_offer',
    });
  });

  it('made twice arrives twice, with another action_ts', async () => {
    await Promise.all([click('approve', 'U0DANA', 0), click('approve', 'U0DANA', 0)]);
    assert.equal(payloads.length, 2);
    assert.notEqual(payloads[0]?.['actions'][0].action_ts, payloads[1]?.['actions'][0].action_ts);
  });

  it('fails for the clicker when the app refuses, and is not repeated', async () => {
    answer = () => Promise.resolve({ status: 503 });
    assert.deepEqual(await click('approve'), { ok: false, status: 503, error: 'http_503' });
    assert.equal(payloads.length, 1);
  });

  it('fails for the clicker after three seconds', async function () {
    this.timeout(8_000);
    answer = async () => {
      await sleep(3_500);
      return { status: 200 };
    };
    const started = Date.now();
    assert.deepEqual(await click('approve'), { ok: false, status: 0, error: 'operation_timeout' });
    assert.ok(Date.now() - started < 3_400);
    await sleep(600);
  });

  it('fails where there is no such button, message or person', async () => {
    assert.equal((await click('other'))['error'], 'button_not_found');
    assert.equal((await click('approve', 'U0NOBODY'))['error'], 'user_not_found');
    assert.equal(
      (await slack.control('click', { channel, ts: '1.000001', action_id: 'approve', user: 'U0DANA' }))['error'],
      'message_not_found',
    );
    assert.equal(payloads.length, 0);
  });

  it('opens the modal, whose reason comes back with the decision', async () => {
    answer = opensModal;
    const { ok, view } = await click('use_hris');
    assert.equal(ok, true);
    assert.equal(view.callback_id, 'hold_reason');
    const other = await slack.control('submit', { view_id: view.id, user: 'U0ALEX', values: { reason: 'mine' } });
    assert.equal(other['error'], 'view_not_found');
    const submitted = await slack.control('submit', {
      view_id: view.id,
      user: 'U0DANA',
      values: { reason: 'typed it' },
    });
    assert.deepEqual(submitted, { ok: true, status: 200 });
    const submission = payloads.at(-1);
    assert.equal(submission?.['type'], 'view_submission');
    assert.equal(decisionOfView(submission?.['view'])?.reason, 'typed it');
    assert.equal(await slack.control('view?user=U0DANA'), null);
  });

  it('lets nobody submit what the inputs do not take', async () => {
    answer = opensModal;
    const { view } = await click('reject');
    for (const reason of ['', 'ab', 'x'.repeat(501)]) {
      const refused = await slack.control('submit', { view_id: view.id, user: 'U0DANA', values: { reason } });
      assert.equal(refused['ok'], false);
      assert.ok(refused['errors'].reason);
    }
    assert.equal(payloads.length, 1);
  });

  it('follows the response_action of the answer', async () => {
    answer = opensModal;
    const { view } = await click('reject');
    const submit = () => slack.control('submit', { view_id: view.id, user: 'U0DANA', values: { reason: 'because' } });

    answer = () =>
      Promise.resolve({ status: 200, body: { response_action: 'errors', errors: { reason: 'say more' } } });
    assert.deepEqual(await submit(), { ok: false, status: 200, errors: { reason: 'say more' } });
    answer = () => Promise.resolve({ status: 500 });
    assert.deepEqual(await submit(), { ok: false, status: 500, error: 'http_500' });
    const changed = { type: 'modal', title: { type: 'plain_text', text: 'Done' }, blocks: [] };
    answer = () => Promise.resolve({ status: 200, body: { response_action: 'update', view: changed } });
    assert.equal((await submit())['ok'], true);
    assert.equal((await slack.control('view?user=U0DANA'))['title'].text, 'Done');
    answer = () => Promise.resolve({ status: 200, body: { response_action: 'clear' } });
    assert.equal((await submit())['ok'], true);
    assert.equal(await slack.control('view?user=U0DANA'), null);
  });

  it('closed by Escape, a modal tells the app only if asked to', async () => {
    answer = opensModal;
    const { view } = await click('reject');
    assert.equal((await slack.control('close', { view_id: view.id, user: 'U0DANA' }))['ok'], true);
    assert.equal(payloads.length, 1);
    assert.equal(await slack.control('view?user=U0DANA'), null);
  });

  it('has a response_url for five posts within thirty minutes', async () => {
    await click('approve', 'U0ALEX', 0);
    const url = payloads[0]?.['response_url'] as string;
    const respond = (body: object) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    for (let i = 0; i < 4; i += 1) assert.equal((await respond({ text: `only Alex ${i}` })).status, 200);
    assert.equal((await slack.control('ephemerals?user=U0ALEX'))['length'], 4);
    assert.equal((await respond({ replace_original: true, text: 'decided' })).status, 200);
    const sixth = await respond({ text: 'one too many' });
    assert.deepEqual([sixth.status, await sixth.json()], [404, { ok: false, error: 'used_url' }]);
    const [message] = (await slack.control(`messages?channel=${channel}`)) as unknown as Json[];
    assert.equal(message?.['text'], 'decided');
  });
});
