import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { burstTable, burstTargets } from '../../bench/burst/report.js';
import type { BurstMeasurement } from '../../bench/burst/measure.js';
import { engagementDeliveries, referralDeliveries } from '../../bench/burst/webhooks.js';
import { createAdvocacy } from '../../bench/vendor/advocacy.js';
import type { Routes } from '../../bench/vendor/answer.js';
import { ats } from '../../bench/vendor/ats.js';
import { createReferred } from '../../bench/vendor/referred.js';
import { loadConfiguration, modules } from '../../connectors/registry.js';
import { referralColumn } from '../../config/referral-map.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import type { AdvocacyConnector } from '../../connectors/roles/advocacy.js';
import type { AtsConnector } from '../../connectors/roles/ats.js';
import { memoryTokenStore } from '../../connectors/token-store.js';
import { auditedTrace } from '../../connectors/write-trace.js';
import { SANDBOX_CREDENTIALS } from '../../sandbox/credentials.js';
import { sandboxKeys } from '../../sandbox/keys.js';

const TRACE = auditedTrace('http://127.0.0.1:8233/namespaces/default/workflows/bench');

describe("a burst's webhooks", () => {
  const { webhooks } = modules.get('engagement') ?? {};
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  const read = (deliveries: ReturnType<typeof engagementDeliveries>) =>
    deliveries.flatMap(({ body, headers }) => {
      const delivery = { headers, rawBody: body, url: '', receivedAt: new Date() };
      assert.deepEqual(webhooks?.verify(delivery, [SANDBOX_CREDENTIALS.ENGAGEMENT_WEBHOOK_SECRET]), { ok: true });
      const parsed = webhooks?.parse(delivery);
      assert.ok(parsed?.outcome === 'event' && parsed.event.kind === 'engagementReported');
      return parsed.event.engagements;
    });

  for (const [count, batch, sent] of [
    [10, 1, 10],
    [10, 3, 4],
    [7, 500, 2],
    [0, 1, 0],
  ] as const) {
    it(`tell of ${count} shares and clicks, ${batch} at once, each with an id of its own`, () => {
      const deliveries = engagementDeliveries(count, batch);
      assert.equal(deliveries.length, sent);
      const engagements = read(deliveries);
      assert.equal(new Set(engagements.map(({ engagementId }) => engagementId)).size, count);
      assert.equal(engagements.filter(({ type }) => type === 'share').length, Math.ceil(count / 2));
    });
  }

  it('tell of referrals, each its own', () => {
    const source = modules.get('saasquatch')?.webhooks;
    const deliveries = referralDeliveries(3, pem).map(({ body, headers }) => ({
      ...{ headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])) },
      ...{ rawBody: body, url: '', receivedAt: new Date() },
    }));
    assert.deepEqual(
      deliveries.map((delivery) => source?.parse(delivery)),
      [0, 1, 2].map((n) => ({
        outcome: 'event',
        event: { kind: 'referralStarted', advocacy: 'saasquatch', referralId: `r-${n}` },
      })),
    );
    assert.equal(new Set(deliveries.map((delivery) => source?.eventId(delivery))).size, 3);
    assert.ok(deliveries.every((delivery) => source?.accountOf?.(delivery) === SANDBOX_CREDENTIALS.SAASQUATCH_TENANT));
  });
});

describe("a burst's vendors", () => {
  let folder: string;
  let close: () => Promise<void>;
  let advocacy: AdvocacyConnector;
  let greenhouse: AtsConnector;
  let url: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hireline-burst-'));
    const referred = createReferred();
    const routes: Record<string, Routes> = {
      greenhouse: (request) => referred(request) ?? ats(request),
      saasquatch: createAdvocacy(folder),
    };
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const [, vendor = '', ...path] = pathname.split('/');
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const asked = { method: request.method ?? '', path: `/${path.join('/')}`, query: searchParams, body };
        const answer = routes[vendor]?.(asked) ?? { status: 404 };
        response.writeHead(answer.status, { ...answer.headers, 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body ?? null));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { fieldMap, systems } = loadConfiguration({});
    const context = (role: 'ats' | 'advocacy') => ({
      environment: {
        ...SANDBOX_CREDENTIALS,
        GREENHOUSE_API_URL: `${url}/greenhouse`,
        GREENHOUSE_AUTH_URL: `${url}/greenhouse`,
        SAASQUATCH_API_URL: `${url}/saasquatch`,
      },
      ...{ bindings: role === 'ats' ? fieldMap.column('ats') : {}, referral: referralColumn(fieldMap.referral, role) },
      ...{ places: systems.places, limiter: unlimited, tokens: memoryTokenStore(), timeoutMs: 5_000 },
    });
    greenhouse = modules.get('greenhouse')?.create(context('ats')) as AtsConnector;
    advocacy = modules.get('saasquatch')?.create(context('advocacy')) as AdvocacyConnector;
    close = async () => {
      await Promise.all([greenhouse.close(), advocacy.close()]);
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    };
  });
  after(() => close());

  it('sign with the key that SaaSquatch publishes', async () => {
    const source = modules.get('saasquatch')?.webhooks;
    const [{ body, headers } = { body: Buffer.alloc(0), headers: {} }] = referralDeliveries(
      1,
      sandboxKeys(folder).saasquatchPrivateKey,
    );
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const delivery = { headers: lower, rawBody: body, url: '', receivedAt: new Date() };
    const verified = await source?.verify(delivery, [`${url}/saasquatch/.well-known/jwks.json`]);
    assert.deepEqual(verified, { ok: true });
  });

  it('have a complete referral of anybody, with consent, and keep what the advocate is shown', async () => {
    const referral = await advocacy.readReferral('r-7');
    const { advocateId, jobId, consentAt, candidate, status } = referral;
    assert.deepEqual([advocateId, jobId, consentAt, status], ['advocate-7', '601', '2026-11-20T08:59:00.000Z', null]);
    assert.deepEqual(Object.values(candidate).includes(null), false);
    assert.ok((await advocacy.readAdvocate(advocateId)).active);
    assert.ok(await advocacy.putStatus(referral, 'in_review', TRACE));
    assert.equal((await advocacy.readReferral('r-7')).status, 'in_review');
    assert.equal(await advocacy.putStatus(referral, 'in_review', TRACE), undefined);
  });

  it('take candidates and applications in, and find them again', async () => {
    assert.deepEqual(await greenhouse.findCandidatesByEmail('robin@mail.example'), []);
    const candidate = { firstName: 'Robin', lastName: 'Hale', email: 'robin@mail.example', phone: '+12125550123' };
    const { recordId: candidateId = '' } = await greenhouse.createCandidate(candidate, TRACE);
    const [found] = await greenhouse.findCandidatesByEmail('Robin@mail.example');
    assert.deepEqual([found?.candidateId, found?.phones], [candidateId, ['+12125550123']]);
    assert.equal((await greenhouse.readCandidate(candidateId)).firstName, 'Robin');
    const attribution = {
      ...{ advocateId: 'advocate-7', referralId: 'r-7', consentAt: '2026-11-20T08:59:00.000Z' },
      advocate: { name: 'Advocate 7', email: 'advocate-7@acme.example' },
    };
    const made = await greenhouse.createApplication({ candidateId, jobId: '601', attribution }, TRACE);
    const [application] = await greenhouse.listApplications(candidateId);
    assert.deepEqual([application?.applicationId, application?.status], [made.recordId, 'active']);
    const read = await greenhouse.readAttribution(made.recordId ?? '');
    assert.deepEqual([read.advocateId, read.referralId, read.source], ['advocate-7', 'r-7', 'Referral']);
    assert.equal(await greenhouse.putAttribution(read.applicationId, attribution, TRACE), undefined);
    const other = { ...attribution, referralId: 'r-8' };
    assert.ok(await greenhouse.putAttribution(read.applicationId, other, TRACE));
    assert.equal((await greenhouse.readAttribution(read.applicationId)).referralId, 'r-8');
  });

  it('list numbers by when they changed, in pages', async () => {
    const before = new Date(Date.now() - 1).toISOString();
    for (let n = 0; n < 501; n += 1) {
      const phone = `+1212${2_000_000 + n}`;
      await greenhouse.createCandidate({ firstName: 'A', lastName: 'B', email: `n${n}@mail.example`, phone }, TRACE);
    }
    const pages: number[] = [];
    for await (const page of greenhouse.listCandidatePhones(before)) pages.push(page.length);
    assert.deepEqual(pages, [500, 1]);
    for await (const page of greenhouse.listCandidatePhones('2100-01-01T00:00:00.000Z')) assert.equal(page.length, 0);
  });

  it('leave everybody else to the other benchmarks', async () => {
    assert.equal((await greenhouse.readApplication('9000001')).status, 'hired');
    assert.ok((await greenhouse.readHire('9000001')).fields);
  });
});

describe("a burst's report", () => {
  const hires = (p50: number) => ({ hires: 10, ack: { p50: 5, p99: 9 }, endToEnd: { p50, p99: p50 * 2 } });
  const measurement = (changes: Partial<BurstMeasurement> = {}): BurstMeasurement => ({
    ...{ batch: 1, alone: hires(200), meanwhile: hires(280), absorbed: { engagements: 12.3, referrals: 61 } },
    engagements: { webhooks: 100, ack: { p50: 20, p99: 90 }, seconds: 4 },
    ...{ referrals: null, loss: { webhooks: 0, engagements: 0, referrals: 0, twice: 0 } },
    ...changes,
  });
  const met = (changes: Partial<BurstMeasurement>) => burstTargets([measurement(changes)]).map((target) => target.met);

  it('holds it to no loss, and to hires that take at most half as long again', () => {
    assert.deepEqual(met({}), [true, true]);
    assert.deepEqual(met({ meanwhile: hires(300) }), [true, true]);
    assert.deepEqual(met({ meanwhile: hires(301) }), [true, false]);
    for (const name of ['webhooks', 'engagements', 'referrals', 'twice'] as const) {
      assert.deepEqual(met({ loss: { ...measurement().loss, [name]: 1 } }), [false, true]);
    }
    // More in the inbox than were sent is no better than fewer.
    assert.deepEqual(met({ loss: { ...measurement().loss, webhooks: -1 } }), [false, true]);
  });

  it('prints what happened', () => {
    const all = [measurement(), measurement({ batch: 100, absorbed: { engagements: 1, referrals: NaN } })];
    const table = burstTable(all, burstTargets(all));
    assert.match(
      table,
      /one event a webhook\n {2}shares and clicks +100 webhooks in 4\.0 s \(25\/s\), ack p50 20\.0, p99 90\.0/,
    );
    assert.match(table, /taken in after +shares and clicks 12\.3 s, referrals 61\.0 s/);
    assert.match(table, /referrals never/);
    assert.match(table, /slowdown +1\.40 × p50, 1\.40 × p99/);
    assert.match(
      table,
      /met {5}hires during the burst, 100 events a webhook: 1\.40 \(≤ 1\.5 × alone, end to end p50\)/,
    );
  });
});
