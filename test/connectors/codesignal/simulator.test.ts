import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhooks } from '../../../connectors/codesignal/webhooks.js';
import { startServer, until, type Reply, type Seen } from '../checkr/servers.js';
import { SECRET, startSimulator, type RunningSimulator } from './harness.js';

describe('codesignal simulator: GraphQL', () => {
  let codesignal: RunningSimulator;
  beforeEach(async () => {
    codesignal = await startSimulator();
  });
  afterEach(() => codesignal.close());

  const CREATE = `mutation Create($fields: TestSessionInput!) {
    createCompanyTestSession(sessionFields: $fields) { id status invitationUrl testTaker { email } }
  }`;
  const create = (fields: object) =>
    codesignal.graphql(CREATE, { fields: { testId: 'backendTest0000001', ...fields } });

  it('invites, and gives what is asked for and no more', async () => {
    const { status, body } = await create({ candidateEmail: 'ada@mail.example' });
    assert.equal(status, 200);
    const { id, ...rest } = body.data.createCompanyTestSession;
    assert.deepEqual(rest.testTaker, { email: 'ada@mail.example' });
    assert.equal(rest.status, 'pending');
    const read = await codesignal.graphql('query Q($id: ID!) { companyTestSession(id: $id) { maxScore } }', { id });
    assert.deepEqual(read.body, { data: { companyTestSession: { maxScore: 1000 } } });
  });

  it('refuses what is not in the schema, and who has no key', async () => {
    const unknown = await codesignal.graphql('{ companyTestSession(id: "x") { externalId } }');
    assert.deepEqual([unknown.status, unknown.body.errors[0].extensions.code], [400, 'GRAPHQL_VALIDATION_FAILED']);
    const broken = await codesignal.graphql('{ companyTestSession(');
    assert.deepEqual([broken.status, broken.body.errors[0].extensions.code], [400, 'GRAPHQL_PARSE_FAILED']);
    const stranger = await codesignal.graphql('{ company { id } }', {}, 'other');
    assert.deepEqual([stranger.status, stranger.body.errors[0].message], [401, 'Access Denied']);
    const missing = await codesignal.graphql('query Q($id: ID!) { companyTestSession(id: $id) { id } }');
    assert.ok(missing.body.errors.length > 0);
    assert.ok((await create({ testId: 'nothing' })).body.errors.length > 0);
  });

  it('lists the sessions of a test in pages, and those of an application', async () => {
    for (let n = 0; n < 25; n += 1) {
      await codesignal.control('POST', '/sessions', { email: `c${n}@mail.example`, applicationId: n });
    }
    const list = async (range: string) => {
      const query = `{ companyTestSessions(companyTestId: "backendTest0000001"${range}) { testTaker { email } } }`;
      return (await codesignal.graphql(query)).body.data.companyTestSessions as unknown[];
    };
    assert.equal((await list('')).length, 20);
    assert.equal((await list(', first: 10, offset: 20')).length, 5);
    const ofApplication =
      '{ atsCompanyTestSessions(id: "7", idType: greenhouseApplicationId) { testTaker { email } } }';
    assert.deepEqual((await codesignal.graphql(ofApplication)).body.data.atsCompanyTestSessions, [
      { testTaker: { email: 'c7@mail.example' } },
    ]);
    const nested = '{ companyTest(id: "backendTest0000001") { scoringModel { type } testSessions(first: 2) { id } } }';
    const { companyTest } = (await codesignal.graphql(nested)).body.data;
    assert.deepEqual([companyTest.scoringModel.type, companyTest.testSessions.length], ['raw', 2]);
  });

  it('refuses controls it does not understand', async () => {
    assert.equal((await codesignal.control('POST', '/sessions', { test: 'no such test' })).status, 404);
    assert.equal((await codesignal.control('POST', '/sessions', { score: 1 })).status, 400);
    assert.equal((await codesignal.control('POST', '/sessions/nothing/start')).status, 404);
    const { id } = (await codesignal.control('POST', '/sessions', {})).body;
    assert.equal((await codesignal.control('POST', `/sessions/${id}/finish`, { score: -1 })).status, 400);
    assert.equal((await codesignal.control('GET', '/sessions')).body.length, 1);
  });
});

describe('codesignal simulator: webhooks', () => {
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
  });
  afterEach(() => receiver.close());

  const url = () => `${receiver.url}/webhooks/codesignal`;
  const bodyOf = (one: Seen): any => JSON.parse(one.body.toString('utf8'));
  const arrived = (count: number) => until(() => receiver.seen.length >= count, `${count} webhooks`);
  const start = (options = {}) => startSimulator({ webhookUrl: url(), timeScale: 10_000_000, ...options });

  it('try the address, and are signed over it, the event and the time', async () => {
    const codesignal = await start();
    await arrived(1);
    assert.deepEqual(bodyOf(receiver.seen[0] as Seen), {});
    const { id } = (await codesignal.control('POST', '/sessions', { email: 'a@b.example', externalId: 'e1' })).body;
    await codesignal.control('POST', `/sessions/${id}/finish`, { score: 900 });
    await arrived(3);
    for (const one of receiver.seen) {
      const headers = one.headers as Record<string, string>;
      const delivery = { headers, rawBody: one.body, url: url(), receivedAt: new Date() };
      assert.deepEqual(webhooks.verify(delivery, [SECRET]), { ok: true });
      assert.equal(webhooks.verify(delivery, ['other']).ok, false);
    }
    const finished = receiver.seen.map(bodyOf).find((body) => body.event === 'companyTestSessionFinished');
    assert.equal(finished.payload.testSessionId, id);
    assert.equal(finished.payload.externalId, 'e1');
    assert.match(finished.payload.url, /accessToken=/);
    assert.ok(Math.abs(Date.now() - finished.triggeredOn) < 60_000);
    await codesignal.close();
  });

  it('name what happened to a session', async () => {
    const codesignal = await start();
    await arrived(1);
    const { id } = (await codesignal.control('POST', '/sessions', { test: 'proctoredTest00001' })).body;
    const steps: [string, object, string][] = [
      ['start', {}, 'companyTestSessionStarted'],
      ['finish', { score: 10 }, 'preScreenResultVerificationPending'],
      ['verify', { verified: false }, 'preScreenResultNotVerified'],
      ['verify', { verified: true }, 'preScreenResultVerified'],
      ['review', { suggested: true }, 'preScreenIntegrityReviewUpdated'],
      ['decline', {}, 'preScreenCandidateDeclined'],
      ['expire', {}, 'preScreenExpired'],
    ];
    await arrived(2);
    for (const [index, [step, body, event]] of steps.entries()) {
      await codesignal.control('POST', `/sessions/${id}/${step}`, body);
      await arrived(3 + index);
      assert.equal(bodyOf(receiver.seen[2 + index] as Seen).event, event);
    }
    await codesignal.close();
  });

  it('come again until they are answered 200, also after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codesignal-'));
    const stateFile = join(folder, 'codesignal.jsonl');
    try {
      reply = () => ({ status: 202 });
      const first = await start({ stateFile, timeScale: 1 });
      const { id } = (await first.control('POST', '/sessions', { applicationId: '1' })).body;
      await arrived(2);
      await first.close();
      reply = () => ({});
      const second = await start({ stateFile });
      await arrived(4);
      await until(() => second.simulator.webhooks?.list().every((one) => one.status === 'delivered') ?? false, 'all');
      assert.equal(receiver.seen.length, 4);
      assert.equal((await second.control('GET', '/sessions')).body[0].id, id);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
