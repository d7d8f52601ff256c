import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  claimDeliveries,
  deliveryId,
  recordDelivery,
  returnDeliveries,
  settleDeliveries,
  wakeKnown,
  wakeWaiting,
  type NewDelivery,
} from '../../ledger/deliveries.js';
import { intendWrites, renewWrites, settleWrites, type RunRef } from '../../ledger/outbound-writes.js';
import { createRateLimiter } from '../../ledger/rate-limits.js';
import { countFailure, forgetFailures } from '../../ledger/step-failures.js';
import { createTokenStore } from '../../ledger/vendor-tokens.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('the ledger', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const delivery = (eventId: string, orderKey: string): NewDelivery => ({
    vendor: 'greenhouse',
    eventId,
    eventType: 'offer_updated',
    event: { kind: 'offerAccepted', applicationId: '1' },
    orderKey,
    status: 'pending',
    reason: undefined,
    workflowId: 'hire:greenhouse:1',
    body: Buffer.from('{}'),
    headers: {},
    url: 'http://127.0.0.1/webhooks/greenhouse',
  });

  describe('deliveries', () => {
    it('are one, however many come at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => recordDelivery(database.pool, delivery('e', 'k'))));
      assert.equal(all.filter((one) => !one.duplicate).length, 1);
      assert.deepEqual(new Set(all.map((one) => one.deliveryId)), new Set([deliveryId('greenhouse', 'e')]));
    });

    it('of one key are handed on one at a time, in the order they came; others do not wait', async () => {
      for (const [event, key] of [
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b'],
      ] as const)
        await recordDelivery(database.pool, delivery(event, key));
      const first = await claimDeliveries(database.pool, { all: 10, campaign: 10 });
      assert.deepEqual(
        first.map((one) => one.id),
        [deliveryId('greenhouse', 'a1'), deliveryId('greenhouse', 'b1')],
      );
      assert.deepEqual(await claimDeliveries(database.pool, { all: 10, campaign: 10 }), []);
      await returnDeliveries(database.pool, [first[0]?.seq ?? 0], 0, 'Temporal was down');
      assert.deepEqual(
        (await claimDeliveries(database.pool, { all: 10, campaign: 10 })).map((one) => one.id),
        [deliveryId('greenhouse', 'a1')],
      );
      await settleDeliveries(database.pool, [
        {
          seq: first[0]?.seq ?? 0,
          status: 'forwarded',
          reason: null,
          workflowId: 'w',
          started: { applicationId: '1', ats: 'greenhouse', runId: 'r' },
        },
      ]);
      assert.deepEqual(
        (await claimDeliveries(database.pool, { all: 10, campaign: 10 })).map((one) => one.id),
        [deliveryId('greenhouse', 'a2')],
      );
      const { rows } = await database.pool.query('select status from hires');
      assert.deepEqual(rows, [{ status: 'received' }]);
    });

    it('wait until it is known whose they are', async () => {
      await recordDelivery(database.pool, delivery('e', 'employee:bamboohr:200'));
      const [claimed] = await claimDeliveries(database.pool, { all: 10, campaign: 10 });
      await settleDeliveries(database.pool, [
        { seq: claimed?.seq ?? 0, status: 'waiting', reason: 'unknown', workflowId: null, started: null },
      ]);
      assert.deepEqual(await claimDeliveries(database.pool, { all: 10, campaign: 10 }), []);
      assert.equal(await wakeWaiting(database.pool, 'employee:bamboohr:200'), 1);
      assert.equal((await claimDeliveries(database.pool, { all: 10, campaign: 10 })).length, 1);
    });

    it('do not wait when the employee became known while they were being settled', async () => {
      const created = { kind: 'employeeCreated', employeeId: '200' } as const;
      await recordDelivery(database.pool, { ...delivery('e', 'employee:bamboohr:200'), event: created });
      const [claimed] = await claimDeliveries(database.pool, { all: 10, campaign: 10 });
      const seq = claimed?.seq ?? 0;
      const wakeKnownHires = () => wakeKnown(database.pool, 'bamboohr', [seq]);
      // Looked up: nobody's. Then the employee becomes known, and finds nothing waiting.
      await database.pool.query(
        `insert into hires (application_id, ats, workflow_id, run_id, status, hris, employee_id)
         values ('1', 'greenhouse', 'w', 'r', 'waiting_for_hris', 'bamboohr', '200')`,
      );
      assert.equal(await wakeWaiting(database.pool, 'employee:bamboohr:200'), 0);
      await settleDeliveries(database.pool, [
        { seq, status: 'waiting', reason: 'unknown', workflowId: null, started: null },
      ]);
      assert.equal(await wakeKnownHires(), 1);
      assert.equal((await claimDeliveries(database.pool, { all: 10, campaign: 10 })).length, 1);
    });
  });

  describe('outbound writes', () => {
    const run: RunRef = {
      workflowId: 'w',
      runId: 'r',
      runUrl: 'http://ui',
      applicationId: '1',
      candidateId: '2',
      fieldMapVersion: 'v',
    };
    const writes = [{ step: 's', vendor: 'bamboohr', operation: 'create employee' }];
    const written = {
      ...writes[0]!,
      outcome: 'written' as const,
      sentTo: 'http://x',
      recordId: '200',
      payloadHash: 'h',
      httpStatus: 201,
      failure: null,
    };

    it('tell a later attempt that an earlier one may have written', async () => {
      assert.equal((await intendWrites(database.pool, run, writes, 'one', 60_000))?.get('s')?.fresh, true);
      await settleWrites(
        database.pool,
        run,
        [{ ...written, outcome: 'failed', recordId: null, failure: 'no answer' }],
        'one',
      );
      const again = (await intendWrites(database.pool, run, writes, 'two', 60_000))?.get('s');
      assert.deepEqual([again?.fresh, again?.done], [false, false]);
      await settleWrites(database.pool, run, [written], 'two');
      const done = (await intendWrites(database.pool, run, writes, 'three', 60_000))?.get('s');
      assert.deepEqual([done?.done, done?.recordId], [true, '200']);
      const { rows } = await database.pool.query('select outcome, sent_from, candidate_id from audit order by id');
      assert.deepEqual(
        rows.map((row) => row.outcome),
        ['failed', 'written'],
      );
    });

    it('belong to one attempt at a time, until it has been silent for the length of the lease', async () => {
      assert.ok(await intendWrites(database.pool, run, writes, 'one', 300));
      assert.equal(await intendWrites(database.pool, run, writes, 'two', 300), undefined);
      await sleep(200);
      assert.equal(await renewWrites(database.pool, 'one', 300), true);
      await sleep(200);
      assert.equal(await intendWrites(database.pool, run, writes, 'two', 300), undefined);
      await sleep(350);
      assert.ok(await intendWrites(database.pool, run, writes, 'two', 300));
      assert.equal(await renewWrites(database.pool, 'one', 300), false);
    });
  });

  it('counts failures of a step, anew each time it is begun', async () => {
    const failure = { key: 'r:createEmployee', applicationId: '1', step: 'createEmployee', message: 'bamboohr: 500' };
    const count = (first: boolean) => countFailure(database.pool, { ...failure, first });
    assert.deepEqual([await count(true), await count(false), await count(false)], [1, 2, 3]);
    assert.deepEqual([await count(true), await count(false)], [1, 2]);
    await forgetFailures(database.pool, failure.key);
    assert.equal(await count(false), 1);
  });

  describe('vendor tokens', () => {
    it('are refreshed by one of all processes, and a single-use refresh token is used once', async () => {
      const used: (string | undefined)[] = [];
      let issued = 0;
      const refresh = async (kept?: { refreshToken?: string }) => {
        used.push(kept?.refreshToken);
        await sleep(50);
        issued += 1;
        return { accessToken: `a${issued}`, refreshToken: `r${issued}`, expiresAt: new Date(Date.now() + 3_600_000) };
      };
      const processes = [createTokenStore(database.pool), createTokenStore(database.pool)];
      const tokens = await Promise.all(
        processes.flatMap((store) => [store.get('gusto:c', refresh), store.get('gusto:c', refresh)]),
      );
      assert.deepEqual(new Set(tokens), new Set(['a1']));
      // A token that the vendor refuses before its time is replaced once, with the refresh token that came with it.
      const renewed = await Promise.all(processes.map((store) => store.get('gusto:c', refresh, 'a1')));
      assert.deepEqual(renewed, ['a2', 'a2']);
      assert.deepEqual(used, [undefined, 'r1']);
      assert.equal(await createTokenStore(database.pool).get('gusto:c', refresh), 'a2');
    });

    it('stay as they were when a refresh fails', async () => {
      const store = createTokenStore(database.pool);
      await assert.rejects(
        store.get('k', () => Promise.reject(new Error('refused'))),
        /refused/,
      );
      assert.equal(
        await store.get('k', async () => ({ accessToken: 'a', expiresAt: new Date(Date.now() + 3_600_000) })),
        'a',
      );
    });
  });

  describe('rate limits', () => {
    const fail = (error: unknown) => assert.fail(String(error));

    it('let no more through than the vendor allows, over all processes', async () => {
      const limiters = [createRateLimiter(database.pool, fail), createRateLimiter(database.pool, fail)];
      const resetAt = new Date(Date.now() + 3_000);
      await limiters[0]!.acquire('greenhouse');
      limiters[0]!.observe('greenhouse', { limit: 40, remaining: 39, resetAt });
      limiters[1]!.observe('greenhouse', { limit: 40, remaining: 39, resetAt });
      await sleep(200);
      let sent = 1;
      await Promise.all(
        limiters.flatMap((limiter) =>
          Array.from({ length: 30 }, async () => {
            await limiter.acquire('greenhouse');
            if (Date.now() < resetAt.getTime()) sent += 1;
          }),
        ),
      );
      assert.ok(sent <= 40, `${sent} requests in a window of 40`);
      assert.ok(sent >= 30, `only ${sent} requests in a window of 40`);
    });

    it('stop all processes when the vendor has refused one of them', async () => {
      const [one, two] = [createRateLimiter(database.pool, fail), createRateLimiter(database.pool, fail)];
      one.block('gusto', new Date(Date.now() + 60_000));
      await sleep(200);
      await assert.rejects(
        two.acquire('gusto'),
        (error: { type?: string; nextRetryDelay?: number }) => error.type === 'VendorThrottled',
      );
      await two.acquire('bamboohr');
    });
  });
});
