import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { healthRoutes } from '../../ingress/health.js';
import { recordSilence } from '../../ledger/silent-runs.js';
import { startConsole, type TestConsole } from './harness.js';
import { differing, reconciled } from './reconciliation-seed.js';

const HOUR = 3_600_000;

describe('health', () => {
  let app: TestConsole;
  let server: Server | undefined;
  let temporal: () => Promise<unknown>;
  beforeEach(async () => {
    app = await startConsole();
    temporal = () => Promise.resolve({});
  });
  afterEach(async () => {
    server?.close();
    server = undefined;
    await app.stop();
  });

  async function ready(): Promise<{ status: number; body: any }> {
    if (!server) {
      const connection = {
        withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
        workflowService: { getSystemInfo: () => temporal() },
      };
      const context = { ...app.context, temporal: { ...app.context.temporal, connection } };
      const listening = express().use(healthRoutes(context as unknown as typeof app.context));
      server = await new Promise<Server>((resolve) => {
        const started = listening.listen(0, '127.0.0.1', () => resolve(started));
      });
    }
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`);
    return { status: response.status, body: await response.json() };
  }
  const madeHoursAgo = (hours: number) =>
    app.db.query(`update deployment set created_at = now() - $1 * interval '1 hour'`, [hours]);
  const finishedHoursAgo = (hours: number) =>
    app.db.query(`update reconciliation_runs set finished_at = now() - $1 * interval '1 hour'`, [hours]);

  it('names the reconciliation beside what readiness depends on', async () => {
    const { status, body } = await ready();
    assert.equal(status, 200);
    assert.deepEqual([body.ok, body.postgres, body.temporal], [true, true, true]);
    assert.deepEqual([body.reconciliation.lastFinishedAt, body.reconciliation.overdue], [null, false]);
    // Policy: 26 hours.
    assert.ok(Math.abs(Date.parse(body.reconciliation.since) - Date.now() - 26 * HOUR) < 5 * 60_000);
  });

  it('counts from when the ledger was made before the first run ever, and stays ready', async () => {
    await madeHoursAgo(25);
    assert.equal((await ready()).body.reconciliation.overdue, false);
    await madeHoursAgo(27);
    const { status, body } = await ready();
    assert.equal(status, 200);
    assert.equal(body.ok, true);
    assert.equal(body.reconciliation.overdue, true);
    assert.ok(Math.abs(Date.parse(body.reconciliation.since) - Date.now() + HOUR) < 60_000);
  });

  it('counts from the last run that kept the queue', async () => {
    await madeHoursAgo(1_000);
    await reconciled(app.db, 'night');
    const { reconciliation } = (await ready()).body;
    assert.equal(reconciliation.overdue, false);
    assert.match(reconciliation.lastFinishedAt, /Z$/);
    await finishedHoursAgo(27);
    assert.equal((await ready()).body.reconciliation.overdue, true);
    await app.db.query('update reconciliation_runs set finished_at = now(), dry_run = true');
    assert.deepEqual((await ready()).body.reconciliation.lastFinishedAt, null);
  });

  it('is not ready without Temporal, whatever the reconciliation does', async () => {
    temporal = () => Promise.reject(new Error('down'));
    const { status, body } = await ready();
    assert.equal(status, 503);
    assert.deepEqual([body.ok, body.postgres, body.temporal], [false, true, false]);
    assert.equal(body.reconciliation.overdue, false);
  });

  it('tells the console of an overdue reconciliation and of silent runs', async () => {
    await differing(app.db, 'night', ['1']);
    const quiet = (await app.get('/api/health')).body;
    assert.deepEqual([quiet.reconciliation.overdue, quiet.silentRuns], [false, []]);
    await finishedHoursAgo(30);
    const workflowId = 'hire:greenhouse:1';
    const silentSince = new Date(Date.now() - 2 * HOUR);
    await recordSilence(app.db, [
      { kind: 'hire', subject: workflowId, workflowId, reason: 'It stands at comparing.', silentSince },
      { kind: 'inbox', subject: 'inbox', workflowId: null, reason: '3 deliveries wait.', silentSince: new Date() },
    ]);
    const { reconciliation, silentRuns } = (await app.get('/api/health')).body;
    assert.equal(reconciliation.overdue, true);
    assert.deepEqual(silentRuns, [
      {
        kind: 'hire',
        workflowId,
        runUrl: 'http://temporal.test/namespaces/default/workflows/hire%3Agreenhouse%3A1',
        reason: 'It stands at comparing.',
        silentSince: silentSince.toISOString(),
      },
      { ...silentRuns[1], kind: 'inbox', workflowId: null, runUrl: null },
    ]);
  });
});
