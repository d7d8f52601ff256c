import assert from 'node:assert/strict';
import type { Finding } from '../../domain/reconciliation.js';
import {
  closeDisappeared,
  failResolution,
  finishResolution,
  recordFindings,
  startResolution,
  type QueuedItem,
} from '../../ledger/reconciliation-items.js';
import { countOpen, depthSeries, findItem, listItems } from '../../ledger/reconciliation-queue.js';
import { failRun, findRun, finishRun, lastFinishedRun, listRuns, startRun } from '../../ledger/reconciliation-runs.js';
import type { ReconciliationAction, ReconciliationRequest } from '../../schemas/reconciliation.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { WINDOW } from './reconciliation-sides.js';

const finding = (applicationId: string, change: Partial<Finding> = {}): Finding => ({
  kind: 'ats_only',
  cause: `ats_only:${applicationId}`,
  fingerprint: 'one',
  reason: 'The HRIS has no employee for it.',
  owner: 'hr_ops',
  applicationId,
  employeeIds: [],
  person: `Ada Lovelace ${applicationId}, Engineer`,
  differences: [],
  suggestedMatch: null,
  suggestedAction: 'write',
  day: '2026-11-20',
  ...change,
});

const differing = (pay: string): Finding =>
  finding('1', {
    ...{ kind: 'differing', cause: 'differing:1', employeeIds: ['21'], fingerprint: pay },
    differences: [{ field: 'compensation', ats: '130,000.00 USD per year', hris: pay }],
  });

describe('the reconciliation queue', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  /** A night's run that began two hours after midnight (UTC) of a day in November 2026. */
  const night = (day: number) => ({
    id: `reconciliation:2026-11-${day}`,
    startedAt: new Date(Date.UTC(2026, 10, day, 2)),
  });
  /** So many hours after that. */
  const later = (day: number, hours: number) => new Date(night(day).startedAt.getTime() + hours * 3_600_000);
  const record = (day: number, ...findings: Finding[]) =>
    recordFindings(database.pool, night(day), findings, later(day, 1));
  const all = async (): Promise<QueuedItem[]> => (await listItems(database.pool, {}, { limit: 100 })).items.reverse();
  const only = async (): Promise<QueuedItem> => {
    const items = await all();
    assert.equal(items.length, 1);
    return items[0]!;
  };
  const request = (itemId: string, action: ReconciliationAction, reason?: string): ReconciliationRequest => ({
    ...{ itemId, action, requestedBy: 'console:dana', requestedAt: '2026-11-20T12:00:00Z' },
    ...(reason ? { reason } : {}),
  });
  async function resolve(item: QueuedItem, action: ReconciliationAction, at: Date): Promise<void> {
    assert.ok(await startResolution(database.pool, request(item.id, action, 'hired elsewhere'), 'w'));
    assert.equal(await finishResolution(database.pool, item.id, undefined, at), true);
  }

  it('keeps one item for one cause, night after night', async () => {
    assert.equal(await record(20, finding('1'), finding('2')), 2);
    const [first] = await all();
    assert.equal(await record(21, finding('1', { reason: 'Its run failed.' })), 0);
    const [again, other] = await all();
    assert.equal(again?.id, first?.id);
    assert.deepEqual(again?.firstSeenAt, later(20, 1));
    assert.deepEqual(again?.lastSeenAt, later(21, 1));
    assert.equal(again?.reason, 'Its run failed.');
    assert.deepEqual(other?.lastSeenAt, later(20, 1));
    assert.equal(other?.status, 'open');
  });

  it('keeps all of a finding', async () => {
    const full = finding('1', {
      ...{
        suggestedMatch: { applicationId: null, employeeId: '21', why: 'the same e-mail' },
        suggestedAction: 'adopt',
      },
      differences: [{ field: 'startDate', ats: '2026-12-07', hris: null }],
      employeeIds: ['21', '22'],
    });
    await record(20, full);
    const { cause: _cause, fingerprint: _fingerprint, ...shown } = full;
    const item = await only();
    assert.deepEqual({ ...item, ...shown }, item);
    assert.deepEqual([item.resolution, item.request, item.failure, item.closedAt], [null, null, null, null]);
    assert.deepEqual(await findItem(database.pool, item.id), item);
    assert.equal(await findItem(database.pool, 'rec_none'), undefined);
  });

  it('records the same findings again without a change, and one cause once', async () => {
    assert.equal(await record(20, finding('1'), finding('1')), 1);
    assert.equal(await record(20, finding('1')), 1);
    assert.equal((await all()).length, 1);
    assert.equal(await record(20), 0);
  });

  describe('an item whose cause has disappeared', () => {
    it('closes when the run has checked it, and comes back as a new one', async () => {
      await record(20, finding('1'), finding('2'), finding('3'));
      const [one, two, three] = await all();
      await record(21, finding('3'));
      const checked = [one!.id, three!.id];
      assert.equal(await closeDisappeared(database.pool, night(21), checked, later(21, 1)), 1);
      const statuses = async () => Object.fromEntries((await all()).map(({ id, status }) => [id, status]));
      assert.deepEqual(await statuses(), { [one!.id]: 'closed', [two!.id]: 'open', [three!.id]: 'open' });
      const closed = await findItem(database.pool, one!.id);
      assert.deepEqual(closed?.resolution, {
        action: null,
        by: 'reconciliation',
        reason: 'Its cause has disappeared.',
      });
      assert.deepEqual(closed?.closedAt, later(21, 1));
      assert.equal(await record(22, finding('1')), 1);
      assert.equal(Object.values(await statuses()).length, 4);
    });

    it('stays when somebody has seen it since the run began, or is at it', async () => {
      await record(20, finding('1'), finding('2'));
      const [one, two] = await all();
      await recordFindings(database.pool, { id: 'manual', startedAt: later(21, 0.5) }, [finding('1')], later(21, 0.7));
      await startResolution(database.pool, request(two!.id, 'write'), 'w');
      assert.equal(await closeDisappeared(database.pool, night(21), [one!.id, two!.id]), 0);
    });
  });

  describe('an ignored item', () => {
    it('stays ignored until what differs changes', async () => {
      await record(20, differing('103,000.00 USD per year'));
      const item = await only();
      await resolve(item, 'ignore', later(20, 10));
      const ignored = await only();
      assert.equal(ignored.status, 'ignored');
      assert.deepEqual(ignored.resolution, { action: 'ignore', by: 'console:dana', reason: 'hired elsewhere' });
      assert.equal(await record(21, differing('103,000.00 USD per year')), 0);
      assert.equal((await only()).status, 'ignored');
      assert.equal(await record(22, differing('13,000.00 USD per year')), 1);
      const [before, now] = await all();
      assert.deepEqual([before?.id, before?.status, now?.status], [item.id, 'ignored', 'open']);
      assert.deepEqual(now?.firstSeenAt, later(22, 1));
      assert.equal(await record(23, differing('13,000.00 USD per year')), 0);
    });
  });

  describe('a resolution', () => {
    it('is one at a time; the same workflow may begin again', async () => {
      await record(20, finding('1'));
      const { id } = await only();
      const attempts = await Promise.all(
        ['a', 'b', 'c'].map((w) => startResolution(database.pool, request(id, 'write'), w)),
      );
      const [started] = attempts.filter((one) => one !== undefined);
      assert.equal(attempts.filter((one) => one !== undefined).length, 1);
      assert.equal(started?.status, 'resolving');
      assert.equal(started?.request?.action, 'write');
      assert.ok(await startResolution(database.pool, request(id, 'write'), started?.workflowId ?? ''));
      assert.equal(await startResolution(database.pool, request('rec_none', 'write'), 'a'), undefined);
    });

    it('that failed leaves the item in the queue, with why', async () => {
      await record(20, finding('1'));
      const { id, firstSeenAt } = await only();
      await startResolution(database.pool, request(id, 'write'), 'w');
      await failResolution(database.pool, id, 'bamboohr: 422');
      const item = await only();
      assert.deepEqual([item.status, item.failure, item.closedAt], ['open', 'bamboohr: 422', null]);
      assert.deepEqual(item.firstSeenAt, firstSeenAt);
      assert.equal((await startResolution(database.pool, request(id, 'write'), 'w2'))?.failure, null);
    });

    it('is finished once', async () => {
      await record(20, finding('1'));
      const item = await only();
      assert.equal(await finishResolution(database.pool, item.id), false);
      await resolve(item, 'write', later(20, 10));
      assert.equal((await only()).status, 'resolved');
      assert.equal(await finishResolution(database.pool, item.id), false);
      assert.equal(await startResolution(database.pool, request(item.id, 'write'), 'w'), undefined);
    });

    it('is not undone by a run that began before it, and does not hold against a later one', async () => {
      await record(20, finding('1'));
      await resolve(await only(), 'write', later(21, 0.5));
      assert.equal(await record(21, finding('1')), 0);
      assert.equal((await all()).length, 1);
      assert.equal(await record(22, finding('1')), 1);
    });

    it('closes the other half of the hire with it', async () => {
      await record(
        20,
        finding('1'),
        finding('9', { kind: 'hris_only', cause: 'hris_only:21', applicationId: null, employeeIds: ['21'] }),
        finding('2'),
      );
      const [one, third, other] = await all();
      await startResolution(database.pool, request(one!.id, 'adopt'), 'w');
      await finishResolution(database.pool, one!.id, { applicationId: '1', employeeId: '21' });
      assert.deepEqual(
        (await all()).map(({ status }) => status),
        ['resolved', 'open', 'closed'],
      );
      assert.equal((await findItem(database.pool, other!.id))?.resolution?.by, 'console:dana');
      assert.equal((await findItem(database.pool, third!.id))?.resolution, null);
    });
  });

  it('is listed page by page, and searched', async () => {
    const ids = ['1', '2', '3', '4', '5'];
    await record(20, ...ids.map((id) => finding(id)), differing('1.00 USD per year'));
    const pages: (string | null)[][] = [];
    let after: number | undefined;
    do {
      const { items, next } = await listItems(
        database.pool,
        { status: 'open' },
        { limit: 2, ...(after ? { after } : {}) },
      );
      pages.push(items.map(({ applicationId }) => applicationId));
      after = next ?? undefined;
    } while (after);
    assert.equal(pages.flat().length, 6);
    assert.equal(new Set(pages.flat()).size, 5);
    const search = async (filter: Parameters<typeof listItems>[1]) =>
      (await listItems(database.pool, filter, { limit: 10 })).items.map(({ applicationId }) => applicationId).sort();
    assert.deepEqual(await search({ q: 'lovelace 3' }), ['3']);
    assert.deepEqual(await search({ q: '21' }), ['1']);
    assert.deepEqual(await search({ q: '4' }), ['4']);
    assert.deepEqual(await search({ q: '%' }), []);
    assert.deepEqual(await search({ kind: 'differing' }), ['1']);
    assert.deepEqual(await search({ status: 'ignored' }), []);
  });

  it('counts what waits', async () => {
    assert.deepEqual(await countOpen(database.pool), {
      ...{ total: 0, oldest: null, byKind: { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 } },
    });
    await record(20, finding('1'), finding('2'));
    await record(21, differing('1.00 USD per year'));
    const [one, two] = await all();
    await startResolution(database.pool, request(one!.id, 'write'), 'w');
    await resolve(two!, 'ignore', later(21, 3));
    assert.deepEqual(await countOpen(database.pool), {
      ...{ total: 2, oldest: later(20, 1), byKind: { ats_only: 1, hris_only: 0, differing: 1, doubled: 0 } },
    });
  });

  it("has a depth at the end of each of the company's days, across a change of its clocks", async () => {
    const zone = 'America/New_York';
    // 1 November 2026 is 25 hours long there; 00:00 on the 2nd is 05:00 UTC.
    const at = (text: string) => new Date(text);
    const run = (id: string, startedAt: string) => ({ id, startedAt: at(startedAt) });
    await startRun(database.pool, { id: 'r', kind: 'nightly', window: WINDOW, dryRun: false });
    const counts = {
      ats: 0,
      hris: 0,
      found: { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 },
      opened: 0,
      closed: 0,
    };
    await finishRun(database.pool, 'r', counts);
    await database.pool.query(`update reconciliation_runs set finished_at = '2026-10-31T06:10:00Z'`);
    await recordFindings(
      database.pool,
      run('a', '2026-10-31T06:00:00Z'),
      [finding('1'), finding('2')],
      at('2026-10-31T06:05:00Z'),
    );
    const [one, two] = await all();
    await resolve(one!, 'write', at('2026-11-02T04:59:59Z'));
    await resolve(two!, 'write', at('2026-11-02T05:00:01Z'));
    await recordFindings(database.pool, run('b', '2026-11-03T07:00:00Z'), [finding('3')], at('2026-11-03T07:05:00Z'));
    const series = await depthSeries(database.pool, zone, 5, at('2026-11-03T17:00:00Z'));
    assert.deepEqual(
      series.map(({ date, depth }) => [date, depth]),
      [
        ['2026-10-30', null],
        ['2026-10-31', 2],
        ['2026-11-01', 1],
        ['2026-11-02', 0],
        ['2026-11-03', 1],
      ],
    );
    assert.deepEqual(series[3]?.startsAt, at('2026-11-02T05:00:00Z'));
  });

  it('knows its runs, and the last that kept it', async () => {
    const { pool } = database;
    assert.equal(await lastFinishedRun(pool), undefined);
    const counts = {
      ats: 3,
      hris: 3,
      found: { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 },
      opened: 1,
      closed: 0,
    };
    for (const [id, kind, dryRun] of [
      ['night', 'nightly', false],
      ['hand', 'manual', false],
      ['dry', 'manual', true],
      ['lost', 'catch-up', false],
    ] as const) {
      await startRun(pool, { id, kind, window: WINDOW, dryRun });
      if (id !== 'lost') await finishRun(pool, id, counts);
    }
    await failRun(pool, 'lost', 'greenhouse: 503');
    assert.equal((await lastFinishedRun(pool))?.id, 'hand');
    assert.equal((await lastFinishedRun(pool, 'scheduled'))?.id, 'night');
    const night = await findRun(pool, 'night');
    assert.deepEqual(night?.counts, counts);
    assert.deepEqual(night?.window, { from: new Date(WINDOW.from), to: new Date(WINDOW.to) });
    assert.equal((await findRun(pool, 'lost'))?.failure, 'greenhouse: 503');
    assert.deepEqual(
      (await listRuns(pool, 2)).map(({ id }) => id),
      ['lost', 'dry'],
    );
    const again = await startRun(pool, { id: 'lost', kind: 'catch-up', window: WINDOW, dryRun: false });
    assert.deepEqual([again.outcome, again.failure], ['running', null]);
  });
});
