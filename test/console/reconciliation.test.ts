import assert from 'node:assert/strict';
import type { Finding } from '../../domain/reconciliation.js';
import { readDelivery } from '../../ledger/delivery-lookup.js';
import {
  closeDisappeared,
  failResolution,
  recordFindings,
  startResolution,
} from '../../ledger/reconciliation-items.js';
import { finishRun, startRun } from '../../ledger/reconciliation-runs.js';
import { keepTurn, takeTurn } from '../../ledger/reconciliation-turn.js';
import { reconciliationActionWorkflowId } from '../../workflows/contract.js';
import { startConsole, type TestConsole } from './harness.js';

const finding = (n: number, more: Partial<Finding> = {}): Finding => ({
  kind: 'ats_only',
  ...{ cause: `ats_only:${n}`, fingerprint: 'x', reason: 'It is missing.', owner: 'hr_ops' },
  ...{ applicationId: String(n), employeeIds: [], person: `Ada Byron ${n}`, differences: [] },
  ...{ suggestedMatch: { applicationId: null, employeeId: `e${n}`, why: 'the same e-mail' }, suggestedAction: 'adopt' },
  day: '2026-11-21',
  ...more,
});

describe('console API: the reconciliation queue', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  const RUN = { id: 'reconciliation:2026-11-22', startedAt: new Date('2026-11-22T07:00:00Z') };
  const queue = (...findings: Finding[]) => recordFindings(app.db, RUN, findings, new Date(Date.now() - 3 * 3_600_000));
  const items = async (query = '') =>
    (await app.get(`/api/reconciliation${query}`)).body.items as Record<string, any>[];
  const applications = async (query = '') => (await items(query)).map(({ applicationId }) => applicationId);

  it('lists what is open, the longest waiting first, in pages, and others on demand', async () => {
    await queue(finding(1));
    await queue(finding(2, { kind: 'differing', cause: 'differing:2' }));
    await queue(finding(3));
    assert.deepEqual(await applications(), ['1', '2', '3']);
    assert.deepEqual(await applications('?kind=differing'), ['2']);
    assert.deepEqual(await applications('?q=byron%203'), ['3']);
    const { body } = await app.get('/api/reconciliation?limit=2');
    assert.deepEqual(await applications(`?limit=2&before=${body.next}`), ['3']);
    assert.deepEqual(body.waiting.byKind, { ats_only: 2, hris_only: 0, differing: 1, doubled: 0 });
    const [first] = await items();
    await closeDisappeared(app.db, { id: 'next', startedAt: new Date() }, [first?.['id']]);
    assert.deepEqual(await applications('?status=closed'), ['1']);
    assert.deepEqual(await applications('?status=all'), ['3', '2', '1']);
    assert.equal((await app.get('/api/reconciliation?status=lost')).status, 400);
  });

  it('shows one with its age, the suggestion and the run of its last action', async () => {
    await queue(finding(1));
    const [{ id = '' } = {}] = await items();
    const shown = async () => (await app.get(`/api/reconciliation/${id}`)).body;
    const item = await shown();
    assert.ok(item.ageSeconds >= 3 * 3_600 && item.ageSeconds < 3 * 3_600 + 60);
    assert.deepEqual([item.runUrl, item.failure, item.suggestedMatch.employeeId], [null, null, 'e1']);
    const request = { itemId: id, action: 'write', requestedBy: 'console:dana', requestedAt: 'now' } as const;
    await startResolution(app.db, request, reconciliationActionWorkflowId(id));
    await failResolution(app.db, id, 'It did not work.');
    const after = await shown();
    assert.match(after.runUrl, /reconciliation-action/);
    assert.equal(after.failure, 'It did not work.');
    assert.equal((await app.get('/api/reconciliation/rec_none')).status, 404);
  });

  it('keeps a wish in the inbox, once for the item as it stands', async () => {
    await queue(finding(1));
    const [{ id = '' } = {}] = await items();
    const wish = () => app.post(`/api/reconciliation/${id}/resolve`, { action: 'adopt', employeeId: ' e7 ' });
    const { status, body } = await wish();
    assert.equal(status, 202);
    assert.deepEqual([body.accepted, body.itemId, body.action], [true, id, 'adopt']);
    assert.equal((await wish()).status, 202);
    const { rows } = await app.db.query<{ id: string }>('select id from deliveries');
    assert.equal(rows.length, 1, 'a second click is the same wish');
    const kept = await readDelivery(app.db, rows[0]?.id ?? '');
    assert.equal(kept?.event?.kind, 'reconciliationRequested');
    assert.equal(kept.event.request.employeeId, 'e7');
    assert.equal(kept.event.request.requestedBy, 'console:local');
    assert.equal(kept.workflowId, reconciliationActionWorkflowId(id));
    assert.equal(app.wakes(), 2);
    // Once that has failed, the same wish is another one.
    await startResolution(app.db, kept.event.request, kept.workflowId ?? '');
    await failResolution(app.db, id, 'no');
    await wish();
    assert.equal((await app.db.query('select id from deliveries')).rows.length, 2);
  });

  it('refuses what cannot be, and says why', async () => {
    await queue(finding(1, { suggestedMatch: null }));
    const [{ id = '' } = {}] = await items();
    const refused = async (path: string, body: unknown) => {
      const answer = await app.post(`/api/reconciliation/${path}/resolve`, body);
      return [answer.status, answer.body.reason];
    };
    assert.equal((await refused('rec_none', { action: 'write' }))[0], 404);
    assert.deepEqual(await refused(id, { action: 'burn' }), [
      400,
      'the body: action: expected one of write, adopt, link, ignore',
    ]);
    assert.deepEqual(await refused(id, { action: 'ignore', reason: ' ' }), [422, 'Ignoring it needs a reason.']);
    assert.deepEqual(await refused(id, { action: 'adopt' }), [422, 'Say which employee it is.']);
    const request = { itemId: id, action: 'write', requestedBy: 'console:dana', requestedAt: 'now' } as const;
    await startResolution(app.db, request, reconciliationActionWorkflowId(id));
    assert.deepEqual(await refused(id, { action: 'write' }), [409, 'Somebody is at it: write by console:dana.']);
    // One whose run was ended by hand is not left for ever.
    app.run.describe = () => Promise.resolve({ status: { name: 'TERMINATED' } });
    assert.equal((await refused(id, { action: 'write' }))[0], 202);
    assert.equal(app.wakes(), 1);
  });

  describe('its runs', () => {
    const window = { from: '2026-11-15T05:00:00Z', to: '2026-11-22T05:00:00Z' };
    const found = { ats_only: 1, hris_only: 0, differing: 0, doubled: 0 };

    it('are listed with the days they compared and what they found', async () => {
      await startRun(app.db, { id: RUN.id, kind: 'nightly', window, dryRun: false });
      await finishRun(app.db, RUN.id, { ats: 5, hris: 4, found, opened: 1, closed: 0 });
      const [run] = (await app.get('/api/reconciliation/runs')).body.items;
      assert.deepEqual(
        [run.from, run.to, run.outcome, run.counts.found.ats_only],
        ['2026-11-15', '2026-11-21', 'completed', 1],
      );
      assert.match(run.runUrl, /reconciliation%3A2026-11-22/);
    });

    it('say how far they are, and what they found', async () => {
      const path = `/api/reconciliation/runs/${encodeURIComponent(RUN.id)}`;
      assert.equal((await app.get(path)).status, 404);
      await startRun(app.db, { id: RUN.id, kind: 'manual', window, dryRun: true });
      await takeTurn(app.db, RUN.id);
      await keepTurn(app.db, RUN.id, { ats: 70, hris: 30, days: { done: 3, total: 6 }, atsRead: true });
      app.run.query = () => Promise.resolve({ step: 'reading', reason: null, result: null });
      const { progress } = (await app.get(path)).body;
      assert.deepEqual(progress, { step: 'reading', share: 0.45, ats: 70, hris: 30, lookUps: { done: 0, total: 0 } });
      await finishRun(app.db, RUN.id, { ats: 5, hris: 4, found, opened: 0, closed: 0 });
      const sample = [{ kind: 'ats_only', applicationId: '1', employeeIds: [], fields: [] }];
      // The run hears of its result a moment after the ledger.
      let asked = 0;
      app.run.query = () =>
        Promise.resolve({
          ...{ step: 'comparing', reason: null },
          result: (asked += 1) > 1 ? { sample, leftOut: ['a row'] } : null,
        });
      const done = (await app.get(path)).body;
      assert.deepEqual([done.progress, done.found, done.leftOut], [null, sample, ['a row']]);
    });

    it('are started for days that have come', async () => {
      const started: Record<string, any>[] = [];
      const { workflow } = app.context.temporal.client as unknown as { workflow: Record<string, unknown> };
      workflow['start'] = (_type: string, options: Record<string, any>) => {
        started.push(options);
        return Promise.resolve({});
      };
      const ask = (body: unknown) => app.post('/api/reconciliation/runs', body);
      const { status, body } = await ask({ from: '2026-03-07', to: '2026-03-08', dryRun: true });
      assert.equal(status, 202);
      assert.match(body.runId, /^reconciliation:manual:2026-03-07:2026-03-08:[0-9a-f]{8}$/);
      // The clock skips an hour on the second of them.
      const compared = { from: '2026-03-07T05:00:00.000Z', to: '2026-03-09T04:00:00.000Z' };
      assert.deepEqual(started[0]?.['args'], [{ kind: 'manual', window: compared, dryRun: true }]);
      assert.equal((await ask({ from: '2026-03-08', to: '2026-03-07' })).status, 422);
      assert.equal((await ask({ from: '2026-03-08', to: '2999-01-01' })).status, 422);
      assert.equal((await ask({ from: '2020-01-01', to: '2026-01-01' })).status, 422);
      assert.deepEqual(
        (await ask({ from: 'yesterday', to: '2026-03-08' })).body.reason,
        'the body: from: expected a day as YYYY-MM-DD',
      );
      workflow['start'] = () => Promise.reject(new Error('away'));
      assert.equal((await ask({ from: '2026-03-07', to: '2026-03-08' })).status, 503);
    });
  });
});
