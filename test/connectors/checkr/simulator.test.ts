import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhooks } from '../../../connectors/checkr/webhooks.js';
import { KEY, startSimulator, type RunningSimulator } from './harness.js';
import { startServer, until, type Reply, type Seen } from './servers.js';

describe('checkr simulator: API', () => {
  let checkr: RunningSimulator;
  beforeEach(async () => {
    checkr = await startSimulator();
  });
  afterEach(() => checkr.close());

  const ADA = { first_name: 'Ada', last_name: 'Byron', email: 'ada@mail.example', custom_id: '700123' };

  it('takes an order from candidate to report, by invitation', async () => {
    const candidate = await checkr.api('POST', '/v1/candidates', { ...ADA, ssn: '111-22-4645' });
    assert.equal(candidate.status, 201);
    assert.equal(candidate.body.ssn, 'XXX-XX-4645');
    const invited = await checkr.api('POST', '/v1/invitations', {
      candidate_id: candidate.body.id,
      package: 'essential',
    });
    assert.equal(invited.status, 201);
    assert.equal(invited.body.status, 'pending');
    assert.equal(Date.parse(invited.body.expires_at) - Date.parse(invited.body.created_at), 7 * 24 * 3_600_000);
    const done = await checkr.control('POST', `/invitations/${invited.body.id}/complete`);
    assert.equal(done.body.invitation.status, 'completed');
    const report = await checkr.api('GET', `/v1/reports/${done.body.report.id}`);
    assert.equal(report.body.status, 'pending');
    assert.equal(report.body.package, 'essential');
    assert.equal(report.body.candidate, undefined);
    const again = await checkr.api('GET', `/v1/candidates/${candidate.body.id}`);
    assert.deepEqual(again.body.report_ids, [report.body.id]);
    assert.deepEqual(again.body.invitation_ids, [invited.body.id]);
  });

  it('takes forms as well as JSON', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const made = await checkr.api('POST', '/v1/candidates', 'email=ada%40mail.example&custom_id=7', form);
    assert.equal(made.body.custom_id, '7');
  });

  it('ends invitations', async () => {
    const { id } = (await checkr.api('POST', '/v1/candidates', ADA)).body;
    const invite = async () =>
      (await checkr.api('POST', '/v1/invitations', { candidate_id: id, package: 'essential' })).body.id as string;
    const [first, second] = [await invite(), await invite()];
    assert.equal((await checkr.control('POST', `/invitations/${first}/expire`)).body.status, 'expired');
    assert.ok((await checkr.api('DELETE', `/v1/invitations/${second}`)).body.deleted_at);
    assert.equal((await checkr.control('POST', `/invitations/${first}/complete`)).status, 404);
    assert.equal((await checkr.api('GET', '/v1/invitations?status=expired')).body.count, 1);
  });

  it('orders a report directly, and engages', async () => {
    const { id } = (await checkr.api('POST', '/v1/candidates', ADA)).body;
    const report = await checkr.api('POST', '/v1/reports', { candidate_id: id, package: 'basic_plus' });
    assert.equal(report.status, 201);
    const path = `/v1/reports/${report.body.id}`;
    assert.equal((await checkr.api('POST', path, { adjudication: 'engaged' })).body.adjudication, 'engaged');
    assert.equal((await checkr.api('POST', path, { adjudication: 'post_adverse_action' })).status, 400);
    const embedded = (await checkr.api('GET', `${path}?include=documents,candidate`)).body;
    assert.equal(embedded.candidate.custom_id, '700123');
    assert.equal(embedded.candidate_id, id);
  });

  it('answers errors in the three forms', async () => {
    const unsigned = await checkr.api('GET', '/v1/account', undefined, { authorization: '' });
    assert.deepEqual([unsigned.status, unsigned.body.error.type], [401, 'invalid_request_error']);
    const unknown = await checkr.api('GET', '/v1/reports/nothing');
    assert.deepEqual([unknown.status, typeof unknown.body.error], [404, 'string']);
    const incomplete = await checkr.api('POST', '/v1/reports', { package: 'no such package' });
    assert.equal(incomplete.status, 400);
    assert.deepEqual(incomplete.body.errors, ['candidate_id is required']);
    assert.equal((await checkr.api('GET', '/v1/reports')).body.error.param, 'id');
    assert.equal((await checkr.api('GET', '/v1/nothing')).status, 404);
  });

  it('pages its lists', async () => {
    for (let n = 0; n < 30; n += 1) {
      await checkr.api('POST', '/v1/candidates', { email: `c${n}@mail.example`, custom_id: String(n) });
    }
    const first = (await checkr.api('GET', '/v1/candidates')).body;
    assert.deepEqual([first.object, first.data.length, first.count, first.previous_href], ['list', 25, 30, null]);
    const second = (await checkr.api('GET', first.next_href)).body;
    assert.deepEqual([second.data.length, second.next_href], [5, null]);
    assert.equal((await checkr.api('GET', '/v1/candidates?per_page=7&page=5')).body.data.length, 2);
    assert.equal((await checkr.api('GET', '/v1/candidates?custom_id=12')).body.data[0].email, 'c12@mail.example');
    assert.equal((await checkr.api('GET', '/v1/packages')).body.count, 3);
  });

  it('tells its rate limit, and throttles by it', async () => {
    const tight = await startSimulator({ rateLimit: 2 });
    // Five, as a minute may end in between.
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await tight.api('GET', '/v1/account'));
    assert.ok(answers.some((one) => one.status === 429 && one.headers.get('x-ratelimit-remaining') === '0'));
    assert.equal(answers[0]?.headers.get('x-ratelimit-limit'), '2');
    assert.ok(Number(answers[0]?.headers.get('x-ratelimit-reset')) * 1000 > Date.now() - 60_000);
    await tight.close();
  });

  it('refuses controls it does not understand', async () => {
    assert.equal((await checkr.control('POST', '/reports', {})).status, 400);
    assert.equal((await checkr.control('POST', '/reports/nothing/advance', {})).status, 404);
    const { id } = (await checkr.control('POST', '/reports', { applicationId: '1' })).body;
    assert.equal((await checkr.control('POST', `/reports/${id}/advance`, { status: 'done' })).status, 400);
    assert.equal((await checkr.control('POST', '/settings', { includeObject: 'yes' })).status, 400);
  });

  it('orders a second report for the candidate it knows', async () => {
    const order = async () => (await checkr.control('POST', '/reports', { applicationId: '1' })).body;
    const [one, other] = [await order(), await order()];
    assert.equal(one.candidate_id, other.candidate_id);
    assert.notEqual(one.id, other.id);
    assert.equal((await checkr.control('GET', '/reports')).body.length, 2);
  });
});

describe('checkr simulator: webhooks', () => {
  let receiver: Awaited<ReturnType<typeof startServer>>;
  let reply: () => Reply;
  beforeEach(async () => {
    reply = () => ({});
    receiver = await startServer(() => reply());
  });
  afterEach(() => receiver.close());

  const url = () => `${receiver.url}/webhooks/checkr`;
  const bodyOf = (one: Seen): any => JSON.parse(one.body.toString('utf8'));
  const types = () => receiver.seen.map((one) => bodyOf(one).type as string);
  const arrived = (count: number) => until(() => receiver.seen.length >= count, `${count} webhooks`);
  const start = (options = {}) => startSimulator({ webhookUrl: url(), timeScale: 10_000_000, ...options });

  it('are signed compact JSON, with the id alone unless told to hold the object', async () => {
    const checkr = await start();
    const { id } = (await checkr.control('POST', '/reports', { applicationId: '700123' })).body;
    await arrived(2);
    await checkr.control('POST', '/settings', { includeObject: true });
    await checkr.control('POST', `/reports/${id}/advance`, { status: 'complete', result: 'consider' });
    await arrived(3);
    for (const one of receiver.seen) {
      const headers = one.headers as Record<string, string>;
      const delivery = { headers, rawBody: one.body, url: url(), receivedAt: new Date() };
      assert.deepEqual(webhooks.verify(delivery, [KEY]), { ok: true });
      assert.equal(one.body.toString('utf8'), JSON.stringify(bodyOf(one)));
      assert.match(String(one.headers['user-agent']), /^Checkr-Webhook\//);
    }
    const created = receiver.seen.map(bodyOf).find((body) => body.type === 'report.created');
    assert.deepEqual(created.data.object, { id, object: 'report', uri: `/v1/reports/${id}` });
    const completed = bodyOf(receiver.seen[2] as Seen);
    assert.equal(completed.type, 'report.completed');
    assert.equal(completed.data.object.result, 'consider');
    await checkr.close();
  });

  const advances: [object, string[]][] = [
    [{ status: 'suspended' }, ['report.suspended']],
    [{ status: 'pending' }, ['report.resumed']],
    [{ status: 'paused' }, ['report.paused']],
    [{}, ['report.updated']],
    [{ status: 'complete' }, ['report.completed']],
    [{ result: 'consider' }, ['report.updated']],
    [{ adjudication: 'pre_adverse_action' }, ['report.pre_adverse_action']],
    [{ adjudication: 'post_adverse_action' }, ['report.post_adverse_action']],
    [{ status: 'dispute' }, ['report.disputed']],
    [{ status: 'complete', adjudication: 'engaged' }, ['report.completed', 'report.engaged']],
    [{ status: 'canceled' }, ['report.canceled']],
  ];
  it('name what happened to a report', async () => {
    const checkr = await start();
    const { id } = (await checkr.control('POST', '/reports', { applicationId: '1' })).body;
    await arrived(2);
    for (const [change, expected] of advances) {
      const before = receiver.seen.length;
      await checkr.control('POST', `/reports/${id}/advance`, change);
      await arrived(before + expected.length);
      assert.deepEqual(types().slice(before).sort(), [...expected].sort());
    }
    await checkr.close();
  });

  it('tell of candidates and invitations', async () => {
    const checkr = await start();
    const { id } = (await checkr.api('POST', '/v1/candidates', { email: 'ada@mail.example' })).body;
    const { body } = await checkr.api('POST', '/v1/invitations', { candidate_id: id, package: 'essential' });
    await checkr.control('POST', `/invitations/${body.id}/complete`);
    await arrived(4);
    assert.deepEqual(types().sort(), [
      'candidate.created',
      'invitation.completed',
      'invitation.created',
      'report.created',
    ]);
    await checkr.close();
  });

  it('come again until they are taken: a 404 is no final answer', async () => {
    let refusals = 3;
    reply = () => ({ status: refusals-- > 0 ? 404 : 200 });
    const checkr = await start();
    await checkr.api('POST', '/v1/candidates', { email: 'ada@mail.example' });
    await arrived(4);
    assert.equal(new Set(receiver.seen.map((one) => bodyOf(one).id)).size, 1);
    await until(() => checkr.simulator.webhooks?.list()[0]?.status === 'delivered', 'the delivery');
    await checkr.close();
  });

  it('come twice and out of order when told to', async () => {
    const checkr = await start();
    const { id } = (await checkr.control('POST', '/reports', { applicationId: '1' })).body;
    await arrived(2);
    await checkr.control('POST', '/webhooks/pause');
    await checkr.control('POST', `/reports/${id}/advance`, { status: 'suspended' });
    await checkr.control('POST', `/reports/${id}/advance`, { status: 'complete' });
    const newest = checkr.simulator.webhooks?.list().at(-1)?.id;
    await checkr.control('POST', `/webhooks/${newest}/redeliver`);
    await arrived(3);
    await checkr.control('POST', '/webhooks/resume');
    await arrived(5);
    assert.equal(types()[2], 'report.completed');
    assert.deepEqual(types().slice(3).sort(), ['report.completed', 'report.suspended']);
    const ids = receiver.seen.slice(2).map((one) => bodyOf(one).id as string);
    assert.equal(new Set(ids).size, 2);
    await checkr.close();
  });

  it('and all records survive a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkr-'));
    const stateFile = join(folder, 'checkr.jsonl');
    try {
      reply = () => ({ status: 503 });
      const first = await start({ stateFile, timeScale: 1 });
      const { id } = (await first.control('POST', '/reports', { applicationId: '1' })).body;
      await first.control('POST', '/settings', { includeObject: true });
      await arrived(2);
      await first.close();
      reply = () => ({});
      const second = await start({ stateFile });
      await arrived(4);
      assert.equal((await second.api('GET', `/v1/reports/${id}`)).body.id, id);
      assert.deepEqual((await second.control('GET', '/settings')).body, { includeObject: true });
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
