import assert from 'node:assert/strict';
import { beginGoLiveRun, goLiveAt, recordGoLiveReport, type GoLiveOutcome } from '../../ledger/go-live.js';
import { recordDrift } from '../../ledger/vendor-drift.js';
import { meterUsage } from '../../ledger/vendor-usage.js';
import { unlimited } from '../../connectors/rate-limiter.js';
import type { GoLiveReport } from '../../schemas/go-live.js';
import { startConsole, type TestConsole } from '../console/harness.js';
import { report } from './report.js';

interface Started {
  type: string;
  workflowId: string;
}

describe('console API: going live, drift, limits', () => {
  let app: TestConsole;
  let started: Started[];
  const open = async () => {
    app = await startConsole();
    started = [];
    Object.assign(app.context.temporal.client.workflow, {
      start: (type: string, { workflowId }: { workflowId: string }) =>
        Promise.resolve(void started.push({ type, workflowId })),
    });
  };
  afterEach(() => app.stop());

  const wishes = async () =>
    (
      await app.db.query<{ event: Record<string, unknown>; workflow_id: string }>(
        'select event, workflow_id from deliveries',
      )
    ).rows;
  const despite = async () =>
    (await app.db.query<{ despite: string | null }>('select went_live_despite as despite from deployment')).rows[0]
      ?.despite;
  const NOT_TRIED: GoLiveReport['sections'][number] = {
    ...{ id: 'candidates', title: 'Seeded test candidates' },
    checks: [
      { name: 'stages', status: 'skipped', expected: null, found: null, detail: 'Nothing is written.', link: null },
    ],
  };
  async function runIs(id: string, outcome: GoLiveOutcome, more: Partial<GoLiveReport> = {}): Promise<void> {
    const run = { id, requestedBy: 'console:dana', write: true, workflowId: `go-live:${id}`, runUrl: 'http://ui/run' };
    await beginGoLiveRun(app.db, { ...run, report: { ...report(id), sections: [], doing: 'beginning' } });
    await recordGoLiveReport(app.db, { ...report(id), ...more }, outcome);
  }

  it('keeps the wish for a check in the inbox, with test records in a sandbox', async () => {
    await open();
    const { status, body } = await app.post('/api/golive', { jobId: '601', stepLimit: '90s' });
    assert.equal(status, 202);
    const [wish] = await wishes();
    assert.deepEqual(wish?.event, {
      ...{ kind: 'goLiveRequested', goLiveId: body.id, requestedBy: wish?.event['requestedBy'] },
      ...{ write: true, jobId: '601', stepLimitMs: 90_000 },
    });
    assert.equal(wish?.workflow_id, `go-live:${body.id}`);
    assert.match(body.runUrl, /go-live/);
    assert.equal(app.wakes(), 1);
    assert.equal((await app.post('/api/golive', { stepLimit: 'soon' })).status, 400);
  });

  it('writes nothing in production unless it is told to', async () => {
    await open();
    (app.context.environment as Record<string, string>)['HIRELINE_ENVIRONMENT'] = 'production';
    await app.post('/api/golive', {});
    await app.post('/api/golive', { write: true });
    assert.deepEqual(
      (await wishes()).map(({ event }) => event['write']),
      [false, true],
    );
  });

  it('gives a report, the newest first in the list', async () => {
    await open();
    await runIs('one', 'failed');
    await runIs('two', 'passed');
    const { body } = await app.get('/api/golive');
    assert.deepEqual(
      body.items.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome]),
      [
        ['two', 'passed'],
        ['one', 'failed'],
      ],
    );
    assert.equal(body.items[0].report, undefined);
    assert.deepEqual((await app.get('/api/golive/one')).body.report, report('one'));
    assert.equal((await app.get('/api/golive/none')).status, 404);
  });

  it('is declared live after a check that passed, once', async () => {
    await open();
    assert.equal((await app.post('/api/golive/declare', {})).status, 409);
    await runIs('one', 'passed');
    await runIs('two', 'failed');
    const refused = await app.post('/api/golive/declare', {});
    assert.deepEqual(
      [refused.status, refused.body.reason],
      [409, 'The newest go-live check is failed. Make one with test candidates, or say why in "despite".'],
    );
    assert.equal(await goLiveAt(app.db), null);
    assert.equal((await app.post('/api/golive/declare', { despite: '' })).status, 400);
    await runIs('three', 'passed');
    const { status, body } = await app.post('/api/golive/declare', {});
    assert.equal(status, 200);
    assert.equal((await goLiveAt(app.db))?.toISOString(), body.wentLiveAt);
    assert.equal(await despite(), null);
    assert.equal((await app.post('/api/golive/declare', {})).body.wentLiveAt, body.wentLiveAt);
  });

  it('is not declared live by a check that has only read, unless somebody says why', async () => {
    await open();
    await runIs('one', 'passed', { sections: [NOT_TRIED] });
    const refused = await app.post('/api/golive/declare', {});
    assert.equal(refused.status, 409);
    assert.match(refused.body.reason, /no test candidate through the stages/);
    assert.equal(await goLiveAt(app.db), null);
    assert.equal((await app.post('/api/golive/declare', { despite: 'tried on the sandbox accounts' })).status, 200);
    assert.equal(await despite(), 'tried on the sandbox accounts');
  });

  it('lists drift with its runs, and asks them to try again', async () => {
    await open();
    const seen = { vendor: 'greenhouse', kind: 'answer', operation: 'GET /v3/offers', place: 'status' } as const;
    await recordDrift(
      app.db,
      { ...seen, expected: 'a word', found: 'text', mappedAt: ['fields.startDate.ats'] },
      'hire:greenhouse:7',
    );
    const { body } = await app.get('/api/drift');
    const [entry] = body.items;
    assert.deepEqual([entry.place, entry.mappedAt, entry.status], ['status', ['fields.startDate.ats'], 'open']);
    assert.equal(entry.runs[0].workflowId, 'hire:greenhouse:7');
    assert.deepEqual((await app.get('/api/drift?status=resolved')).body.items, []);
    const replayed = await app.post(`/api/drift/${entry.id}/replay`);
    assert.equal(replayed.status, 202);
    assert.equal((await wishes())[0]?.event['kind'], 'retryRequested');
    assert.equal((await app.post(`/api/drift/${entry.id}/replay`)).status, 409);
    assert.equal((await app.post('/api/drift/4711/replay')).status, 404);
    assert.equal((await app.post('/api/drift/x/replay')).status, 400);
  });

  it('starts a probe', async () => {
    await open();
    assert.equal((await app.post('/api/drift/probe')).status, 202);
    assert.equal(started[0]?.type, 'contractProbe');
  });

  it('tells what is used of the limits, in JSON and to Prometheus', async () => {
    await open();
    const limiter = meterUsage(unlimited, app.db, (error) => assert.fail(String(error)), 60_000);
    await limiter.acquire('greenhouse');
    limiter.observe('greenhouse', { limit: 50, remaining: 20 });
    await limiter.flush();
    const { body } = await app.get('/api/limits');
    assert.equal(body.alertAtPercent, 80);
    const [greenhouse] = body.items;
    assert.deepEqual([greenhouse.vendor, greenhouse.calls, greenhouse.peakPercent], ['greenhouse', 1, 60]);
    assert.equal(greenhouse.hours.length, 1);
    assert.equal((await app.get('/api/limits?hours=0')).status, 400);
    const { text } = await app.get('/metrics');
    assert.match(text, /^hireline_vendor_limit_peak_ratio\{vendor="greenhouse"\} 0\.6$/m);
    assert.match(text, /^hireline_vendor_calls_this_hour\{vendor="greenhouse"\} 1$/m);
  });
});
