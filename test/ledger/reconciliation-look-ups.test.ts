import assert from 'node:assert/strict';
import type { ReconciliationRecord } from '../../domain/reconciliation-record.js';
import { closeDisappeared, linkRecords, recordFindings } from '../../ledger/reconciliation-items.js';
import {
  checkedItems,
  nextLookUps,
  planLookUps,
  recordLookUps,
  type LookUp,
} from '../../ledger/reconciliation-look-ups.js';
import { listItems } from '../../ledger/reconciliation-queue.js';
import type { Staging } from '../../ledger/reconciliation-staging.js';
import { hireIs } from '../console/seed.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ats, findingsOf, hris, lineOf, stageRun } from './reconciliation-sides.js';

describe("looking up what the window's lists don't hold", function () {
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

  /** Both sides, in the window and outside of it, by id. */
  interface World {
    ats: ReconciliationRecord[];
    hris: ReconciliationRecord[];
  }

  async function stage(id: string, sides: World): Promise<Awaited<ReturnType<typeof stageRun>>> {
    const staged = await stageRun(database, id, sides);
    open.push(staged.staging);
    return staged;
  }

  /** Looks everything up that is asked for, in a world; gives back what was asked. */
  async function lookUp(
    staging: Staging,
    world: World,
    fails: (asked: LookUp) => boolean = () => false,
  ): Promise<string[]> {
    const asked: string[] = [];
    while ((await planLookUps(staging)) > 0) {
      const some = await nextLookUps(staging, 2);
      asked.push(...some.map(({ side, by, id }) => `${side} ${by} ${id}`));
      const results = some.map((one) => ({
        ...one,
        ...(fails(one)
          ? { failed: true as const }
          : {
              records: world[one.side].filter(
                (record) => (one.by === 'application' ? record.applicationId : record.employeeId) === one.id,
              ),
            }),
      }));
      await recordLookUps(staging, results);
      // A retry after its answer was lost.
      await recordLookUps(staging, results);
    }
    return asked.sort();
  }

  /** A whole run: what it finds and what it closes. */
  async function reconcile(id: string, window: World, world: World, fails?: (asked: LookUp) => boolean) {
    const { run, staging } = await stage(id, window);
    const asked = await lookUp(staging, world, fails);
    const findings = await findingsOf(staging);
    await recordFindings(database.pool, run, findings);
    let closed = 0;
    for await (const page of checkedItems(staging, 1)) closed += await closeDisappeared(database.pool, run, page);
    return { asked, found: findings.map(lineOf), closed };
  }

  const statuses = async () =>
    (await listItems(database.pool, {}, { limit: 100 })).items.map((item) => `${item.kind} ${item.status}`).sort();
  const nothing: World = { ats: [], hris: [] };

  it('finds on the other side what is of another day there', async () => {
    const window = { ats: [ats('1'), ats('2')], hris: [hris('23', '3'), hris('24', '4')] };
    const world = {
      ats: [...window.ats, ats('3')],
      hris: [...window.hris, hris('21', '1', { startDate: '2027-01-01' })],
    };
    assert.deepEqual(await reconcile('r', window, world), {
      asked: ['ats application 3', 'ats application 4', 'hris application 1', 'hris application 2'],
      found: ['ats_only:2', 'differing:1 startDate', 'hris_only:24'],
      closed: 0,
    });
  });

  it('asks for nothing where both sides are complete', async () => {
    const window = { ats: [ats('1')], hris: [hris('21', '1'), hris('22', null)] };
    assert.deepEqual((await reconcile('r', window, window)).asked, []);
  });

  it('asks for the employee whom hireline made, or a person linked, for a hire that nobody carries', async () => {
    await hireIs(database.pool, '1', { status: 'done', patch: { hris: 'bamboohr', employeeId: '21' } });
    await linkRecords(database.pool, { applicationId: '2', employeeId: '22', by: 'cli:dana', reason: null });
    const world = {
      ats: [ats('1'), ats('2')],
      hris: [hris('21', null), hris('22', null, { ...ats('2').fields, employeeId: '22' })],
    };
    const { asked, found } = await reconcile('r', { ats: world.ats, hris: [] }, world);
    assert.deepEqual(asked, ['hris application 1', 'hris application 2', 'hris employee 21', 'hris employee 22']);
    assert.deepEqual(found, ['ats_only:1 is 21', 'hris_only:21 is 1']);
  });

  it('says nothing of what it could not look up', async () => {
    const window = { ats: [ats('1')], hris: [hris('22', '2')] };
    const { found } = await reconcile('r', window, window, () => true);
    assert.deepEqual(found, []);
  });

  describe('items of earlier days', () => {
    const world = {
      ats: [ats('1'), ats('2')],
      hris: [hris('22', '2', { startDate: '2027-01-01' }), hris('23', null), hris('24', '4'), hris('25', '4')],
    };
    beforeEach(async () => {
      await reconcile('first', world, world);
      assert.deepEqual(await statuses(), ['ats_only open', 'differing open', 'doubled open', 'hris_only open']);
    });

    it('stay, when their cause is still there', async () => {
      const { asked, found, closed } = await reconcile('second', nothing, world);
      assert.deepEqual(asked, [
        ...['ats application 1', 'ats application 2', 'ats application 4'],
        ...['hris application 1', 'hris application 2', 'hris application 4'],
        ...['hris employee 22', 'hris employee 23', 'hris employee 24', 'hris employee 25'],
      ]);
      assert.equal(found.length, 4);
      assert.equal(closed, 0);
    });

    it('close, when it has gone', async () => {
      const mended = {
        ats: [ats('1'), ats('2')],
        hris: [hris('21', '1'), hris('22', '2'), hris('23', null, {}, true)],
      };
      const { found, closed } = await reconcile('second', nothing, mended);
      assert.deepEqual(found, []);
      assert.equal(closed, 4);
    });

    it('stay, when it could not be looked up', async () => {
      const mended = { ats: [ats('1'), ats('2')], hris: [hris('21', '1'), hris('22', '2')] };
      const { closed } = await reconcile('second', nothing, mended, ({ side, id }) => side === 'hris' && id !== '23');
      assert.equal(closed, 1);
      assert.deepEqual(await statuses(), ['ats_only open', 'differing open', 'doubled open', 'hris_only closed']);
    });

    it('stay, when the run has looked up nothing', async () => {
      const { run, staging } = await stage('second', nothing);
      let checked = 0;
      for await (const page of checkedItems(staging)) checked += page.length;
      assert.equal(checked, 0);
      assert.ok(run);
    });

    it('close without a look-up, when the window holds all of it', async () => {
      const mended = {
        ats: [ats('1'), ats('2')],
        hris: [hris('21', '1'), hris('22', '2'), hris('23', '3'), hris('24', '4')],
      };
      const { found, closed } = await reconcile(
        'second',
        { ...mended, ats: [...mended.ats, ats('3'), ats('4')] },
        { ...mended, ats: [...mended.ats, ats('3'), ats('4')] },
      );
      assert.deepEqual(found, []);
      assert.equal(closed, 4);
    });
  });
});
