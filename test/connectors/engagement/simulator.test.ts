import assert from 'node:assert/strict';
import { createEngagementSimulator } from '../../../connectors/engagement/simulator/index.js';
import { connector } from '../../../connectors/engagement/index.js';
import { webhooks } from '../../../connectors/engagement/webhooks.js';
import type { Engagement } from '../../../schemas/referral.js';
import type { Simulator } from '../../../sandbox/simulator.js';
import { contextFor, listen, startServer, until, type Listening, type Reply } from '../checkr/servers.js';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;

describe('engagement: connector', () => {
  it('has nothing to call, and says so', async () => {
    const environment = { ENGAGEMENT_WEBHOOK_SECRET: SECRET, ENGAGEMENT_SOURCE_URL: 'https://links.acme.example' };
    const listening = connector.create(contextFor(environment));
    assert.deepEqual(await listening.checkConnection(), {
      ok: true,
      detail: 'only listens: there is nothing to call',
    });
    assert.equal(listening.baseUrl, 'https://links.acme.example');
    assert.equal((await listening.auditAccess?.())?.[0]?.status, 'unknown');
  });

  it('says what is missing without a secret', async () => {
    const deaf = connector.create(contextFor({}));
    assert.deepEqual(await deaf.checkConnection(), { ok: false, detail: 'ENGAGEMENT_WEBHOOK_SECRET is not set' });
    assert.equal((await deaf.auditAccess?.())?.[0]?.status, 'missing');
    assert.ok(connector.checkBinding('engagement', 'firstName', { path: 'x' }));
  });
});

describe('engagement: simulator', () => {
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  let simulator: Simulator;
  let server: Listening;
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
    simulator = createEngagementSimulator({
      ...{ webhookUrl: `${receiver.url}/webhooks/engagement`, webhookSecret: SECRET },
      ...{ credentials: {}, timeScale: 1_000_000 },
    });
    simulator.seed();
    server = await listen(simulator.app);
  });
  afterEach(async () => {
    await simulator.close();
    await server.close();
    await receiver.close();
  });

  async function control(path: string, body: unknown): Promise<{ status: number; body: any }> {
    const answer = await fetch(`${server.url}/_sandbox${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** What hireline makes of the webhook with this number, counted from 0. */
  async function received(index: number): Promise<Engagement[]> {
    await until(() => receiver.seen.length > index, `webhook ${index}`);
    const one = receiver.seen[index];
    assert.ok(one);
    const delivery = {
      headers: one.headers as Record<string, string>,
      ...{ rawBody: one.body, url: receiver.url + one.path, receivedAt: new Date() },
    };
    assert.deepEqual(webhooks.verify(delivery, [SECRET]), { ok: true });
    const parsed = webhooks.parse(delivery);
    assert.ok(parsed.outcome === 'event' && parsed.event.kind === 'engagementReported');
    return parsed.event.engagements;
  }

  it('tells of a share, and of a click on it with what the share was about', async () => {
    const shared = await control('/shares', { advocateId: 'adv-1', jobId: 601, channel: 'LinkedIn' });
    assert.equal(shared.status, 201);
    const [share] = await received(0);
    assert.deepEqual([share?.type, share?.advocateId, share?.jobId], ['share', 'adv-1', '601']);
    assert.equal((await control('/clicks', { shareId: shared.body.shareId })).status, 201);
    const [click] = await received(1);
    assert.deepEqual(
      [click?.type, click?.advocateId, click?.jobId, click?.channel, click?.shareId],
      ['click', 'adv-1', '601', 'linkedin', shared.body.shareId],
    );
    assert.equal(click?.shareId, share?.shareId);
    assert.notEqual(click?.engagementId, share?.engagementId);
  });

  it('tells of several in one webhook', async () => {
    const events = [1, 2, 3].map((n) => ({ advocateId: `adv-${n}`, jobId: '601' }));
    await control('/shares', { events });
    await control('/clicks', { events });
    const found = [...(await received(0)), ...(await received(1))];
    assert.equal(new Set(found.map(({ engagementId }) => engagementId)).size, 6);
    assert.deepEqual(new Set(found.map(({ type }) => type)), new Set(['share', 'click']));
  });

  it('refuses controls it does not understand', async () => {
    for (const [path, body] of [
      ['/shares', { advocateId: 'a' }],
      ['/shares', { events: [] }],
      ['/shares', { events: [{ jobId: '1' }] }],
      ['/clicks', {}],
      ['/clicks', { shareId: 'nobody shared this' }],
      ['/clicks', { events: [{ advocateId: 'a' }] }],
    ] as const) {
      assert.equal((await control(path, body)).status, 400, path + JSON.stringify(body));
    }
    assert.equal(receiver.seen.length, 0);
  });

  it('repeats with the same id and body until any 2xx, each attempt with a time and signature of its own', async () => {
    let calls = 0;
    reply = () => ({ status: (calls += 1) < 3 ? 503 : 204 });
    await control('/shares', { advocateId: 'a', jobId: '1' });
    await received(2);
    const [first, , last] = receiver.seen;
    assert.equal(first?.headers['webhook-id'], last?.headers['webhook-id']);
    assert.deepEqual(first?.body, last?.body);
    await until(() => simulator.webhooks?.list()[0]?.status === 'delivered', 'it to be delivered');
  });

  for (const [status, attempts] of [
    [410, 1],
    [302, 10],
  ] as const) {
    it(`gives up after ${attempts} with ${status}`, async () => {
      reply = () => ({ status });
      await control('/shares', { advocateId: 'a', jobId: '1' });
      await until(() => simulator.webhooks?.list()[0]?.status === 'gave_up', 'it to give up');
      assert.equal(receiver.seen.length, attempts);
    });
  }
});
