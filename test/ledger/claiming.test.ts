import assert from 'node:assert/strict';
import type { Queryable } from '../../ledger/database.js';
import {
  claimDeliveries,
  deliveryId,
  recordDelivery,
  returnDeliveries,
  settleDeliveries,
} from '../../ledger/deliveries.js';
import { PRIORITIES, type Priority } from '../../schemas/delivery.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('claiming deliveries', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const names = new Map<string, string>();

  async function arrive(name: string, priority: Priority | undefined, orderKey = name): Promise<void> {
    names.set(deliveryId('greenhouse', name), name);
    await recordDelivery(database.pool, {
      ...{ vendor: 'greenhouse', eventId: name, eventType: undefined, orderKey, status: 'pending', reason: undefined },
      event: { kind: 'offerAccepted', applicationId: name },
      ...(priority ? { priority } : {}),
      ...{ workflowId: undefined, body: Buffer.from('{}'), headers: {}, url: '' },
    });
  }

  /** `count` of one class, named by its letter and their place: "e1", "e2" … */
  async function many(letter: string, count: number, priority: Priority | undefined): Promise<void> {
    for (let n = 1; n <= count; n += 1) await arrive(`${letter}${n}`, priority);
  }

  const claim = async (all: number, campaign = all) =>
    (await claimDeliveries(database.pool, { all, campaign })).map(({ id }) => names.get(id));

  it('takes the highest class first, and the oldest of it', async () => {
    await many('e', 3, PRIORITIES.engagement);
    await many('r', 3, PRIORITIES.referral);
    await many('h', 3, PRIORITIES.hire);
    assert.deepEqual(await claim(5), ['h1', 'h2', 'h3', 'r1', 'e1']);
    assert.deepEqual(await claim(5), ['r2', 'r3', 'e2', 'e3']);
    assert.deepEqual(await claim(5), []);
  });

  it('puts what says nothing between hires and a campaign', async () => {
    await arrive('referral', PRIORITIES.referral);
    await arrive('usual', undefined);
    await arrive('hire', PRIORITIES.hire);
    assert.deepEqual(await claim(5), ['hire', 'usual', 'referral']);
  });

  it('keeps a place in each batch for the oldest of each class, however many hires there are', async () => {
    await many('e', 30, PRIORITIES.engagement);
    await many('r', 30, PRIORITIES.referral);
    await many('h', 60, PRIORITIES.hire);
    for (let batch = 1; batch <= 4; batch += 1) {
      const claimed = await claim(10);
      assert.equal(claimed.length, 10);
      assert.deepEqual(claimed.slice(8), [`r${batch}`, `e${batch}`]);
      assert.ok(claimed.slice(0, 8).every((name) => name?.startsWith('h')));
    }
  });

  it('gives the place of a class that has nothing to the others', async () => {
    await many('e', 5, PRIORITIES.engagement);
    await many('h', 5, PRIORITIES.hire);
    assert.deepEqual(await claim(6), ['h1', 'h2', 'h3', 'h4', 'h5', 'e1']);
  });

  it('takes no more of a campaign than it may, and the oldest of each of its classes among them', async () => {
    await many('e', 9, PRIORITIES.engagement);
    await many('r', 9, PRIORITIES.referral);
    await many('u', 2, PRIORITIES.usual);
    assert.deepEqual(await claim(10, 3), ['u1', 'u2', 'r1', 'r2', 'e1']);
    assert.deepEqual(await claim(10, 3), ['r3', 'r4', 'e2']);
    assert.deepEqual(await claim(10, 1), ['r5']);
  });

  it('takes one of the highest class where there is one place', async () => {
    await many('e', 2, PRIORITIES.engagement);
    await many('h', 2, PRIORITIES.hire);
    assert.deepEqual([await claim(1), await claim(1), await claim(1)], [['h1'], ['h2'], ['e1']]);
  });

  it('never lets one overtake an older one of its key, whatever their classes', async () => {
    await arrive('older', PRIORITIES.engagement, 'one key');
    await arrive('newer', PRIORITIES.hire, 'one key');
    await arrive('other', PRIORITIES.hire);
    assert.deepEqual(await claim(5), ['other', 'older']);
    assert.deepEqual(await claim(5), []);
    const { rows } = await database.pool.query<{ seq: number }>(`select seq from deliveries where event_id = 'older'`);
    const seq = rows[0]?.seq ?? 0;
    await settleDeliveries(database.pool, [
      { seq, status: 'forwarded', reason: null, workflowId: null, started: null },
    ]);
    assert.deepEqual(await claim(5), ['newer']);
  });

  it('goes round what is to be tried later', async () => {
    await many('h', 2, PRIORITIES.hire);
    await many('e', 2, PRIORITIES.engagement);
    const [first] = await claimDeliveries(database.pool, { all: 1, campaign: 1 });
    await returnDeliveries(database.pool, [first?.seq ?? 0], 60_000, 'Temporal has not taken it yet.');
    assert.deepEqual(await claim(5), ['h2', 'e1', 'e2']);
  });

  it('gives two forwarders different ones, and both something to do', async () => {
    await many('r', 40, PRIORITIES.referral);
    const batches = await Promise.all([1, 2, 3, 4].map(() => claim(10)));
    assert.equal(new Set(batches.flat()).size, 40);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [10, 10, 10, 10],
    );
  });

  it('reads a few rows of a campaign of thousands, and no more', async () => {
    await database.pool.query(
      `insert into deliveries (id, vendor, event_id, event, order_key, status, body, headers, url, priority)
       select 'dlv_' || n, 'engagement', n::text, '{}', 'key:' || n, 'pending', ''::bytea, '{}', '', case when n % 6 = 0 then 4 else 5 end
       from generate_series(1, 5000) n`,
    );
    const client = await database.pool.connect();
    try {
      await client.query('analyze deliveries');
      const before = await rowsRead(client);
      assert.equal((await claimDeliveries(client, { all: 20, campaign: 4 })).length, 4);
      const read = (await rowsRead(client)) - before;
      assert.ok(read >= 4 && read < 200, `${read} rows were read for 4`);
    } finally {
      client.release();
    }
  });

  /** Rows that scans of the table, by any index or by none, have read so far; as this connection has told. */
  async function rowsRead(client: Queryable): Promise<number> {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables where relname = 'deliveries'`,
    );
    return rows[0]?.read ?? 0;
  }
});
