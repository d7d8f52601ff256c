import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createLogger } from '../../config/logger.js';
import { holdMessage } from '../../connectors/slack/blocks/hold-message.js';
import { reasonModal } from '../../connectors/slack/index.js';
import { SANDBOX_APP_TOKEN } from '../../connectors/slack/simulator/socket-mode.js';
import { loadConfiguration } from '../../connectors/registry.js';
import type { HoldNotice } from '../../schemas/notice.js';
import type { IngressContext } from '../../ingress/context.js';
import { createSlackSurface, type SlackSurface } from '../../ingress/slack/app.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { testKeys } from '../support/sandbox-keys.js';
import { createSandbox, serveSandbox, type Sandbox } from '../../sandbox/server.js';
import { holdNotice } from '../connectors/slack/notices.js';
import { DIFF, heldHire } from '../console/seed.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';

type Json = Record<string, any>;

const CHANNEL = SANDBOX_CREDENTIALS.SLACK_HR_OPS_CHANNEL;

/** The simulators on a port, their request URLs leading nowhere: what arrives has come over a socket. */
class SlackAt {
  private constructor(
    readonly url: string,
    private readonly sandbox: Sandbox,
    private readonly server: Server,
  ) {}

  static async start(port = 0): Promise<SlackAt> {
    const sandbox = createSandbox({ publicUrl: 'http://127.0.0.1:9', keys: testKeys() });
    const server = await serveSandbox(sandbox, port);
    return new SlackAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, sandbox, server);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await this.sandbox.close();
  }

  async call(method: string, body: unknown, token: string = SANDBOX_CREDENTIALS.SLACK_BOT_TOKEN): Promise<Json> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' };
    return this.json(`/api/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async control(path: string, body?: unknown): Promise<Json> {
    const headers = { 'content-type': 'application/json' };
    return this.json(
      `/_sandbox/${path}`,
      body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) },
    );
  }

  /** Posts a hold's question. */
  async ask(holdId: string, change: Partial<HoldNotice> = {}): Promise<string> {
    const notice = holdNotice({ holdId, diffHash: DIFF.hash, ...change });
    return (await this.call('chat.postMessage', { channel: CHANNEL, ...holdMessage(notice) }))['ts'] as string;
  }

  /** Clicks, and waits until the app has opened a modal or changed a message. */
  click(ts: string, action_id: string, user = 'U0DANA'): Promise<Json> {
    return this.control('click', { channel: CHANNEL, ts, action_id, user });
  }

  /** Clicks the button that opens no modal: what comes back is the acknowledgement. */
  approve(ts: string): Promise<Json> {
    return this.control('click', { channel: CHANNEL, ts, action_id: 'approve', user: 'U0DANA', wait_ms: 0 });
  }

  async hasConnections(wanted: number): Promise<void> {
    const end = Date.now() + 10_000;
    for (;;) {
      const { connections } = await this.control('sockets');
      if (connections === wanted) return;
      assert.ok(Date.now() < end, `${connections} connections, not ${wanted}`);
      await sleep(20);
    }
  }

  private async json(path: string, init: RequestInit): Promise<Json> {
    return (await (await fetch(`${this.url}/slack${path}`, init)).json()) as Json;
  }
}

describe('Socket Mode in the Slack simulator', () => {
  let slack: SlackAt;
  before(async () => (slack = await SlackAt.start()));
  after(() => slack.close());

  const openUrl = async () => (await slack.call('apps.connections.open', {}, SANDBOX_APP_TOKEN))['url'] as string;

  /** An app's end of a connection: what it has received, in order. */
  async function connect(
    url?: string,
  ): Promise<{ socket: WebSocket; next(): Promise<Json>; ack(of: Json, payload?: unknown): void }> {
    const socket = new WebSocket(url ?? (await openUrl()));
    const received: Json[] = [];
    socket.on('message', (data) => received.push(JSON.parse(data.toString()) as Json));
    await once(socket, 'open');
    return {
      socket,
      async next() {
        while (received.length === 0) await sleep(5);
        return received.shift() as Json;
      },
      ack: ({ envelope_id }, payload) => socket.send(JSON.stringify({ envelope_id, payload })),
    };
  }

  async function disconnected(...sockets: WebSocket[]): Promise<void> {
    for (const socket of sockets) socket.close();
    await slack.hasConnections(0);
  }

  it('gives a URL for the app-level token only, and its ticket opens one connection', async () => {
    assert.equal((await slack.call('apps.connections.open', {}))['error'], 'not_allowed_token_type');
    assert.equal((await slack.call('apps.connections.open', {}, 'xapp-other'))['error'], 'invalid_auth');
    const url = await openUrl();
    assert.ok(url.startsWith(`${slack.url.replace('http', 'ws')}/slack/link/?ticket=`));
    const app = await connect(url);
    const hello = await app.next();
    assert.equal(hello['type'], 'hello');
    assert.equal(hello['num_connections'], 1);
    assert.deepEqual(hello['connection_info'], { app_id: 'A0HIRELINE' });
    await assert.rejects(connect(url), /403/);
    await disconnected(app.socket);
  });

  it('serves sockets at no other address', async () => {
    await assert.rejects(connect(`${slack.url}/greenhouse/link/`), /404/);
    await assert.rejects(connect(`${slack.url}/slack/api/`), /403/);
  });

  it('delivers a click in an envelope, and the acknowledgement to the person', async () => {
    const app = await connect();
    await app.next();
    const ts = await slack.ask('hold-1');
    const clicked = slack.approve(ts);
    const envelope = await app.next();
    assert.equal(envelope['type'], 'interactive');
    assert.equal(envelope['accepts_response_payload'], false);
    assert.equal(envelope['payload'].type, 'block_actions');
    assert.equal(envelope['payload'].actions[0].action_id, 'approve');
    app.ack({ envelope_id: 'of-nothing' });
    app.socket.send('not JSON');
    app.ack(envelope);
    assert.deepEqual(await clicked, { ok: true, status: 200 });
    await disconnected(app.socket);
  });

  it('shows a failure to the person when nobody acknowledges within three seconds', async () => {
    const app = await connect();
    await app.next();
    const started = Date.now();
    const clicked = slack.approve(await slack.ask('hold-1'));
    const envelope = await app.next();
    assert.deepEqual(await clicked, { ok: false, status: 0, error: 'operation_timeout' });
    assert.ok(Date.now() - started >= 2_900);
    // Too late: it means nothing, and breaks nothing.
    app.ack(envelope);
    await disconnected(app.socket);
  });

  it('shows a failure to the person when the connection breaks before the acknowledgement', async () => {
    const app = await connect();
    await app.next();
    const clicked = slack.approve(await slack.ask('hold-1'));
    await app.next();
    app.socket.terminate();
    assert.deepEqual(await clicked, { ok: false, status: 0, error: 'connection_failed' });
  });

  it("takes a modal's errors from the acknowledgement, and closes the modal on an empty one", async () => {
    const app = await connect();
    await app.next();
    const clicked = slack.click(await slack.ask('hold-1'), 'reject');
    const click = await app.next();
    const metadata = {
      holdId: 'hold-1',
      diffHash: 'f',
      decision: 'reject',
      channelId: CHANNEL,
      messageTs: '1',
    } as const;
    await slack.call('views.open', { trigger_id: click['payload'].trigger_id, view: reasonModal('reject', metadata) });
    app.ack(click);
    const { view } = await clicked;
    const submit = () => slack.control('submit', { view_id: view.id, user: 'U0DANA', values: { reason: 'No budget' } });

    const refused = submit();
    const first = await app.next();
    assert.equal(first['accepts_response_payload'], true);
    assert.equal(first['payload'].type, 'view_submission');
    app.ack(first, { response_action: 'errors', errors: { reason: 'Say more.' } });
    assert.deepEqual(await refused, { ok: false, status: 200, errors: { reason: 'Say more.' } });
    assert.equal((await slack.control('view?user=U0DANA'))['id'], view.id);

    const accepted = submit();
    app.ack(await app.next(), {});
    assert.deepEqual(await accepted, { ok: true, status: 200 });
    assert.equal(await slack.control('view?user=U0DANA'), null);
    await disconnected(app.socket);
  });

  it('sends each click over one of the connections', async () => {
    const apps = [await connect(), await connect()];
    for (const [index, app] of apps.entries()) assert.equal((await app.next())['num_connections'], index + 1);
    const ts = await slack.ask('hold-1');
    const clicks = [1, 2].map(() => slack.approve(ts));
    for (const app of apps) app.ack(await app.next());
    assert.deepEqual(await Promise.all(clicks), [
      { ok: true, status: 200 },
      { ok: true, status: 200 },
    ]);
    await disconnected(...apps.map(({ socket }) => socket));
  });

  it('tells a connection to go, and sends nothing more over it', async () => {
    const app = await connect();
    await app.next();
    await slack.control('sockets/disconnect', { reason: 'refresh_requested' });
    const told = await app.next();
    assert.deepEqual([told['type'], told['reason']], ['disconnect', 'refresh_requested']);
    // Over HTTP then, where nobody listens.
    assert.equal((await slack.approve(await slack.ask('hold-1')))['error'], 'connection_failed');
    await disconnected(app.socket);
  });

  it('tells the eleventh connection that there are too many', async () => {
    const apps = await Promise.all(Array.from({ length: 10 }, () => connect()));
    await slack.hasConnections(10);
    const extra = await connect();
    const told = await extra.next();
    assert.deepEqual([told['type'], told['reason']], ['disconnect', 'too_many_websockets']);
    await disconnected(extra.socket, ...apps.map(({ socket }) => socket));
  });
});

describe('The ingress over Socket Mode', function () {
  this.timeout(30_000);
  let database: TestDatabase;
  let slack: SlackAt;
  let surface: SlackSurface;
  let woken = 0;
  let applications = 100;

  before(async function () {
    this.timeout(60_000);
    database = await freshDatabase();
  });
  after(() => database?.drop());

  function surfaceTo(slackUrl: string): SlackSurface {
    const environment = {
      ...SANDBOX_CREDENTIALS,
      HIRELINE_ENVIRONMENT: 'sandbox',
      SLACK_APP_TOKEN: SANDBOX_APP_TOKEN,
      SLACK_API_URL: `${slackUrl}/slack/api/`,
    };
    const context = {
      ...loadConfiguration(environment),
      environment,
      db: database.pool,
      forwarder: { wake: () => void woken++ },
      logger: createLogger('test', { LOG_LEVEL: 'silent' }),
    };
    return createSlackSurface(context as unknown as IngressContext);
  }

  /** An open hold, and the message that asks about it. */
  async function heldAndAsked(): Promise<{ holdId: string; ts: string }> {
    const holdId = await heldHire(database.pool, String(++applications));
    return { holdId, ts: await slack.ask(holdId) };
  }

  async function decisionsAbout(holdId: string): Promise<Json[]> {
    const { rows } = await database.pool.query<{ event: Json }>(
      `select vendor, event_type, status, event from deliveries where event->'request'->>'holdId' = $1`,
      [holdId],
    );
    return rows;
  }

  describe('connected', () => {
    before(async () => {
      slack = await SlackAt.start();
      surface = surfaceTo(slack.url);
      await surface.start();
      await slack.hasConnections(1);
    });
    after(async () => {
      await surface.stop();
      await slack.close();
    });

    it('has no route for signed requests', () => assert.equal(surface.router, undefined));

    it('keeps an approval before it is acknowledged', async () => {
      const { holdId, ts } = await heldAndAsked();
      const wokenBefore = woken;
      assert.deepEqual(await slack.approve(ts), { ok: true, status: 200 });
      const [kept, ...others] = await decisionsAbout(holdId);
      assert.deepEqual(others, []);
      assert.equal(kept?.['vendor'], 'slack');
      assert.equal(kept['event_type'], 'hold_decision');
      assert.equal(kept['status'], 'pending');
      assert.equal(kept['event'].kind, 'holdDecided');
      assert.equal(kept['event'].request.decision, 'use_offer');
      assert.equal(kept['event'].request.decidedBy, 'slack:U0DANA');
      assert.equal(kept['event'].request.diffHash, DIFF.hash);
      assert.equal(woken, wokenBefore + 1);
      // A second click of the same person is the same decision.
      assert.equal((await slack.approve(ts))['ok'], true);
      assert.equal((await decisionsAbout(holdId)).length, 1);
    });

    it('answers an outsider in private and keeps nothing', async () => {
      const { holdId, ts } = await heldAndAsked();
      for (const button of ['approve', 'reject']) {
        const { ok, view } = await slack.click(ts, button, 'U0ALEX');
        assert.deepEqual({ ok, view }, { ok: true, view: undefined });
      }
      const told = (await slack.control('ephemerals?user=U0ALEX')) as Json[];
      assert.equal(told.length, 2);
      for (const message of told) assert.match(message['text'], /not on the list of approvers/);
      assert.deepEqual(await decisionsAbout(holdId), []);
    });

    it('asks for the reason of a rejection and keeps both', async () => {
      const { holdId, ts } = await heldAndAsked();
      const { view } = await slack.click(ts, 'reject');
      assert.equal(view.callback_id, 'hold_reason');
      assert.deepEqual(await decisionsAbout(holdId), []);
      const submit = (reason: string) =>
        slack.control('submit', { view_id: view.id, user: 'U0DANA', values: { reason } });
      // The simulator lets blanks pass as three characters; hireline does not.
      const blank = await submit('    ');
      assert.equal(blank['ok'], false);
      assert.ok(blank['errors'].reason);
      assert.deepEqual(await decisionsAbout(holdId), []);
      assert.deepEqual(await submit('The offer was withdrawn.'), { ok: true, status: 200 });
      const [kept] = await decisionsAbout(holdId);
      assert.equal(kept?.['event'].request.decision, 'reject');
      assert.equal(kept['event'].request.reason, 'The offer was withdrawn.');
    });

    it('asks in the words of what the hold is about, and keeps only the decision', async () => {
      const holdId = await heldHire(database.pool, String(++applications));
      const [first] = holdNotice().differences;
      assert.ok(first);
      const ts = await slack.ask(holdId, { differences: [{ ...first, field: 'employment' }] });
      const { view } = await slack.click(ts, 'use_hris');
      assert.equal(view.title.text, 'Keep the employee');
      const values = { reason: 'They work here.' };
      await slack.control('submit', { view_id: view.id, user: 'U0DANA', values });
      assert.equal((await slack.approve(ts))['ok'], true);
      for (const kept of await decisionsAbout(holdId)) {
        const { holdId: _, diffHash: __, decidedAt: ___, ...request } = kept['event'].request;
        const { decision } = request;
        const reason = decision === 'use_hris' ? values : {};
        assert.deepEqual(request, { decision, decidedBy: 'slack:U0DANA', ...reason });
      }
      assert.equal((await decisionsAbout(holdId)).length, 2);
    });

    it("shows in the modal why a decision is refused: the acknowledgement carries the modal's errors", async () => {
      const { holdId, ts } = await heldAndAsked();
      const { view } = await slack.click(ts, 'reject');
      await database.pool.query(`update holds set status = 'void', progress = 'superseded' where id = $1`, [holdId]);
      const answer = await slack.control('submit', {
        view_id: view.id,
        user: 'U0DANA',
        values: { reason: 'No budget.' },
      });
      assert.deepEqual(answer, { ok: false, status: 200, errors: { reason: 'The hold is void: superseded' } });
      assert.deepEqual(await decisionsAbout(holdId), []);
    });

    it('does not acknowledge what it could not keep: the person sees a failure, and the next click is kept', async () => {
      const { holdId, ts } = await heldAndAsked();
      await database.pool.query('alter table deliveries rename to deliveries_away');
      try {
        assert.deepEqual(await slack.approve(ts), { ok: false, status: 0, error: 'operation_timeout' });
      } finally {
        await database.pool.query('alter table deliveries_away rename to deliveries');
      }
      assert.deepEqual(await decisionsAbout(holdId), []);
      assert.equal((await slack.approve(ts))['ok'], true);
      assert.equal((await decisionsAbout(holdId)).length, 1);
    });
  });

  describe('when Slack comes and goes', () => {
    let running: SlackAt[] = [];
    const slackStarts = async (port?: number) => {
      slack = await SlackAt.start(port);
      running.push(slack);
    };
    afterEach(async () => {
      await surface.stop();
      await Promise.all(running.map((one) => one.close()));
      running = [];
    });

    it('starts without Slack, connects when it is there, comes back after each end, and stops', async () => {
      const port = await freePort();
      surface = surfaceTo(`http://127.0.0.1:${port}`);
      await surface.start();
      await sleep(300);
      await slackStarts(port);
      await slack.hasConnections(1);

      await slack.control('sockets/disconnect', { reason: 'refresh_requested' });
      await slack.hasConnections(0);
      await slack.hasConnections(1);

      await slack.close();
      await sleep(300);
      await slackStarts(port);
      await slack.hasConnections(1);
      const { holdId, ts } = await heldAndAsked();
      assert.equal((await slack.approve(ts))['ok'], true);
      assert.equal((await decisionsAbout(holdId)).length, 1);

      await surface.stop();
      await slack.hasConnections(0);
    });

    it('goes on trying whatever Slack answers', async () => {
      await slackStarts();
      const fault = { route: 'POST /api/apps.connections.open', count: 1 };
      const refusal = { ok: false, error: 'invalid_auth' };
      await slack.control('faults', { ...fault, kind: 'status', status: 200, body: refusal });
      await slack.control('faults', { ...fault, kind: 'status', status: 503, body: 'no' });
      await slack.control('faults', { ...fault, kind: 'throttle', retryAfter: 2 });
      surface = surfaceTo(slack.url);
      await surface.start();
      await slack.hasConnections(1);
      assert.deepEqual(await slack.control('faults'), []);
    });

    it('stops at once while it cannot connect', async () => {
      surface = surfaceTo(`http://127.0.0.1:${await freePort()}`);
      await surface.start();
      await sleep(100);
      const started = Date.now();
      await surface.stop();
      assert.ok(Date.now() - started < 1_000);
    });

    it('lets a click that is under way be kept and acknowledged before it closes the connection', async () => {
      await slackStarts();
      surface = surfaceTo(slack.url);
      await surface.start();
      await slack.hasConnections(1);
      const { holdId, ts } = await heldAndAsked();
      const other = await database.pool.connect();
      await other.query('begin; lock table deliveries in access exclusive mode');
      const clicked = slack.approve(ts);
      await sleep(300);
      const stopped = surface.stop();
      await sleep(300);
      await other.query('commit');
      other.release();
      assert.equal((await clicked)['ok'], true);
      await stopped;
      assert.equal((await decisionsAbout(holdId)).length, 1);
      await slack.hasConnections(0);
    });
  });
});
