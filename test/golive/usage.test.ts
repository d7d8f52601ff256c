import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { unlimited } from '../../connectors/rate-limiter.js';
import { startAlerts } from '../../ingress/limit-watch.js';
import { createRateLimiter } from '../../ledger/rate-limits.js';
import { limitAlertsDue, listUsage, listWindows, meterUsage } from '../../ledger/vendor-usage.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

describe("what is used of the vendors' limits", function () {
  this.timeout(30_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const fail = (error: unknown) => assert.fail(String(error));
  const HOUR_AGO = () => new Date(Date.now() - 3_600_000);
  const meter = () => meterUsage(unlimited, database.pool, fail, 60_000);

  it('is counted over all processes, with the window that came nearest to its limit', async () => {
    const [one, two] = [meter(), meter()];
    for (const limiter of [one, two]) {
      for (let call = 0; call < 5; call += 1) await limiter.acquire('greenhouse');
    }
    await one.acquire('slack');
    one.observe('greenhouse', { limit: 50, remaining: 20 });
    one.observe('greenhouse', { limit: 50, remaining: 45 });
    two.observe('greenhouse', { limit: 100, remaining: 55 });
    two.block('slack', new Date());
    await Promise.all([one.flush(), two.flush()]);
    await one.flush();
    const usage = await listUsage(database.pool, HOUR_AGO());
    const of = (vendor: string) => {
      const hours = usage.filter((hour) => hour.vendor === vendor);
      return [
        hours.reduce((sum, { calls }) => sum + calls, 0),
        hours.reduce((sum, { throttled }) => sum + throttled, 0),
        Math.max(...hours.map(({ peakUsed, peakLimit }) => (peakUsed === null ? 0 : peakUsed / (peakLimit ?? 1)))),
      ];
    };
    assert.deepEqual(of('greenhouse'), [10, 0, 0.6]);
    assert.deepEqual(of('slack'), [1, 1, 0]);
  });

  it('shows what the vendor says is used of its window, and not the permits taken ahead', async () => {
    const limiter = createRateLimiter(database.pool, fail);
    limiter.observe('gusto', { limit: 200, remaining: 199, resetAt: new Date(Date.now() + 60_000) });
    await eventually('the limit', async () => (await listWindows(database.pool)).length > 0);
    for (let call = 0; call < 3; call += 1) await limiter.acquire('gusto');
    limiter.observe('gusto', { limit: 200, remaining: 196, resetAt: new Date(Date.now() + 60_000) });
    await limiter.flush();
    const shown = async () =>
      (await listWindows(database.pool)).map(({ vendor, limit, used }) => [vendor, limit, used]);
    assert.deepEqual(await shown(), [['gusto', 200, 4]]);
    await database.pool.query("update vendor_limits set observed_until = now() - interval '1 second'");
    assert.deepEqual(await shown(), [['gusto', 200, 0]]);
  });

  it('costs no statement a call, and none of the calls waits', async () => {
    let statements = 0;
    const counted = { query: () => ((statements += 1), new Promise<never>(() => undefined)) };
    const limiter = meterUsage(unlimited, counted as never, fail, 60_000);
    for (let call = 0; call < 1_000; call += 1) {
      await limiter.acquire('gusto');
      limiter.observe('gusto', { limit: 200, remaining: 200 - (call % 200) });
    }
    assert.equal(statements, 0);
    void limiter.flush();
    assert.equal(statements, 1);
  });

  it('does not stop a call when the ledger cannot be told', async () => {
    const errors: unknown[] = [];
    const limiter = meterUsage(
      unlimited,
      { query: () => Promise.reject(new Error('down')) } as never,
      (error) => errors.push(error),
      60_000,
    );
    await limiter.acquire('gusto');
    await limiter.flush();
    await limiter.acquire('gusto');
    assert.equal(errors.length, 1);
  });

  it('is told before a limit is reached, once an hour', async () => {
    const limiter = meter();
    const started: { workflowId: string; args: unknown[] }[] = [];
    const client = {
      withDeadline: (_at: number, call: () => Promise<unknown>) => call(),
      workflow: {
        start: (_type: string, options: { workflowId: string; args: unknown[] }) =>
          Promise.resolve(started.push(options)),
      },
    } as unknown as Client;
    limiter.observe('greenhouse', { limit: 50, remaining: 11 });
    await limiter.flush();
    assert.equal((await limitAlertsDue(database.pool, 80)).length, 0);
    assert.equal(await startAlerts(database.pool, client, 80), 0);
    limiter.observe('greenhouse', { limit: 50, remaining: 10 });
    await limiter.flush();
    assert.equal(await startAlerts(database.pool, client, 80), 1);
    assert.equal(await startAlerts(database.pool, client, 80), 0);
    const [alert] = started;
    assert.match(alert?.workflowId ?? '', /^limit-alert:greenhouse:/);
    assert.deepEqual(
      alert?.args.map((argument) => ({ ...(argument as object), hour: undefined })),
      [{ vendor: 'greenhouse', hour: undefined, used: 40, limit: 50 }],
    );
  });
});
