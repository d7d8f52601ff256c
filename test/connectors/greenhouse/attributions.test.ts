import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../config/root.js';
import type { AtsAttribution, AtsConnector } from '../../../connectors/roles/ats.js';
import { withLists, type Rows } from './canned-lists.js';
import { failureOf, gathered } from './failures.js';
import { ADA, connectTo, startSimulator, type RunningSimulator } from './servers.js';

const PUBLISHED = join(projectRoot, '../shared/payloads/greenhouse');
const EVER = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

describe('greenhouse attributions against the simulator', () => {
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

  const hire = async (changes: Record<string, unknown> = {}) =>
    String((await server.control('POST', '/hires', { ...ADA, ...changes }))['application_id']);
  const all = async (window = EVER) => {
    const { batches, failure } = await gathered<AtsAttribution>(ats.listAttributions(window));
    assert.equal(failure, undefined);
    return batches.flat();
  };

  it('tells how far an application got', async () => {
    const id = await hire({ source: 'Indeed' });
    const read = async () => {
      const { offered, hiredAt, status, source } = await ats.readAttribution(id);
      return { offered, hired: hiredAt !== null, status, source };
    };
    const source = 'Indeed';
    assert.deepEqual(await read(), { offered: true, hired: false, status: 'active', source });
    await server.control('POST', `/applications/${id}/accept_offer`, { acceptedAt: '2026-11-20T08:00:00Z' });
    assert.equal((await ats.readAttribution(id)).hiredAt, '2026-11-20T08:00:00.000Z');
    await server.control('POST', `/applications/${id}/hire`);
    assert.deepEqual(await read(), { offered: true, hired: true, status: 'hired', source });
    assert.equal((await ats.readAttribution(id)).stage, null);
    await server.control('POST', `/applications/${id}/unhire`);
    await server.control('POST', `/applications/${id}/delete_offer`);
    assert.deepEqual(await read(), { offered: false, hired: false, status: 'active', source });
    assert.equal((await failureOf(ats.readAttribution('1'))).type, 'VendorNotFound');
  });

  it('lists the applications of a window, joined in batches', async () => {
    const appliedAt = '2026-11-10T09:00:00.000Z';
    await server.control('POST', '/hires/bulk', {
      count: 120,
      applied_at: appliedAt,
      source: 'Harbor Search Partners',
    });
    await hire({ applied_at: '2026-11-11T00:00:00.000Z' });
    await hire({ applied_at: '2026-11-09T23:59:59.999Z' });
    const before = (await server.calls()).length;
    const window = { from: '2026-11-10T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z' };
    const { batches } = await gathered<AtsAttribution>(ats.listAttributions(window));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [50, 50, 20],
    );
    const rows = batches.flat();
    assert.equal(new Set(rows.map(({ applicationId }) => applicationId)).size, 120);
    assert.ok(
      rows.every(
        (row) => row.appliedAt === appliedAt && row.source === 'Harbor Search Partners' && row.hiredAt !== null,
      ),
    );
    const paths = (await server.calls()).slice(before).map(({ path }) => path);
    const count = (path: string) => paths.filter((one) => one === path).length;
    assert.deepEqual(
      ['applications', 'offers', 'jobs', 'sources'].map((list) => count(`/v3/${list}`)),
      [1, 3, 1, 1],
    );
    assert.equal((await all()).length, 122);
  });

  it('reads those that exist, fifty a call', async () => {
    const made = (await server.control('POST', '/hires/bulk', { count: 60 })) as unknown as {
      application_id: number;
    }[];
    const ids = made.map(({ application_id }) => String(application_id));
    const read = await ats.readAttributions([...ids, '1', ids[0] ?? '']);
    assert.deepEqual(read.map(({ applicationId }) => applicationId).sort(), ids.sort());
    assert.deepEqual(await ats.readAttributions([]), []);
  });
});

describe('greenhouse attributions in the other forms that are left open', () => {
  const application = (id: number, changes: Record<string, unknown> = {}) => ({
    ...{ id, candidate_id: 7, job_id: '6', status: 'in_process', created_at: '2026-11-10T09:00:00', source_id: '3' },
    ...changes,
  });
  const LISTS: Record<string, Rows> = {
    '/v3/sources': [
      { id: 1, name: 'Indeed' },
      { id: 2, name: null },
      { id: 3, name: ' Referral ' },
    ],
    '/v3/jobs': [{ id: 6, opened_at: null }],
    '/v3/offers': [],
  };
  const listed = (lists: Record<string, Rows>) =>
    withLists({ ...LISTS, ...lists }, (ats) => gathered<AtsAttribution>(ats.listAttributions(EVER)));

  it('asks for applications only, from a time on, and keeps to the window itself', async () => {
    await withLists(
      {
        ...LISTS,
        '/v3/applications': [application(3, { created_at: '2026-11-12' }), application(2), application(1, { id: '1' })],
      },
      async (ats, urls) => {
        const window = { from: '2026-11-10T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z' };
        const { batches, failure } = await gathered<AtsAttribution>(ats.listAttributions(window));
        assert.equal(failure, undefined);
        assert.deepEqual(
          batches.flat().map((one) => [one.applicationId, one.appliedAt, one.source]),
          [
            ['2', '2026-11-10T09:00:00.000Z', 'Referral'],
            ['1', '2026-11-10T09:00:00.000Z', 'Referral'],
          ],
        );
        assert.equal(urls[0], '/v3/applications?created_at=gte|2026-11-10T00:00:00.000Z&prospect=false&per_page=500');
      },
    );
  });

  it('reads the fields in any form of a custom field', async () => {
    const table: [unknown, string | null][] = [
      [{ advocate_id: { name: 'Advocate', type: 'short_text', value: ' adv ' } }, 'adv'],
      [{ advocate_id: 'adv' }, 'adv'],
      [{ advocate_id: { name: 'Advocate', type: 'number', value: 12 } }, '12'],
      [{ advocate_id: { name: 'Advocate', type: 'single_select', value: { id: 1, name: 'adv' } } }, 'adv'],
      [{ advocate_id: { name: 'Advocate', type: 'short_text', value: '' } }, null],
      [{}, null],
      [null, null],
    ];
    for (const [custom_fields, expected] of table) {
      const { batches } = await listed({ '/v3/applications': [application(1, { custom_fields })] });
      assert.equal(batches[0]?.[0]?.advocateId, expected, JSON.stringify(custom_fields));
    }
  });

  it('has no name for a source that is not listed any more, and no day for a job that is gone', async () => {
    const rows = [
      application(3, { source_id: 99, job_id: 5 }),
      application(2, { source_id: 2 }),
      application(1, { source_id: null, job_id: null }),
    ];
    const { batches, failure } = await listed({ '/v3/applications': rows });
    assert.equal(failure, undefined);
    assert.deepEqual(
      batches.flat().map(({ source, jobId, jobOpenedAt }) => [source, jobId, jobOpenedAt]),
      [
        [null, '5', null],
        [null, '6', null],
        [null, null, null],
      ],
    );
  });

  it('takes the newest offer that stands', async () => {
    const offer = (id: number, version: number, status: string, resolved_at: string | null = null) => ({
      ...{ id, version, application_id: 1, status, resolved_at },
    });
    const table: [Rows, boolean, string | null][] = [
      [[offer(1, 1, 'Deprecated'), offer(2, 2, 'Created')], true, null],
      [[offer(1, 1, 'Deprecated', '2026-11-01T00:00:00Z')], false, null],
      [[offer(2, 2, 'accepted', '2026-11-02T00:00:00'), offer(1, 1, 'Deprecated')], true, '2026-11-02T00:00:00.000Z'],
      [[offer(1, 1, 'Rejected', '2026-11-02T00:00:00Z')], false, null],
    ];
    for (const [offers, offered, hiredAt] of table) {
      const { batches } = await listed({ '/v3/applications': [application(1)], '/v3/offers': offers });
      assert.deepEqual([batches[0]?.[0]?.offered, batches[0]?.[0]?.hiredAt], [offered, hiredAt]);
    }
  });

  it('gives all that can be read, then names what cannot', async () => {
    const { batches, failure } = await listed({
      '/v3/applications': [
        application(5),
        application(4, { status: 'paused' }),
        application(3, { custom_fields: { advocate_id: ['x'] } }),
        application(2, { job_id: 8 }),
        application(1),
        application(6),
      ],
      '/v3/jobs': [
        { id: 6, opened_at: '2026-11-01T00:00:00Z' },
        { id: 8, opened_at: 'soon' },
      ],
      '/v3/offers': [
        { id: 12, version: 1, application_id: 1, status: 'Maybe' },
        { id: 13, version: 1, application_id: 6, status: 'Accepted', resolved_at: null },
      ],
    });
    assert.deepEqual(
      batches.flat().map(({ applicationId }) => applicationId),
      ['5'],
    );
    assert.equal(failure?.type, 'VendorContract');
    for (const named of [
      /5 left out/,
      /application 6: resolved_at of offer 13/,
      /application 4: status/,
      /application 3: .*advocate_id: expected text, found a list of 1/,
    ])
      assert.match(failure?.message ?? '', named);
    assert.match(failure?.message ?? '', /job 8: opened_at.*offer 12: status/);
    assert.doesNotMatch(failure?.message ?? '', /paused|soon|Maybe/);
  });

  it('does not take an application that cannot be read for one that is not there', async () => {
    await withLists(
      { ...LISTS, '/v3/applications': [application(1, { candidate_id: null }), application(2)] },
      async (ats) => {
        for (const act of [ats.readAttribution('1'), ats.readAttributions(['1', '2'])]) {
          const failure = await failureOf(act);
          assert.deepEqual(
            [failure.type, /application 1: candidate_id/.test(failure.message)],
            ['VendorContract', true],
          );
        }
        assert.equal((await ats.readAttributions(['2', '3'])).length, 1);
      },
    );
  });

  it('reads the published examples', async function () {
    if (!existsSync(PUBLISHED)) return this.skip();
    const example = (file: string) => JSON.parse(readFileSync(join(PUBLISHED, file), 'utf8')) as Rows;
    const { batches, failure } = await listed({
      '/v3/applications': example('v3-applications-list-200.json'),
      '/v3/sources': [{ id: 1, name: 'Referral' }],
      '/v3/jobs': [{ id: 1, opened_at: '2024-01-01T00:00:00.000Z' }],
    });
    assert.equal(failure, undefined);
    assert.deepEqual(batches.flat(), [
      {
        ...{ applicationId: '1', candidateId: '1', jobId: '1', status: 'active', stage: 'Application Review' },
        ...{ offered: false, source: 'Referral', advocateId: null, referralId: null, consentAt: null },
        ...{ appliedAt: '2024-01-01T12:30:30.000Z', jobOpenedAt: '2024-01-01T00:00:00.000Z', hiredAt: null },
      },
    ]);
  });
});
