import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stageSide } from '../../ledger/reconciliation-copy.js';
import { linkRecords } from '../../ledger/reconciliation-items.js';
import { failRun, startRun } from '../../ledger/reconciliation-runs.js';
import { dropAbandonedStaging, dropStaging, openStaging, type Staging } from '../../ledger/reconciliation-staging.js';
import type { ReconciliationRecord } from '../../domain/reconciliation-record.js';
import { hireIs } from '../console/seed.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ats, findingsOf, hris, inBatches, lineOf, stageRun, WINDOW } from './reconciliation-sides.js';

describe('joining the two sides of the reconciliation', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  const open: Staging[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    for (const staging of open.splice(0)) await staging.close();
    await database.drop();
  });

  let runs = 0;
  async function stage(sides: { ats: ReconciliationRecord[]; hris: ReconciliationRecord[] }) {
    const staged = await stageRun(database, `run-${(runs += 1)}`, sides);
    open.push(staged.staging);
    return staged;
  }
  const found = async (left: ReconciliationRecord[], right: ReconciliationRecord[]) => {
    const { staging } = await stage({ ats: left, hris: right });
    return (await findingsOf(staging)).map(lineOf);
  };

  it('finds nothing where both say the same, whatever it looks like', async () => {
    const hourly = { compensation: { amount: '62.50', currency: 'USD', period: 'hour' as const } };
    assert.deepEqual(
      await found(
        [ats('1'), ats('2'), ats('3')],
        [hris('23', '3'), hris('21', '1', hourly), hris('22', '2', { firstName: ' ADA ' })],
      ),
      [],
    );
    assert.deepEqual(await found([], []), []);
  });

  it('finds who is on one side only, and what differs', async () => {
    assert.deepEqual(
      await found(
        [ats('1'), ats('2'), ats('3')],
        [hris('21', '1', { startDate: '2026-12-08' }), hris('22', '2'), hris('29', '9')],
      ),
      ['ats_only:3', 'differing:1 startDate', 'hris_only:29'],
    );
  });

  describe('doubles', () => {
    it('a hire with two employees, once, and nothing else about it', async () => {
      const twice = [hris('22', '1'), hris('21', '1', { startDate: '2027-01-01' })];
      assert.deepEqual(await found([ats('1')], twice), ['doubled:1 21+22']);
      assert.deepEqual(await found([], twice), ['doubled:1 21+22']);
    });

    it('a person who was made by hand beside the hire', async () => {
      const byHand = hris('30', null, { personalEmail: 'ADA.1@mail.example' });
      assert.deepEqual(await found([ats('1')], [hris('21', '1'), byHand]), ['doubled:employee:21 21+30']);
    });

    it('are not: the same employee listed twice, another start date, an employment that has ended', async () => {
      const later = hris('30', null, { personalEmail: 'ada.1@mail.example', startDate: '2027-12-07' });
      assert.deepEqual(await found([ats('1'), ats('1')], [hris('21', '1'), hris('21', '1')]), []);
      assert.deepEqual(await found([ats('1')], [hris('21', '1'), later]), ['hris_only:30']);
      assert.deepEqual(
        await found([ats('1')], [hris('21', '1'), hris('22', '1', { startDate: '2025-01-01' }, true)]),
        [],
      );
    });

    it('three of one person, of whom two share the application', async () => {
      const third = hris('23', null, { personalEmail: 'ada.1@mail.example' });
      assert.deepEqual(await found([ats('1')], [hris('21', '1'), hris('22', '1'), third]), [
        'doubled:1 21+22',
        'doubled:employee:21 21+22+23',
      ]);
    });
  });

  it('misses nobody in the ATS, and nothing in the HRIS, whose employment has ended', async () => {
    assert.deepEqual(await found([ats('1')], [hris('21', '1', {}, true), hris('22', '2', {}, true)]), []);
  });

  describe('suggested matches', () => {
    it('by e-mail, then by name and start date', async () => {
      const sameMail = hris('21', null, { personalEmail: 'Ada.1@mail.example', lastName: 'Byron' });
      const sameName = hris('22', null, { personalEmail: 'other@mail.example', lastName: 'Lovelace 2' });
      assert.deepEqual(await found([ats('1'), ats('2')], [sameMail, sameName]), [
        'ats_only:1 is 21',
        'ats_only:2 is 22',
        'hris_only:21 is 1',
        'hris_only:22 is 2',
      ]);
    });

    it('only where one can be meant', async () => {
      const namesake = (id: string) => hris(id, null, { personalEmail: `${id}@mail.example`, lastName: 'Lovelace 1' });
      assert.deepEqual(await found([ats('1')], [namesake('21'), namesake('22')]), [
        'ats_only:1',
        'hris_only:21',
        'hris_only:22',
      ]);
      // The mail says one hire, the name another: the surer of the two, and the other stays alone.
      const torn = hris('23', null, { personalEmail: 'ada.3@mail.example', lastName: 'Lovelace 4' });
      assert.deepEqual(await found([ats('3'), ats('4')], [torn]), [
        'ats_only:3 is 23',
        'ats_only:4',
        'hris_only:23 is 3',
      ]);
    });

    it('by what hireline itself has written', async () => {
      await hireIs(database.pool, '1', { status: 'done', patch: { hris: 'bamboohr', employeeId: '21' } });
      assert.deepEqual(
        await found(
          [ats('1')],
          [hris('21', null), hris('22', null, { personalEmail: 'ada.1@mail.example', startDate: '2027-01-01' })],
        ),
        ['ats_only:1 is 21', 'hris_only:21 is 1', 'hris_only:22'],
      );
    });
  });

  it('takes records for one that a person has linked', async () => {
    await linkRecords(database.pool, {
      applicationId: '1',
      employeeId: '21',
      by: 'console:dana',
      reason: 'typed in by hand',
    });
    assert.deepEqual(await found([ats('1')], [hris('21', null, { ...ats('1').fields, employeeId: '21' })]), []);
    assert.deepEqual(await found([ats('1')], [hris('21', null)]), [
      'differing:1 lastName, personalEmail'.replace(',', ''),
    ]);
  });

  it('keeps every value as it is, whatever it contains', async () => {
    const strange = 'a\tb\nc\\d\r"\'\\N\0é😀\u001f';
    const { staging } = await stage({
      ats: [ats('1', { lastName: strange, jobTitle: '\\.' })],
      hris: [hris('21', '1')],
    });
    const [finding] = await findingsOf(staging);
    const shown = Object.fromEntries((finding?.differences ?? []).map((one) => [one.field, one.ats]));
    assert.deepEqual(shown, { lastName: strange, jobTitle: '\\.' });
    const text = fc.string({ unit: 'binary' }).map((value) => value.toString());
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const lines = await found(
          [ats('1', { department: value }), ats('2')],
          [hris('21', '1', { department: value }), hris('22', '2')],
        );
        assert.deepEqual(lines, []);
      }),
      { numRuns: 15 },
    );
  });

  describe('staging', () => {
    it('replaces a side as a whole, or leaves it as it was', async () => {
      const { staging } = await stage({ ats: [ats('1')], hris: [hris('21', '1')] });
      assert.equal(await stageSide(staging, 'ats', inBatches([ats('1'), ats('2')])), 2);
      assert.deepEqual((await findingsOf(staging)).map(lineOf), ['ats_only:2']);
      async function* broken() {
        yield [ats('3')];
        throw new Error('the vendor is down');
      }
      await assert.rejects(stageSide(staging, 'ats', broken()), /the vendor is down/);
      assert.deepEqual((await findingsOf(staging)).map(lineOf), ['ats_only:2']);
    });

    it('asks for no more than the database takes, and stops when told', async () => {
      const { staging } = await stage({ ats: [], hris: [] });
      const controller = new AbortController();
      let asked = 0;
      async function* endless() {
        for (;;) {
          asked += 1;
          if (asked === 200) controller.abort(new Error('enough'));
          yield Array.from({ length: 50 }, (_, i) => ats(String(asked * 50 + i)));
        }
      }
      await assert.rejects(stageSide(staging, 'ats', endless(), controller.signal));
      assert.ok(asked < 1_000, `${asked} pages were asked for`);
      assert.deepEqual(await findingsOf(staging), []);
    });

    it('fails when its connection breaks', async () => {
      const { staging } = await stage({ ats: [], hris: [] });
      const { rows } = await staging.client.query<{ pid: number }>('select pg_backend_pid() as pid');
      async function* slow() {
        yield [ats('1')];
        await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        for (let i = 0; i < 100_000; i += 1) yield [ats(String(i))];
      }
      await assert.rejects(stageSide(staging, 'ats', slow()));
    });

    it('is not joined before it is there, nor after a crash has emptied it', async () => {
      await startRun(database.pool, { id: 'half', kind: 'manual', window: WINDOW, dryRun: true });
      const staging = await openStaging(database.url, 'half');
      open.push(staging);
      await stageSide(staging, 'ats', inBatches([ats('1')]));
      await assert.rejects(findingsOf(staging), /the hris side of reconciliation run half is not staged yet/);
      await stageSide(staging, 'hris', inBatches([hris('21', '1')]));
      await database.pool.query(`truncate ${staging.tables.hris}`);
      await assert.rejects(findingsOf(staging), /the hris side .* was lost/);
    });

    it('is used by several connections, one after the other, and removed at the end', async () => {
      const { staging, run } = await stage({ ats: [ats('1')], hris: [] });
      const other = await openStaging(database.url, run.id);
      open.push(other);
      assert.deepEqual((await findingsOf(other)).map(lineOf), ['ats_only:1']);
      await dropStaging(database.pool, run.id);
      await assert.rejects(findingsOf(staging), /does not exist/);
    });

    it('is removed when its run has ended, or cannot be alive any more', async () => {
      const ended = await stage({ ats: [], hris: [] });
      const lost = await stage({ ats: [], hris: [] });
      const alive = await stage({ ats: [], hris: [] });
      await failRun(database.pool, ended.run.id, 'the vendor is down');
      await database.pool.query(
        `update reconciliation_runs set started_at = now() - interval '25 hours' where id = $1`,
        [lost.run.id],
      );
      assert.equal(await dropAbandonedStaging(database.pool), 2);
      assert.equal(await dropAbandonedStaging(database.pool), 0);
      assert.deepEqual(await findingsOf(alive.staging), []);
    });

    it('needs a run', async () => {
      await assert.rejects(openStaging(database.url, 'nobody'), /there is no reconciliation run nobody/);
    });
  });
});
