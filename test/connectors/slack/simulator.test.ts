import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChannelRate } from '../../../connectors/slack/simulator/channel-rate.js';
import { createModals } from '../../../connectors/slack/simulator/modals.js';
import { reasonModal } from '../../../connectors/slack/modal.js';
import { slackServer, TOKEN, type SlackServer } from './slack-server.js';

const channel = 'C0HROPS';
const button = (change: object = {}) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'A' }, ...change }],
});

describe("The Slack simulator's Web API", () => {
  let slack: SlackServer;
  beforeEach(async () => (slack = await slackServer()));
  afterEach(() => slack.close());

  it('answers 200 with an error for a wrong, missing or unfit token', async () => {
    assert.deepEqual(await slack.call('auth.test', {}, 'xoxb-wrong'), { ok: false, error: 'invalid_auth' });
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { ok: false, error: 'not_authed' });
    assert.equal((await slack.call('apps.connections.open', {}))['error'], 'not_allowed_token_type');
    assert.equal((await slack.call('no.such.method', {}))['error'], 'unknown_method');
  });

  it('takes forms and JSON, and warns of JSON without a charset', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const form = new URLSearchParams({ channel, text: 'a', blocks: JSON.stringify([button()]) });
    const formed = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body: form });
    assert.equal(((await formed.json()) as Record<string, any>)['message'].blocks[0].type, 'actions');
    const bare = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ channel, text: 'a' }),
    });
    assert.equal(((await bare.json()) as Record<string, any>)['warning'], 'missing_charset');
  });

  const text = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
  const refused: [string, object][] = [
    ['51 blocks', { blocks: Array(51).fill({ type: 'divider' }) }],
    ['a header of 151', { blocks: [{ type: 'header', text: text(151) }] }],
    ['a section of 3001', { blocks: [{ type: 'section', text: text(3001) }] }],
    ['a section without text', { blocks: [{ type: 'section' }] }],
    [
      '26 buttons',
      {
        blocks: [
          {
            type: 'actions',
            elements: Array.from({ length: 26 }, (_, i) => button({ action_id: `a${i}` }).elements[0]),
          },
        ],
      },
    ],
    ['a button text of 76', { blocks: [button({ text: text(76) })] }],
    ['a value of 2001', { blocks: [button({ value: 'x'.repeat(2001) })] }],
    ['an action_id of 256', { blocks: [button({ action_id: 'x'.repeat(256) })] }],
    ['a block_id of 256', { blocks: [{ ...button(), block_id: 'x'.repeat(256) }] }],
    ['a style that is none', { blocks: [button({ style: 'green' })] }],
    [
      'a confirm title of 101',
      { blocks: [button({ confirm: { title: text(101), text: text(1), confirm: text(1), deny: text(1) } })] },
    ],
    ['a block that is none', { blocks: [{ type: 'sections' }] }],
    [
      'two blocks of one id',
      {
        blocks: [
          { type: 'divider', block_id: 'a' },
          { type: 'divider', block_id: 'a' },
        ],
      },
    ],
  ];
  for (const [what, message] of refused) {
    it(`refuses ${what} as invalid_blocks, and says where`, async () => {
      const answer = await slack.call('chat.postMessage', { channel, text: 'x', ...message });
      assert.equal(answer['error'], 'invalid_blocks');
      assert.match(answer['response_metadata'].messages[0], /^\[ERROR\] .* \[json-pointer:\/blocks/);
    });
  }

  for (const [error, message] of [
    ['channel_not_found', { channel: 'C0NONE', text: 'x' }],
    ['channel_not_found', { text: 'x' }],
    ['no_text', { channel }],
    ['msg_too_long', { channel, text: 'x'.repeat(40_001) }],
    ['thread_not_found', { channel, text: 'x', thread_ts: '1.000001' }],
    ['invalid_metadata_format', { channel, text: 'x', metadata: { event_type: 'x' } }],
  ] as const) {
    it(`refuses ${JSON.stringify(message).slice(0, 50)} as ${error}`, async () => {
      assert.equal((await slack.call('chat.postMessage', message))['error'], error);
    });
  }

  it('knows channels the bot is not in, and archived ones', async () => {
    await slack.control('channels', { id: 'C0OTHER', name: 'other', is_member: false });
    await slack.control('channels', { id: 'C0OLD', name: 'old', is_archived: true });
    assert.equal((await slack.call('chat.postMessage', { channel: 'C0OTHER', text: 'x' }))['error'], 'not_in_channel');
    assert.equal((await slack.call('chat.postMessage', { channel: 'C0OLD', text: 'x' }))['error'], 'is_archived');
  });

  it('keeps metadata at an update that has none, and drops blocks at one with only a text', async () => {
    const metadata = { event_type: 'e', event_payload: { a: 1 } };
    const { ts } = await slack.call('chat.postMessage', { channel, text: 'x', blocks: [button()], metadata });
    const { message } = await slack.call('chat.update', { channel, ts, text: 'y' });
    assert.deepEqual([message.metadata, message.blocks, message.text], [metadata, undefined, 'y']);
    assert.equal(
      (await slack.call('chat.update', { channel, ts: '1.000001', text: 'y' }))['error'],
      'message_not_found',
    );
  });

  it('pages history newest first, without replies, with metadata only when asked', async () => {
    const metadata = { event_type: 'e', event_payload: { n: 1 } };
    const sent: string[] = [];
    for (const n of [1, 2, 3])
      sent.push((await slack.call('chat.postMessage', { channel, text: String(n), metadata }))['ts']);
    await slack.call('chat.postMessage', { channel, text: 'reply', thread_ts: sent[0] });

    const first = await slack.call('conversations.history', { channel, limit: 2 });
    assert.deepEqual(
      first['messages'].map((m: { text: string }) => m.text),
      ['3', '2'],
    );
    assert.equal(first['has_more'], true);
    assert.equal(first['messages'][0].metadata, undefined);
    const cursor = first['response_metadata'].next_cursor;
    const second = await slack.call('conversations.history', { channel, limit: 2, cursor, include_all_metadata: true });
    assert.deepEqual(
      second['messages'].map((m: { text: string }) => m.text),
      ['1'],
    );
    assert.deepEqual(second['messages'][0].metadata, metadata);
    assert.equal(second['messages'][0].reply_count, 1);
    const after = await slack.call('conversations.history', { channel, oldest: sent[1] });
    assert.deepEqual(
      after['messages'].map((m: { text: string }) => m.text),
      ['3'],
    );
    const replies = await slack.call('conversations.replies', { channel, ts: sent[0] });
    assert.deepEqual(
      replies['messages'].map((m: { text: string }) => m.text),
      ['1', 'reply'],
    );
  });

  it('knows its people', async () => {
    const found = await slack.call('users.lookupByEmail', { email: 'Dana.Brooks@acme.example' });
    assert.equal(found['user'].id, 'U0DANA');
    assert.equal((await slack.call('users.lookupByEmail', { email: 'x@y.example' }))['error'], 'users_not_found');
    assert.equal((await slack.call('users.info', { user: 'U0ALEX' }))['user'].name, 'alex');
    assert.equal((await slack.call('users.list', { limit: 2 }))['members'].length, 2);
    assert.equal((await slack.call('conversations.list', {}))['channels'].length, 2);
  });

  it('shows an ephemeral message to one person only', async () => {
    assert.ok((await slack.call('chat.postEphemeral', { channel, user: 'U0ALEX', text: 'only you' }))['ok']);
    assert.equal((await slack.control('ephemerals?user=U0ALEX'))['length'], 1);
    assert.equal((await slack.control('ephemerals?user=U0DANA'))['length'], 0);
    assert.equal((await slack.call('conversations.history', { channel }))['messages'].length, 0);
  });

  it('keeps its messages over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slack-'));
    const stateFile = join(folder, 'slack.journal');
    const before = await slackServer({ stateFile });
    const { ts } = await before.call('chat.postMessage', { channel, text: 'kept' });
    await before.close();
    const after = await slackServer({ stateFile });
    assert.equal((await after.call('conversations.history', { channel }))['messages'][0].ts, ts);
    const next = await after.call('chat.postMessage', { channel, text: 'next' });
    assert.ok(Number(next['ts']) > Number(ts));
    await after.close();
    rmSync(folder, { recursive: true });
  });

  it('throttles a channel only when told to', async () => {
    for (let i = 0; i < 5; i += 1) assert.ok((await slack.call('chat.postMessage', { channel, text: 'x' }))['ok']);
    const limited = await slackServer({ rateLimit: 1 });
    const post = () =>
      fetch(`${limited.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ channel, text: 'x' }),
      });
    assert.equal((await post()).status, 200);
    const refusedPost = await post();
    assert.equal(refusedPost.status, 429);
    assert.equal(refusedPost.headers.get('retry-after'), '1');
    assert.deepEqual(await refusedPost.json(), { ok: false, error: 'ratelimited' });
    await limited.close();
  });
});

describe("A channel's rate", () => {
  it('lets one a second through, on average', () => {
    let now = 0;
    const rate = createChannelRate(1, () => now);
    assert.equal(rate.take('a'), undefined);
    assert.equal(rate.take('a'), 1);
    assert.equal(rate.take('b'), undefined);
    now = 1000;
    assert.equal(rate.take('a'), undefined);
    now = 60_000;
    assert.equal(rate.take('a'), undefined);
    assert.equal(rate.take('a'), 1);
  });
});

describe('A trigger', () => {
  const view = () => ({
    ...reasonModal('reject', { holdId: 'h', diffHash: 'd', decision: 'reject', channelId: 'c', messageTs: '1' }),
  });

  it('opens one modal, within three seconds', () => {
    let now = 1_000_000;
    const modals = createModals(() => now);
    const [used, late] = [modals.trigger('U0DANA'), modals.trigger('U0DANA')];
    assert.equal(modals.open(used, view())['callback_id'], 'hold_reason');
    assert.throws(() => modals.open(used, view()), { code: 'exchanged_trigger_id' });
    now += 3001;
    assert.throws(() => modals.open(late, view()), { code: 'expired_trigger_id' });
    assert.throws(() => modals.open('123.456.abc', view()), { code: 'invalid_trigger_id' });
  });

  it('changes a view only when the hash is the present one', () => {
    const modals = createModals();
    const opened = modals.open(modals.trigger('U0DANA'), view());
    const id = String(opened['id']);
    const changed = modals.update({ id, externalId: undefined, hash: String(opened['hash']) }, view());
    assert.notEqual(changed['hash'], opened['hash']);
    assert.throws(() => modals.update({ id, externalId: undefined, hash: String(opened['hash']) }, view()), {
      code: 'hash_conflict',
    });
  });
});
