import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { webhooks } from '../../../connectors/growsurf/webhooks.js';
import type { WebhookDelivery } from '../../../connectors/webhook-source.js';
import { startServer, until, type Reply, type Seen } from '../checkr/servers.js';
import { CAMPAIGN, connectTo, SECRET, startSimulator } from './harness.js';

const NOW = new Date('2026-11-20T10:00:00Z');
const TS = NOW.getTime();

const added = (data: object = {}, changes: object = {}): object => ({
  ...{ event: 'NEW_PARTICIPANT_ADDED', createdAt: TS },
  data: { id: 'p1', referredBy: 'a1', referrer: { id: 'a1' }, referralCount: 0, campaign: { id: CAMPAIGN }, ...data },
  ...changes,
});

const delivery = (body: unknown, header?: string): WebhookDelivery => {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signed = webhooks.sign(rawBody, SECRET, NOW)['GrowSurf-Signature'];
  return { headers: { 'growsurf-signature': header ?? signed }, rawBody, url: 'https://h.example', receivedAt: NOW };
};
const hmac = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex');

describe('growsurf webhooks: signature', () => {
  it('is over time and body', () => {
    assert.equal(delivery('{}').headers['growsurf-signature'], `ts=${TS},v=${hmac(`${TS}.{}`)}`);
  });

  it('is accepted with any secret in rotation, however the header is spaced and ordered', () => {
    assert.deepEqual(webhooks.verify(delivery(added()), ['newer', SECRET]), { ok: true });
    const header = ` v = ${hmac(`${TS}.{}`).toUpperCase()} , ts=${TS}`;
    assert.deepEqual(webhooks.verify(delivery('{}', header), [SECRET]), { ok: true });
  });

  const at = (ts: number) => `ts=${ts},v=${hmac(`${ts}.{}`)}`;
  for (const [name, header, reason] of [
    ['nothing', '', 'missing header GrowSurf-Signature'],
    ['no time', `v=${hmac('{}')}`, 'GrowSurf-Signature: expected ts=<milliseconds since 1970>'],
    ['a time that is none', 'ts=now,v=aa', 'GrowSurf-Signature: expected ts=<milliseconds since 1970>'],
    ['no signature', `ts=${TS}`, 'GrowSurf-Signature: expected v=<signature>'],
    ['another body', `ts=${TS},v=${hmac(`${TS}.[]`)}`, 'the signature does not match'],
    ['another time', `ts=${TS + 1},v=${hmac(`${TS}.{}`)}`, 'the signature does not match'],
    ['an old one', at(TS - 300_001), 'GrowSurf-Signature: more than 5 minutes from now'],
    ['one from the future', at(TS + 300_001), 'GrowSurf-Signature: more than 5 minutes from now'],
    ['seconds', at(Math.floor(TS / 1_000)), 'GrowSurf-Signature: more than 5 minutes from now'],
  ] as const) {
    it(`is refused with ${name}`, () => {
      assert.deepEqual(webhooks.verify(delivery('{}', header), [SECRET]), { ok: false, reason });
    });
  }
});

describe('growsurf webhooks: events', () => {
  const parse = (body: unknown) => webhooks.parse(delivery(body));

  it('a new participant with a referrer is a referral', () => {
    const event = { kind: 'referralStarted', advocacy: 'growsurf', referralId: 'p1' };
    for (const data of [{}, { referrer: undefined }, { referredBy: undefined }]) {
      assert.deepEqual(parse(added(data)), { outcome: 'event', event });
    }
  });

  it('one who came by themselves is ignored', () => {
    for (const data of [
      { referrer: undefined, referredBy: undefined },
      { referrer: null, referredBy: '' },
    ]) {
      assert.deepEqual(parse(added(data)), {
        ...{ outcome: 'ignored', reason: 'nobody has referred this participant' },
      });
    }
  });

  it('all other events are ignored, and what nobody documents is not quoted', () => {
    for (const event of ['PARTICIPANT_REACHED_A_GOAL', 'CAMPAIGN_ENDED', 'NEW_PAYOUT_ISSUED']) {
      assert.deepEqual(parse(added({}, { event })), { outcome: 'ignored', reason: `nothing depends on ${event}` });
    }
    const unknown = parse(added({}, { event: 'ada@mail.example' }));
    assert.deepEqual(unknown, { outcome: 'ignored', reason: 'not an event that GrowSurf documents' });
  });

  for (const [name, body, reason] of [
    ['no event', added({}, { event: undefined }), 'event: expected text, found nothing'],
    ['no data', added({}, { data: undefined }), 'data: expected a participant, found nothing'],
    ['no id', added({ id: undefined }), 'data.id: expected an id, found nothing'],
    ['a number for an id', added({ id: 7 }), 'data.id: expected an id, found a number'],
  ] as const) {
    it(`is quarantined with ${name}`, () => {
      assert.deepEqual(parse(body), { outcome: 'quarantined', reason });
    });
  }

  it('is known by name, time and whom it is about', () => {
    const id = (body: unknown) => webhooks.eventId(delivery(body));
    assert.equal(id(added({ referralCount: 3 })), id(added()));
    for (const other of [added({ id: 'p2' }), added({}, { createdAt: TS + 1 }), added({}, { event: 'X' }), '{', '[]']) {
      assert.notEqual(id(other), id(added()));
    }
    const goal = (reward: string) => ({
      ...{ event: 'PARTICIPANT_REACHED_A_GOAL', createdAt: TS },
      data: { participant: { id: 'p1' }, reward: { id: reward } },
    });
    assert.notEqual(id(goal('r1')), id(goal('r2')));
  });

  it('says which program it is about', () => {
    const account = (body: unknown) => webhooks.accountOf(delivery(body));
    assert.equal(account(added()), CAMPAIGN);
    assert.equal(account({ event: 'CAMPAIGN_ENDED', createdAt: TS, data: { id: 'zz' } }), 'zz');
    assert.equal(account('{'), undefined);
  });
});

describe('growsurf simulator: webhooks', () => {
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
  });
  afterEach(() => receiver.close());

  const start = () => startSimulator({ webhookUrl: `${receiver.url}/webhooks/growsurf`, timeScale: 1_000_000 });
  const meaning = (one: Seen | undefined) => {
    assert.ok(one);
    const headers = one.headers as Record<string, string>;
    const arrived = { headers, rawBody: one.body, url: '', receivedAt: new Date() };
    assert.deepEqual(webhooks.verify(arrived, [SECRET]), { ok: true });
    assert.equal(webhooks.accountOf(arrived), CAMPAIGN);
    return webhooks.parse(arrived);
  };

  it('tell of a candidate, and of somebody who joined; not of one who was there', async () => {
    const growsurf = await start();
    const candidate = { advocateId: 'em1001', email: 'robin@mail.example', jobId: '601' };
    const { id } = (await growsurf.control('/referrals', candidate)).body;
    await until(() => receiver.seen.length === 1, 'the referral');
    assert.deepEqual(meaning(receiver.seen[0]), {
      ...{ outcome: 'event', event: { kind: 'referralStarted', advocacy: 'growsurf', referralId: id } },
    });
    const again = await growsurf.control('/referrals', { ...candidate, advocateId: 'em1002' });
    assert.deepEqual([again.status, again.body.id], [200, id]);
    await growsurf.control('/participants', { email: 'new.hire@acme.example' });
    await until(() => receiver.seen.length === 2, 'the participant');
    assert.equal(meaning(receiver.seen[1]).outcome, 'ignored');
    const connector = connectTo(growsurf.url);
    const webhook = (await connector.auditAccess?.())?.find(({ check }) => check === 'webhook');
    assert.equal(webhook?.status, 'ok');
    await connector.close();
    await growsurf.close();
  });

  it('come again after an error, with the same event and a time of their own', async () => {
    let calls = 0;
    reply = () => ({ status: (calls += 1) < 3 ? 500 : 200 });
    const growsurf = await start();
    await growsurf.control('/participants', { email: 'new.hire@acme.example' });
    await until(() => receiver.seen.length === 3, 'three attempts');
    const ids = receiver.seen.map((one) =>
      webhooks.eventId({ headers: {}, rawBody: one.body, url: '', receivedAt: NOW }),
    );
    assert.equal(new Set(ids).size, 1);
    await growsurf.close();
  });

  it('refuse controls they do not understand', async () => {
    const growsurf = await start();
    for (const [path, body, status] of [
      ['/referrals', { advocateId: 'em1001' }, 400],
      ['/referrals', { advocateId: 'nobody', email: 'a@b.example' }, 404],
      ['/participants', { email: 'no address' }, 400],
      ['/participants', { email: 'maya.lindqvist@acme.example' }, 409],
      ['/participants/nobody', {}, 404],
      ['/participants/em1001', { fraudRiskLevel: 'NONE' }, 400],
    ] as const) {
      assert.equal((await growsurf.control(path, body)).status, status, path);
    }
    await growsurf.close();
  });
});
