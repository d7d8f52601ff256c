import assert from 'node:assert/strict';
import type { AtsConnector, AtsHire } from '../../../connectors/roles/ats.js';
import { withLists, type Rows } from './canned-lists.js';
import { gathered } from './failures.js';
import { ADA, connectTo, startSimulator, type RunningSimulator } from './servers.js';

const DAY = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

describe('greenhouse accepted hires against the simulator', () => {
  let server: RunningSimulator;
  let ats: AtsConnector;

  beforeEach(async () => {
    server = await startSimulator();
    ats = connectTo(server.url);
  });
  afterEach(async () => {
    await ats.close();
    await server.close();
  });

  const accepted = async (acceptedAt: string): Promise<string> => {
    const { application_id } = await server.control('POST', '/hires', ADA);
    await server.control('POST', `/applications/${String(application_id)}/accept_offer`, { acceptedAt });
    return String(application_id);
  };
  const listed = async (window = DAY) => {
    const { batches, failure } = await gathered(ats.listAcceptedHires(window));
    assert.equal(failure, undefined);
    return batches.flat();
  };
  const idsOf = (hires: AtsHire[]) => hires.map(({ applicationId }) => applicationId).sort();

  it('gives the hires of the window, its start included and its end not, each as readHire gives it', async () => {
    await accepted('2026-11-19T23:59:59.999Z');
    const first = await accepted('2026-11-20T00:00:00Z');
    const last = await accepted('2026-11-20T18:59:59-05:00');
    await accepted('2026-11-21T00:00:00Z');
    await server.control('POST', '/hires', ADA);
    const hires = await listed();
    assert.deepEqual(idsOf(hires), [first, last].sort());
    for (const hire of hires) assert.deepEqual(hire, await ats.readHire(hire.applicationId));
  });

  it('gives a hire whose offer was changed, rejected or hired since, as it stands now', async () => {
    const changed = await accepted('2026-11-20T08:00:00Z');
    await server.control('PATCH', `/applications/${changed}/offer`, { salary: 140000, new_version: true });
    const waiting = await accepted('2026-11-20T09:00:00Z');
    await server.control('PATCH', `/applications/${waiting}/offer`, { salary: 140000, accepted: false });
    const again = await accepted('2026-11-20T10:00:00Z');
    await server.control('PATCH', `/applications/${again}/offer`, { salary: 150000, accepted: true });
    const rejected = await accepted('2026-11-20T11:00:00Z');
    await server.control('POST', `/applications/${rejected}/reject`);
    const unhired = await accepted('2026-11-20T12:00:00Z');
    await server.control('POST', `/applications/${unhired}/hire`);
    await server.control('POST', `/applications/${unhired}/unhire`);

    const hires = new Map((await listed()).map((hire) => [hire.applicationId, hire]));
    assert.deepEqual([...hires.keys()].sort(), [changed, rejected].sort());
    assert.equal(hires.get(changed)?.fields.compensation?.amount, '140000');
    assert.equal(hires.get(changed)?.offerVersion, 2);
    assert.equal(hires.get(rejected)?.applicationStatus, 'rejected');
    const now = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
    assert.deepEqual(idsOf(await listed(now)), [again]);
  });

  it('reads hundreds in groups of fifty and remembers what they share', async () => {
    await server.control('POST', '/hires/bulk', { count: 620, acceptedAt: '2026-11-20T12:00:00Z' });
    await server.control('POST', '/hires/bulk', { count: 3, acceptedAt: '2026-11-21T12:00:00Z', hired: false });
    const { batches, failure } = await gathered(ats.listAcceptedHires(DAY));
    assert.equal(failure, undefined);
    assert.ok(batches.every((batch) => batch.length <= 50));
    const hires = batches.flat();
    assert.equal(new Set(idsOf(hires)).size, 620);
    assert.ok(hires.every(({ applicationStatus }) => applicationStatus === 'hired'));
    assert.ok(hires.every(({ fields }) => fields.department === 'Engineering' && fields.manager?.id === '4001'));
    assert.ok(hires.every(({ acceptedAt, problems }) => acceptedAt === '2026-11-20T12:00:00.000Z' && !problems.length));
    const calls = (await server.calls()).map(({ path, query }) => `${path}${query}`);
    const count = (part: string) => calls.filter((call) => call.startsWith(part)).length;
    assert.equal(count('/v3/offers?status=Accepted&updated_at=gte'), 1);
    assert.equal(count('/v3/offers?cursor='), 1);
    assert.equal(count('/v3/applications?'), 13);
    assert.equal(count('/v3/candidates?'), 13);
    assert.deepEqual([count('/v3/jobs?'), count('/v3/users?'), count('/v3/departments?')], [1, 1, 1]);
  });

  it('tells problems of one hire with it, and gives the others', async () => {
    const good = await accepted('2026-11-20T08:00:00Z');
    const { application_id } = await server.control('POST', '/hires', { ...ADA, email: 'nobody' });
    await server.control('POST', `/applications/${String(application_id)}/accept_offer`, {
      acceptedAt: '2026-11-20T08:00:00Z',
    });
    const hires = new Map((await listed()).map((hire) => [hire.applicationId, hire]));
    assert.deepEqual(hires.get(good)?.problems, []);
    assert.deepEqual(
      hires.get(String(application_id))?.problems.map(({ field }) => field),
      ['personalEmail'],
    );
  });

  it('gives nothing where nothing was accepted', async () => {
    assert.deepEqual(await gathered(ats.listAcceptedHires(DAY)), { batches: [] });
  });

  it('throws on as the calls do', async () => {
    server.simulator.faults.add({ route: 'GET /v3/offers', kind: 'status', status: 502 });
    assert.equal((await gathered(ats.listAcceptedHires(DAY))).failure?.type, 'VendorUnavailable');
  });
});

describe('greenhouse accepted hires against other servers', () => {
  const offer = (id: number, application_id: number, more: Record<string, unknown> = {}) => ({
    ...{ id, version: 1, application_id, job_id: 6, candidate_id: application_id + 100, status: 'Accepted' },
    ...{ resolved_at: '2026-11-20T08:00:00Z', starts_on: '2026-12-01', custom_fields: {} },
    ...more,
  });
  const application = (id: number, more: Record<string, unknown> = {}) => ({
    ...{ id, candidate_id: id + 100, job_id: 6, status: 'hired' },
    ...more,
  });
  const candidate = (id: number) => ({ id, first_name: 'Ada', last_name: 'Byron', email_addresses: [] });
  const lists = (changes: Record<string, Rows> = {}): Record<string, Rows> => ({
    '/v3/offers': [offer(31, 1), offer(32, 2), offer(33, 3)],
    '/v3/applications': [application(1), application(2), application(3)],
    '/v3/candidates': [candidate(101), candidate(102), candidate(103)],
    '/v3/jobs': [{ id: 6, name: 'Engineer', department_id: null }],
    '/v3/users': [],
    ...changes,
  });
  const listed = (changes: Record<string, Rows>) =>
    withLists(lists(changes), async (ats, urls) => {
      const { batches, failure } = await gathered(ats.listAcceptedHires(DAY));
      return { hires: batches.flat(), failure, urls };
    });

  it('follows pages, and asks for nothing but filters that are documented', async () => {
    const { hires, failure, urls } = await listed({});
    assert.deepEqual([hires.map(({ applicationId }) => applicationId), failure], [['1', '2', '3'], undefined]);
    assert.deepEqual(urls.slice(0, 2), [
      '/v3/offers?status=Accepted&updated_at=gte|2026-11-20T00:00:00.000Z&per_page=500',
      '/v3/offers?cursor=status=Accepted&updated_at=gte%7C2026-11-20T00%3A00%3A00.000Z&per_page=500&from=2',
    ]);
    assert.ok(urls.includes('/v3/applications?ids=1,2,3'));
  });

  it('gives a hire whose candidate is not there, with a problem for each of its fields', async () => {
    const { hires, failure } = await listed({ '/v3/candidates': [candidate(101), candidate(103)] });
    assert.equal(failure, undefined);
    assert.deepEqual(
      hires.map(({ problems }) => problems.length > 0),
      [false, true, false],
    );
    const [problem] = hires[1]?.problems ?? [];
    assert.deepEqual(problem, {
      ...{ field: 'firstName', place: 'greenhouse candidate.first_name', found: 'nothing' },
      expected: 'a candidate with this id',
    });
    assert.ok(hires[1]?.problems.every(({ place }) => place.startsWith('greenhouse candidate.')));
  });

  it('tells a manager, job or department that cannot be read as a problem of the hire', async () => {
    const reports_to = { name: 'Manager', type: 'user', value: 55 };
    const { hires, failure } = await listed({
      '/v3/offers': [offer(31, 1, { custom_fields: { reports_to } }), offer(32, 2, { job_id: 7 }), offer(33, 3)],
      '/v3/users': [{ id: 55, name: 5 }],
      '/v3/jobs': [
        { id: 6, name: 'Engineer', department_id: null },
        { id: 7, name: 'Hidden', department_id: 'none' },
      ],
    });
    assert.equal(failure, undefined);
    assert.deepEqual(
      hires.map(({ problems }) => problems.map(({ field }) => field)),
      [['manager'], ['jobTitle'], []],
    );
    assert.match(hires[0]?.problems[0]?.expected ?? '', /^name: /);
  });

  it('gives all that can be read before it fails with what cannot, without values', async () => {
    const table: [Record<string, Rows>, string[], RegExp][] = [
      [
        { '/v3/applications': [application(1), application(2, { status: 'archived' }), application(3)] },
        ['1', '3'],
        /1 left out that could not be read: application 2: status: /,
      ],
      [{ '/v3/applications': [application(1), application(3)] }, ['1', '3'], /application 2: not found/],
      [
        { '/v3/offers': [offer(31, 1), offer(32, 2, { resolved_at: null }), offer(33, 3)] },
        ['1', '3'],
        /offer 32: resolved_at: expected a time/,
      ],
      [
        { '/v3/offers': [{ status: 'Secret' }, offer(32, 2)] },
        ['2'],
        /offer without an id \(1\): id: expected an integer id/,
      ],
      [
        { '/v3/offers': [offer(31, 1), offer(34, 1, { version: 'second', status: 'Created' })] },
        [],
        / 1 left out .*offer 34: version: /,
      ],
    ];
    for (const [changes, ids, message] of table) {
      const { hires, failure } = await listed(changes);
      assert.deepEqual(
        hires.map(({ applicationId }) => applicationId),
        ids,
        String(message),
      );
      assert.deepEqual([failure?.type, failure?.nonRetryable], ['VendorContract', true]);
      assert.match(failure?.message ?? '', message);
      assert.doesNotMatch(failure?.message ?? '', /archived|Secret|second/);
    }
  });

  it('counts the version that counts only', async () => {
    const { hires, failure } = await listed({
      '/v3/offers': [offer(36, 1, { version: 2, status: 'Created', resolved_at: null }), offer(31, 1), offer(32, 2)],
    });
    assert.deepEqual([hires.map(({ offerId }) => offerId), failure], [['32'], undefined]);
  });
});
