import assert from 'node:assert/strict';
import type { AtsConnector } from '../../../connectors/roles/ats.js';
import { withLists, type Rows } from './canned-lists.js';
import { gathered } from './failures.js';
import { ADA, connectTo, startSimulator, type RunningSimulator } from './servers.js';

describe('greenhouse interviews against the simulator', () => {
  let server: RunningSimulator;
  let ats: AtsConnector;
  let application: string;
  const start = '2020-01-01T00:00:00.000Z';

  beforeEach(async () => {
    server = await startSimulator();
    ats = connectTo(server.url);
    application = String((await server.control('POST', '/hires', ADA))['application_id']);
  });
  afterEach(async () => {
    await ats.close();
    await server.close();
  });

  const schedule = async (changes: Record<string, unknown> = {}) => {
    const interview = { startsAt: '2026-12-01T10:00:00-05:00', endsAt: '2026-12-01T11:00:00-05:00', ...changes };
    return String((await server.control('POST', '/interviews', { applicationId: application, ...interview }))['id']);
  };
  const change = (id: string, changes: unknown) => server.control('PATCH', `/interviews/${id}`, changes);
  const listed = async (since = start) => {
    const { batches, failure } = await gathered(ats.listInterviews(since));
    assert.equal(failure, undefined);
    return batches.flat();
  };
  const only = async () => {
    const [interview, ...more] = await listed();
    assert.ok(interview && more.length === 0);
    return interview;
  };
  /** An instant after all changes so far. */
  const later = async () => {
    await new Promise((resolve) => setTimeout(resolve, 3));
    return new Date().toISOString();
  };

  it('gives an interview with its panel, without the organizer', async () => {
    const id = await schedule({
      ...{ location: 'Room 4', videoUrl: 'https://meet.example/x', externalEventId: 'ev1', organizerId: 4007 },
      panel: [4003, 4001, 'guest@partner.example'],
    });
    const { version, ...interview } = await only();
    assert.match(version, /Z-[0-9a-f]{8}$/);
    assert.deepEqual(interview, {
      interviewId: id,
      applicationId: application,
      status: 'scheduled',
      externalEventId: 'ev1',
      time: { startsAt: '2026-12-01T15:00:00.000Z', endsAt: '2026-12-01T16:00:00.000Z', timeZone: null },
      location: 'Room 4',
      videoUrl: 'https://meet.example/x',
      panelists: [
        { name: 'Sam Carter', email: 'sam.carter@acme.example' },
        { name: 'Maya Lindqvist', email: 'maya.lindqvist@acme.example' },
        { name: null, email: 'guest@partner.example' },
      ],
    });
  });

  it('keeps an organizer who assesses the candidate', async () => {
    await schedule({ organizerId: 4007, panel: [4007] });
    assert.deepEqual(
      (await only()).panelists.map(({ name }) => name),
      ['Alex Kim'],
    );
  });

  it('tells what became of an interview', async () => {
    const id = await schedule();
    const stands = async (changes: Record<string, unknown>) => {
      await change(id, changes);
      const { status, time } = await only();
      return [status, time !== null];
    };
    assert.deepEqual(await stands({ status: 'awaiting_feedback' }), ['over', true]);
    assert.deepEqual(await stands({ status: 'complete' }), ['over', true]);
    assert.deepEqual(await stands({ status: 'scheduled' }), ['scheduled', true]);
    assert.deepEqual(await stands({ startsAt: null, endsAt: null }), ['unscheduled', false]);
    assert.deepEqual(await stands({ firstDay: '2026-12-03', lastDay: '2026-12-04' }), ['scheduled', true]);
    assert.deepEqual((await only()).time, { firstDay: '2026-12-03', lastDay: '2026-12-04' });
    assert.deepEqual(await stands({ status: 'skipped' }), ['over', true]);
    assert.deepEqual(await server.control('DELETE', `/interviews/${id}`), {});
    assert.deepEqual(await listed(), []);
  });

  it('gives a new version for each change, also of the panel alone, and nothing else since', async () => {
    const id = await schedule({ panel: [4001] });
    await schedule();
    const versions = [(await listed()).find(({ interviewId }) => interviewId === id)?.version];
    for (const changes of [{ location: 'Room 5' }, { panel: [4001, 4003] }]) {
      const since = await later();
      await change(id, changes);
      const [changed, ...more] = await listed(since);
      assert.deepEqual([changed?.interviewId, more.length], [id, 0], JSON.stringify(changes));
      versions.push(changed?.version);
    }
    assert.equal(new Set(versions).size, 3);
    assert.deepEqual(await listed(await later()), []);
  });

  it('reads panels in groups of fifty', async () => {
    for (let n = 0; n < 60; n += 1) await schedule({ panel: [4001] });
    const { batches } = await gathered(ats.listInterviews(start));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [50, 10],
    );
    assert.ok(batches.flat().every(({ panelists }) => panelists[0]?.name === 'Maya Lindqvist'));
    const calls = await server.calls();
    assert.equal(calls.filter(({ path }) => path === '/v3/users').length, 1);
    assert.equal(calls.filter(({ query }) => query.startsWith('?interview_ids=')).length, 2);
  });
});

describe('greenhouse interviews against other servers', () => {
  const interview = (id: number, more: Record<string, unknown> = {}) => ({
    ...{ id, application_id: 8, updated_at: '2026-11-20T08:00:00', status: 'Scheduled' },
    ...{ starts_at: '2026-12-01T10:00:00', ends_at: '2026-12-01T11:00:00+00:00', all_day_start_on: null },
    ...more,
  });
  const listed = (interviews: Rows, interviewers: Rows = [], users: Rows = []) =>
    withLists({ '/v3/interviews': interviews, '/v3/interviewers': interviewers, '/v3/users': users }, async (ats) => {
      const { batches, failure } = await gathered(ats.listInterviews('2026-11-20T00:00:00.000Z'));
      return { interviews: batches.flat(), failure };
    });

  it('takes every documented status, and times without a zone as UTC', async () => {
    const statuses = {
      to_be_scheduled: 'unscheduled',
      scheduled: 'scheduled',
      awaiting_feedback: 'over',
      complete: 'over',
      skipped: 'over',
      collect_feedback: 'over',
      to_be_sent: 'unscheduled',
      sent: 'unscheduled',
      received: 'unscheduled',
    };
    const rows = Object.keys(statuses).map((status, n) => interview(n + 1, { status }));
    const { interviews, failure } = await listed(rows);
    assert.equal(failure, undefined);
    assert.deepEqual(
      interviews.map(({ status }) => status),
      Object.values(statuses),
    );
    assert.ok(interviews.every(({ version }) => version.startsWith('2026-11-20T08:00:00.000Z-')));
    assert.deepEqual(interviews[1]?.time, {
      ...{ startsAt: '2026-12-01T10:00:00.000Z', endsAt: '2026-12-01T11:00:00.000Z', timeZone: null },
    });
  });

  it('takes an interview that is called scheduled but has no time for unscheduled', async () => {
    const { interviews } = await listed([interview(1, { starts_at: null, ends_at: null })]);
    assert.deepEqual([interviews[0]?.status, interviews[0]?.time], ['unscheduled', null]);
  });

  it('names panelists as far as they are known, in the order of the invitation', async () => {
    const { interviews } = await listed(
      [interview(1)],
      [
        { id: 12, interview_id: 1, user_id: 56, email: null },
        { id: 11, interview_id: 1, user_id: '55', email: null },
        { id: 13, interview_id: 1, user_id: 57, email: 'gone@acme.example' },
      ],
      [
        { id: 55, name: null, first_name: 'Ida', last_name: 'Ray', primary_email: 'ida@acme.example' },
        { id: 56, name: 'Bo Lund' },
      ],
    );
    assert.deepEqual(interviews[0]?.panelists, [
      { name: 'Ida Ray', email: 'ida@acme.example' },
      { name: 'Bo Lund', email: null },
      { name: null, email: 'gone@acme.example' },
    ]);
  });

  it('gives all that can be read before it fails with what cannot, without values', async () => {
    const table: [Rows, Rows, RegExp][] = [
      [[interview(1), interview(2, { status: 'postponed' }), interview(3)], [], /interview 2: status: /],
      [
        [interview(1), interview(2, { ends_at: null }), interview(3)],
        [],
        /interview 2: ends_at: expected starts_at and/,
      ],
      [
        [interview(1), interview(2, { starts_at: 'noon' }), interview(3)],
        [],
        /interview 2: starts_at: expected a time/,
      ],
      [
        [interview(1), interview(2, { all_day_start_on: 'noon' }), interview(3)],
        [],
        /interview 2: all_day_start_on: expected a date/,
      ],
      [
        [interview(1), interview(2), interview(3)],
        [{ id: 21, interview_id: 2, user_id: 'noon' }],
        /interviewer 21: user_id: expected an integer id/,
      ],
    ];
    for (const [rows, interviewers, message] of table) {
      const { interviews, failure } = await listed(rows, interviewers);
      assert.deepEqual(
        interviews.map(({ interviewId }) => interviewId),
        ['1', '3'],
        String(message),
      );
      assert.equal(failure?.type, 'VendorContract');
      assert.match(failure?.message ?? '', message);
      assert.doesNotMatch(failure?.message ?? '', /postponed|noon/);
    }
  });

  it('names ten of the rows that it could not read, and counts all', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => interview(n + 1, { status: 'postponed' }));
    const { interviews, failure } = await listed(rows);
    assert.deepEqual(interviews, []);
    assert.match(failure?.message ?? '', /12 left out .*interview 10: /);
    assert.doesNotMatch(failure?.message ?? '', /interview 11/);
  });
});
