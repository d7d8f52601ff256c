import assert from 'node:assert/strict';
import { recordFindings } from '../../ledger/reconciliation-items.js';
import { findRun } from '../../ledger/reconciliation-runs.js';
import { takeTurn } from '../../ledger/reconciliation-turn.js';
import { Ground } from './ground.js';

describe('reconciling the simulators', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  const kinds = async () => (await ground.queue()).map(({ kind }) => kind).sort();

  it('finds nothing where both sides agree, whichever of them lists a hire', async () => {
    const { applicationId, person } = await ground.acceptedHire();
    await ground.enteredEmployee(person, { customAtsApplicationId: applicationId });
    // Listed on one side of the window only, either way round.
    const early = await ground.acceptedHire('2026-01-05T12:00:00Z');
    await ground.enteredEmployee(early.person, { customAtsApplicationId: early.applicationId });
    const late = await ground.acceptedHire();
    await ground.enteredEmployee(late.person, {
      customAtsApplicationId: late.applicationId,
      createdAt: '2026-01-05T12:00:00Z',
    });
    const { counts, leftOut } = await ground.reconcile();
    assert.deepEqual(leftOut, []);
    assert.deepEqual(await ground.queue(), []);
    assert.deepEqual(counts.found, { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 });
    assert.deepEqual([counts.ats, counts.hris], [3, 3]);
  });

  it('queues what is planted: in the ATS only, in the HRIS only, differing, doubled', async () => {
    const missing = await ground.acceptedHire();
    const differing = await ground.acceptedHire();
    const differs = await ground.enteredEmployee(
      differing.person,
      { customAtsApplicationId: differing.applicationId },
      '103000.00',
    );
    const doubled = await ground.acceptedHire();
    const both = [
      await ground.enteredEmployee(doubled.person, { customAtsApplicationId: doubled.applicationId }),
      await ground.enteredEmployee(doubled.person, { customAtsApplicationId: doubled.applicationId }),
    ];
    const stranger = { firstName: 'Nobody', lastName: 'Known', email: 'nobody@mail.example' };
    const alone = await ground.enteredEmployee(stranger);
    const { counts, sample } = await ground.reconcile();
    assert.deepEqual(counts.found, { ats_only: 1, hris_only: 1, differing: 1, doubled: 1 });
    assert.equal(counts.opened, 4);
    assert.equal(sample.length, 4);
    assert.doesNotMatch(JSON.stringify(sample), /Nobody|@/);
    const items = new Map((await ground.queue()).map((item) => [item.kind, item]));
    assert.equal(items.get('ats_only')?.applicationId, missing.applicationId);
    assert.equal(items.get('ats_only')?.suggestedAction, 'write');
    assert.deepEqual(items.get('hris_only')?.employeeIds, [alone]);
    assert.deepEqual(items.get('differing')?.employeeIds, [differs]);
    assert.deepEqual(
      items.get('differing')?.differences.map(({ field }) => field),
      ['compensation'],
    );
    assert.deepEqual(items.get('doubled')?.employeeIds, both.sort());
    const run = await findRun(ground.database.pool, 'reconciliation:test-1');
    assert.equal(run?.outcome, 'completed');
    assert.deepEqual(run.counts, counts);
    const left = await ground.database.pool.query(
      "select tablename from pg_tables where schemaname = 'reconciliation_staging'",
    );
    assert.deepEqual(left.rows, []);
  });

  it('suggests who a hire without its id is', async () => {
    const { applicationId, person } = await ground.acceptedHire();
    const employeeId = await ground.enteredEmployee(person);
    await ground.reconcile();
    const items = new Map((await ground.queue()).map((item) => [item.kind, item]));
    assert.equal(items.get('ats_only')?.suggestedMatch?.employeeId, employeeId);
    assert.equal(items.get('hris_only')?.suggestedMatch?.applicationId, applicationId);
    assert.equal(items.get('ats_only')?.suggestedAction, 'adopt');
  });

  it('leaves the queue as it is in a dry run', async () => {
    await ground.acceptedHire();
    const { counts, sample } = await ground.reconcile({ dryRun: true });
    assert.equal(counts.found.ats_only, 1);
    assert.equal(counts.opened, 0);
    assert.equal(sample.length, 1);
    assert.deepEqual(await ground.queue(), []);
  });

  it('closes an item whose cause was mended by hand, also one of earlier days', async () => {
    const { applicationId, person } = await ground.acceptedHire('2026-01-05T12:00:00Z');
    // What an earlier night had found.
    const run = { id: 'earlier', startedAt: new Date(Date.now() - 3_600_000) };
    await recordFindings(
      ground.database.pool,
      run,
      [
        {
          ...{ kind: 'ats_only', cause: `ats_only:${applicationId}`, fingerprint: 'x', reason: 'r', owner: 'hr_ops' },
          ...{ applicationId, employeeIds: [], person: null, differences: [], suggestedMatch: null },
          ...{ suggestedAction: 'write', day: '2026-01-05' },
        },
      ],
      run.startedAt,
    );
    await ground.reconcile();
    assert.equal((await ground.onlyItem()).applicationId, applicationId, 'an orphan of earlier days stays');
    await ground.enteredEmployee(person, { customAtsApplicationId: applicationId });
    const { counts } = await ground.reconcile();
    assert.equal(counts.closed, 1);
    assert.deepEqual(await ground.queue(), []);
    const [closed] = await ground.queue('closed');
    assert.equal(closed?.resolution?.by, 'reconciliation');
  });

  it('says what could not be read, and compares the rest', async () => {
    await ground.enteredEmployee({ firstName: 'Nobody', lastName: 'Known', email: 'nobody@mail.example' });
    await ground.call('POST', '/greenhouse/_sandbox/faults', {
      ...{ route: 'GET /v3/offers', kind: 'status', status: 200, body: [{ id: 90_777 }], count: 1 },
    });
    const { counts, leftOut } = await ground.reconcile();
    assert.equal(counts.found.hris_only, 1);
    assert.equal(leftOut.length, 1);
    assert.match(leftOut[0] ?? '', /greenhouse: 1 left out that could not be read: offer 90777/);
  });

  it('fails where nothing can be read because the vendor is away', async () => {
    const input = ground.input();
    await ground.act('beginReconciliation', [input]);
    await ground.call('POST', '/greenhouse/_sandbox/faults', {
      route: 'GET *',
      kind: 'status',
      status: 200,
      body: 'sorry',
    });
    await assert.rejects(ground.act('readAtsSide', [input]), /greenhouse/);
  });

  it('stages anew what an attempt left half done', async () => {
    const { applicationId } = await ground.acceptedHire();
    const input = ground.input();
    const run = { workflowId: 'reconciliation:again' };
    await ground.act('beginReconciliation', [input], run);
    await ground.act('readAtsSide', [input], run);
    await ground.call('POST', '/bamboohr/_sandbox/faults', {
      route: 'GET /api/v1/employees/changed',
      kind: 'status',
      status: 500,
    });
    await assert.rejects(ground.act('readHrisSide', [input], run), /500/);
    await ground.call('DELETE', '/bamboohr/_sandbox/faults');
    await ground.reconcile({ id: run.workflowId });
    assert.equal((await ground.onlyItem()).applicationId, applicationId);
  });

  it('leaves out what alone cannot be looked up, once policy’s attempts are used up', async () => {
    const { applicationId } = await ground.acceptedHire();
    const input = ground.input();
    const run = { workflowId: 'reconciliation:looking' };
    await ground.act('beginReconciliation', [input], run);
    await ground.act('readAtsSide', [input], run);
    await ground.act('readHrisSide', [input], run);
    await ground.call('POST', '/bamboohr/_sandbox/faults', {
      route: 'GET /api/v1/employees',
      kind: 'status',
      status: 500,
    });
    await assert.rejects(ground.act('lookUpMissing', [input], run), /500/);
    await ground.act('lookUpMissing', [input], { ...run, attempt: 3 });
    const { counts, leftOut } = await ground.act('compareSides', [input, []], run);
    assert.equal(counts.found.ats_only, 0, `${applicationId} is not known to be missing`);
    assert.match(leftOut.join(), /^1 records could not be looked up/);
  });

  it('lets one run at a time', async () => {
    const other = 'reconciliation:other';
    assert.equal(await takeTurn(ground.database.pool, other), true);
    await assert.rejects(ground.act('beginReconciliation', [ground.input()]), /another reconciliation is under way/);
    await ground.act('reportReconciliationStopped', [ground.input(), 'stopped'], { workflowId: other });
    await ground.act('beginReconciliation', [ground.input()]);
    assert.deepEqual(await kinds(), []);
  });
});
