import assert from 'node:assert/strict';
import { connector } from '../../../connectors/codesignal/index.js';
import type { ScreeningConnector } from '../../../connectors/roles/screening.js';
import { contextFor, failureOf, startServer, type Reply } from '../checkr/servers.js';
import { connectTo, KEY, startSimulator, type RunningSimulator } from './harness.js';

describe('codesignal connector, against the simulator', () => {
  let codesignal: RunningSimulator;
  let screening: ScreeningConnector;
  before(async () => {
    codesignal = await startSimulator();
    screening = connectTo(codesignal.url);
  });
  after(async () => {
    await screening.close();
    await codesignal.close();
  });

  const invite = async (body: object = {}): Promise<string> => {
    const invitation = { applicationId: 700123, email: 'ada@mail.example', ...body };
    return (await codesignal.control('POST', '/sessions', invitation)).body.id as string;
  };
  const take = (id: string, step: string, body: object = {}) =>
    codesignal.control('POST', `/sessions/${id}/${step}`, body);

  it('reads an open invitation, and whose it is', async () => {
    const id = await invite();
    assert.deepEqual(await screening.readResult(id), {
      result: {
        screening: 'codesignal',
        resultId: id,
        kind: 'skills_test',
        name: 'Backend engineering',
        status: 'pending',
        outcome: null,
        adjudication: null,
        score: null,
        maxScore: '1000',
        completedAt: null,
        updatedAt: null,
        url: null,
      },
      applicationId: '700123',
      email: 'ada@mail.example',
    });
  });

  for (const [score, outcome] of [
    [699, 'failed'],
    [700, 'passed'],
  ] as const) {
    it(`reads ${score} points as ${outcome}, by the label of the test's score range`, async () => {
      const id = await invite();
      await take(id, 'start');
      await take(id, 'finish', { score });
      const { result } = await screening.readResult(id);
      assert.deepEqual([result.status, result.score, result.outcome], ['complete', String(score), outcome]);
      assert.ok(result.completedAt);
      assert.equal(result.url, `https://app.codesignal.com/test-result/${id}`);
    });
  }

  it('knows the labels it is told', async () => {
    const id = await invite();
    await take(id, 'finish', { score: 900 });
    const own = connectTo(codesignal.url, {
      CODESIGNAL_PASSED_LABELS: 'Hire, Passed ',
      CODESIGNAL_FAILED_LABELS: 'No',
    });
    assert.equal((await own.readResult(id)).result.outcome, 'passed');
    const others = connectTo(codesignal.url, { CODESIGNAL_PASSED_LABELS: 'Hire' });
    assert.equal((await others.readResult(id)).result.outcome, null);
    await Promise.all([own.close(), others.close()]);
  });

  it('waits for the proctors, and leaves what they reject to a person', async () => {
    const [good, bad] = [
      await invite({ test: 'General coding, proctored' }),
      await invite({ test: 'proctoredTest00001' }),
    ];
    for (const id of [good, bad]) {
      await take(id, 'finish', { score: 900 });
      const { result } = await screening.readResult(id);
      assert.deepEqual([result.status, result.outcome], ['pending', null]);
    }
    await take(good, 'verify', { verified: true });
    await take(bad, 'verify', { verified: false });
    assert.equal((await screening.readResult(good)).result.outcome, 'passed');
    assert.equal((await screening.readResult(bad)).result.outcome, 'review');
  });

  it('reads suspicion, refusal and expiry', async () => {
    const [suspected, declined, expired] = [await invite(), await invite(), await invite()];
    await take(suspected, 'finish', { score: 900 });
    await take(suspected, 'review', { suggested: true });
    await take(declined, 'decline');
    await take(expired, 'expire');
    assert.equal((await screening.readResult(suspected)).result.outcome, 'review');
    assert.equal((await screening.readResult(declined)).result.status, 'canceled');
    assert.equal((await screening.readResult(expired)).result.status, 'canceled');
  });

  it('has no application for an invitation that was sent by hand, whatever its external id says', async () => {
    const id = await invite({ applicationId: undefined, externalId: '700999' });
    assert.equal((await screening.readResult(id)).applicationId, null);
  });

  it('says that a session does not exist', async () => {
    const failure = await failureOf(screening.readResult('nothing'));
    assert.equal(failure.type, 'VendorNotFound');
    assert.equal(failure.message, 'codesignal: there is no such test session');
  });

  it('tells its company, or why it is refused', async () => {
    assert.deepEqual(await screening.checkConnection(), { ok: true, detail: 'company Acme' });
    const stranger = connectTo(codesignal.url, { CODESIGNAL_API_KEY: 'unknown-key' });
    const { ok, detail } = await stranger.checkConnection();
    assert.equal(ok, false);
    assert.match(detail, /401/);
    assert.equal((await failureOf(stranger.readResult('x'))).type, 'VendorUnauthorized');
    await stranger.close();
  });

  it('waits a second when it is throttled', async () => {
    const tight = await startSimulator({ rateLimit: 1 });
    const blocked: string[] = [];
    const limiter = {
      acquire: () => Promise.resolve(),
      observe: () => undefined,
      block: (vendor: string) => void blocked.push(vendor),
    };
    const hurried = connectTo(tight.url, {}, { limiter });
    const failures = [];
    for (let n = 0; n < 5; n += 1) failures.push(await failureOf(hurried.readResult('any')));
    const throttled = failures.filter((failure) => failure.type === 'VendorThrottled');
    assert.ok(throttled.length > 0);
    assert.equal(Number(throttled[0]?.nextRetryDelay), 1_000);
    assert.deepEqual(new Set(blocked), new Set(['codesignal']));
    await hurried.close();
    await tight.close();
  });

  it('names the variable that is missing', () => {
    assert.throws(() => connector.create(contextFor({})), /CODESIGNAL_API_KEY/);
  });
});

describe('codesignal connector, against other legal answers', () => {
  async function read(reply: Reply) {
    const server = await startServer(() => reply);
    const screening = connectTo(server.url);
    try {
      return { reading: await screening.readResult('s1'), seen: server.seen };
    } finally {
      await screening.close();
      await server.close();
    }
  }
  const readSession = (session: object) =>
    read({ body: { data: { companyTestSession: { id: 's1', status: 'over', ...session } }, extensions: { cost: 2 } } });

  it('asks by POST with a bearer key, the id apart from the query', async () => {
    const { seen } = await readSession({});
    assert.equal(seen.length, 1);
    assert.deepEqual([seen[0]?.method, seen[0]?.path], ['POST', '/graphql']);
    assert.equal(seen[0]?.headers.authorization, `Bearer ${KEY}`);
    const { query, variables } = JSON.parse(String(seen[0]?.body)) as { query: string; variables: object };
    assert.deepEqual(variables, { id: 's1' });
    assert.ok(!query.includes('s1'));
  });

  it('does without all that may be null', async () => {
    const nothing = { maxScore: null, finishDate: null, labels: null, testTaker: null, test: null, result: null };
    const { reading } = await readSession({ ...nothing, integrations: null, verificationStatus: null });
    assert.deepEqual([reading.applicationId, reading.email, reading.result.score], [null, null, null]);
    assert.equal(reading.result.status, 'complete');
  });

  it("takes Lever's opportunity for the application where that is the ATS", async () => {
    const { reading } = await readSession({ integrations: { greenhouseApplicationId: '', leverOpportunityId: 'o-1' } });
    assert.equal(reading.applicationId, 'o-1');
  });

  for (const [place, changes] of [
    ['status', { status: 'paused' }],
    ['verificationStatus', { verificationStatus: 'maybe' }],
    ['result.score', { result: { score: 'high' } }],
    ['finishDate', { finishDate: 'soon' }],
  ] as const) {
    it(`fails on an undocumented ${place}, naming it`, async () => {
      const failure = await failureOf(readSession(changes));
      assert.equal(failure.type, 'VendorContract');
      assert.ok(failure.message.includes(`data.companyTestSession.${place}: `), failure.message);
    });
  }

  const errorOf = (message: string, code?: string, path?: unknown[]) => ({
    errors: [{ message, ...(path ? { path } : {}), ...(code ? { extensions: { code } } : {}) }],
    data: null,
  });
  const errors: [string, Reply, string][] = [
    ['access denied', { body: errorOf('Access Denied') }, 'VendorUnauthorized'],
    ['a forbidden field', { body: errorOf('no', 'FORBIDDEN', ['companyTestSession', 'result']) }, 'VendorUnauthorized'],
    ['an unknown key', { status: 401, body: errorOf('?') }, 'VendorUnauthorized'],
    ['too many requests', { body: errorOf("You are trying to access 'x' too often") }, 'VendorThrottled'],
    ['too many, by status', { status: 429, body: 'slow down' }, 'VendorThrottled'],
    [
      'a field that is gone',
      { status: 400, body: errorOf('Cannot query field "labels" on type "X".') },
      'VendorContract',
    ],
    ['an invalid query', { status: 400, body: errorOf('?', 'GRAPHQL_VALIDATION_FAILED') }, 'VendorContract'],
    ['a session that is gone', { body: errorOf('Test session not found') }, 'VendorNotFound'],
    ['a failure inside', { body: errorOf('boom', 'INTERNAL_SERVER_ERROR') }, 'VendorUnavailable'],
    ['a failure before it', { status: 503, body: '<html>' }, 'VendorUnavailable'],
    ['something else', { body: errorOf('ada@mail.example is odd') }, 'VendorRejected'],
    ['something else, by status', { status: 400, body: errorOf('odd') }, 'VendorRejected'],
    ['no data', { body: { data: {} } }, 'VendorContract'],
    ['no JSON', { body: 'soon' }, 'VendorContract'],
  ];
  for (const [name, reply, type] of errors) {
    it(`reads ${name} as ${type}, and quotes nothing`, async () => {
      const failure = await failureOf(read(reply));
      assert.equal(failure.type, type);
      assert.doesNotMatch(failure.message, /example|trying|labels|odd/);
    });
  }

  it('names the field that was refused, and the code', async () => {
    const body = errorOf('no', 'FORBIDDEN', ['companyTestSession', 'integrations']);
    const failure = await failureOf(read({ body }));
    assert.equal(failure.message, 'codesignal: companyTestSession.integrations FORBIDDEN');
  });

  it('does not take a partial answer for one', async () => {
    const data = { companyTestSession: { id: 's1', status: 'over', integrations: null } };
    const failure = await failureOf(read({ body: { ...errorOf('Access Denied'), data } }));
    assert.equal(failure.type, 'VendorUnauthorized');
  });
});
