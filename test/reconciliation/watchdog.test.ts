import assert from 'node:assert/strict';
import { finishRun, startRun } from '../../ledger/reconciliation-runs.js';
import { listSilentRuns } from '../../ledger/silent-runs.js';
import { arrived, heldHire, hireIs } from '../console/seed.js';
import { Ground } from './ground.js';

describe('the watchdog', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  let looks = 0;
  const look = () => ground.act('watchForSilence', [], { workflowId: `watchdog-${(looks += 1)}` });
  const silent = async () =>
    (await listSilentRuns(ground.database.pool, 50)).map(({ kind, subject }) => `${kind} ${subject}`);
  const told = async () =>
    (await ground.call<{ text: string; blocks: unknown[] }[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS')).map(
      ({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`,
    );
  const quietFor = (table: string, interval: string, column = 'updated_at') =>
    ground.database.pool.query(`update ${table} set ${column} = now() - $1::interval`, [interval]);

  it('says nothing where nothing is silent', async () => {
    await hireIs(ground.database.pool, '1', { status: 'writing_hris' });
    assert.deepEqual(await look(), { silent: 0, told: 0 });
    assert.deepEqual(await told(), []);
  });

  it('lists a hire that has gone silent, tells of it at the second look, once, and closes it when it goes on', async () => {
    await hireIs(ground.database.pool, '1', { status: 'writing_hris' });
    await quietFor('hires', '61 minutes');
    assert.deepEqual(await look(), { silent: 1, told: 0 });
    assert.deepEqual(await silent(), ['hire hire:greenhouse:1']);
    assert.deepEqual(await look(), { silent: 1, told: 1 });
    assert.deepEqual(await look(), { silent: 1, told: 0 });
    const [message, ...more] = await told();
    assert.equal(more.length, 0);
    assert.match(message ?? '', /A run has gone silent.*hire:greenhouse:1: It stands at writing_hris/);
    await hireIs(ground.database.pool, '1', { status: 'comparing' });
    assert.deepEqual(await look(), { silent: 0, told: 0 });
    assert.deepEqual(await silent(), []);
    await quietFor('hires', '61 minutes');
    await look();
    assert.equal((await look()).told, 1, 'the next silence is another one');
  });

  const waits: [string, () => Promise<unknown>, string, number][] = [
    ['a hire that is held', () => heldHire(ground.database.pool, '1'), '3 days', 0],
    ['a hire that has failed', () => hireIs(ground.database.pool, '1', { status: 'failed', reason: 'x' }), '3 days', 0],
    ['a hire that is through', () => hireIs(ground.database.pool, '1', { status: 'done' }), '3 days', 0],
    [
      'a hire that waits for the HRIS',
      () => hireIs(ground.database.pool, '1', { status: 'waiting_for_hris' }),
      '70 minutes',
      0,
    ],
    [
      'a hire that waits too long for it',
      () => hireIs(ground.database.pool, '1', { status: 'waiting_for_hris' }),
      '80 minutes',
      1,
    ],
    [
      'a hire that waits for onboarding',
      () => hireIs(ground.database.pool, '1', { status: 'dispatching' }),
      '110 minutes',
      0,
    ],
    [
      'a hire that waits for the candidate',
      () => ground.act('reportPending', [{ ats: 'greenhouse', applicationId: '1' }, 'version 2 is not accepted']),
      '3 days',
      0,
    ],
  ];
  for (const [what, make, interval, expected] of waits) {
    it(`counts ${what}: ${expected}`, async () => {
      await make();
      await quietFor('hires', interval);
      assert.equal((await look()).silent, expected);
    });
  }

  it('sees an inbox that nobody empties', async () => {
    await arrived(ground.database.pool, { eventId: 'a' });
    await arrived(ground.database.pool, { eventId: 'b' });
    await quietFor('deliveries', '2 hours', 'received_at');
    await look();
    assert.deepEqual(await silent(), ['inbox inbox']);
    await look();
    assert.match((await told())[0] ?? '', /2 deliveries wait to be handed on/);
  });

  it('says each day that the reconciliation is overdue, at once', async () => {
    await ground.database.pool.query("update deployment set created_at = now() - interval '3 days'");
    assert.deepEqual(await look(), { silent: 1, told: 1 });
    assert.deepEqual(await look(), { silent: 1, told: 0 });
    assert.match((await told())[0] ?? '', /has not run for 26 hours.*None has come to its end yet/);
    await ground.database.pool.query("update silent_runs set subject = '2020-01-01'");
    assert.deepEqual(await look(), { silent: 1, told: 1 });
    const window = { from: '2026-11-15T05:00:00Z', to: '2026-11-22T05:00:00Z' };
    await startRun(ground.database.pool, { id: 'reconciliation:x', kind: 'nightly', window, dryRun: false });
    const found = { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 };
    await finishRun(ground.database.pool, 'reconciliation:x', { ats: 0, hris: 0, found, opened: 0, closed: 0 });
    assert.deepEqual(await look(), { silent: 0, told: 0 });
    assert.deepEqual(await silent(), []);
  });
});
