import assert from 'node:assert/strict';
import { readDelivery } from '../../ledger/delivery-lookup.js';
import { deliveryId } from '../../ledger/deliveries.js';
import { findHire, listHireEvents } from '../../ledger/hires.js';
import { findItem } from '../../ledger/reconciliation-queue.js';
import type { QueuedItem } from '../../ledger/reconciliation-items.js';
import type { ReconciliationAction, ReconciliationRequest } from '../../schemas/reconciliation.js';
import { reconciliationActionWorkflowId } from '../../workflows/contract.js';
import { hireIs } from '../console/seed.js';
import { Ground } from './ground.js';

describe('actions on the reconciliation queue, at the simulators', function () {
  this.timeout(60_000);
  let ground: Ground;
  beforeEach(async () => {
    ground = await Ground.start();
  });
  afterEach(() => ground.stop());

  let wishes = 0;
  const wish = (item: QueuedItem, action: ReconciliationAction, more: Partial<ReconciliationRequest> = {}) => ({
    ...{ itemId: item.id, action, requestedBy: 'console:dana' },
    requestedAt: new Date(Date.UTC(2026, 10, 22) + (wishes += 1) * 1_000).toISOString(),
    ...more,
  });
  const runOf = (request: ReconciliationRequest) => ({ workflowId: reconciliationActionWorkflowId(request.itemId) });
  const started = async (request: ReconciliationRequest) =>
    (await ground.act('startAction', [request], runOf(request))).refusal;
  const unsettled = async (request: ReconciliationRequest) =>
    (await ground.act('recheckItem', [request], runOf(request))).unsettled;
  const itemNow = (item: QueuedItem) => findItem(ground.database.pool, item.id);
  const applicationIdOf = async (employeeId: string) =>
    (await ground.call<Record<string, any>[]>('GET', '/bamboohr/_sandbox/employees')).find(
      ({ id }) => id === employeeId,
    )?.['customAtsApplicationId'];

  async function pairInQueue() {
    const hire = await ground.acceptedHire();
    const employeeId = await ground.enteredEmployee(hire.person);
    await ground.reconcile();
    const items = await ground.queue();
    const of = (kind: string) => items.find((item) => item.kind === kind) as QueuedItem;
    return { ...hire, employeeId, atsOnly: of('ats_only'), hrisOnly: of('hris_only') };
  }

  it('adopts the suggested employee: writes the id, audits it, and tells the ledger whose it is', async () => {
    const { applicationId, employeeId, atsOnly, hrisOnly } = await pairInQueue();
    const request = wish(atsOnly, 'adopt');
    assert.equal(await started(request), null);
    assert.equal((await itemNow(atsOnly))?.status, 'resolving');
    assert.match((await unsettled(request)) ?? '', /no employee for application/);
    await ground.act('adoptEmployee', [request], runOf(request));
    assert.equal(await applicationIdOf(employeeId), applicationId);
    const { rows } = await ground.database.pool.query('select * from audit where application_id = $1', [applicationId]);
    assert.deepEqual(
      rows.map(({ operation, outcome }) => [operation, outcome]),
      [
        ['write application id', 'written'],
        ['write employee id', 'written'],
      ],
    );
    const hire = await findHire(ground.database.pool, applicationId);
    assert.deepEqual([hire?.employeeId, hire?.status], [employeeId, 'received']);
    assert.equal(await unsettled(request), null);
    await ground.act('finishAction', [request], runOf(request));
    assert.equal((await itemNow(atsOnly))?.status, 'resolved');
    assert.equal((await itemNow(hrisOnly))?.status, 'closed', 'its other half goes with it');
    const events = await listHireEvents(ground.database.pool, applicationId);
    assert.match(events.at(-1)?.text ?? '', /console:dana asked to adopt\. Settled\./);
    // The same once more writes nothing.
    const audits = () =>
      ground.database.pool.query(
        "select outcome from audit where application_id = $1 and operation = 'write application id'",
        [applicationId],
      );
    await ground.act('adoptEmployee', [request], runOf(request));
    assert.deepEqual(
      (await audits()).rows.map(({ outcome }) => outcome),
      ['written', 'unchanged'],
    );
  });

  it('does not adopt whoever is somebody else’s hire', async () => {
    const { atsOnly } = await pairInQueue();
    const other = await ground.acceptedHire();
    const taken = await ground.enteredEmployee(other.person, { customAtsApplicationId: other.applicationId });
    const request = wish(atsOnly, 'adopt', { employeeId: taken });
    assert.equal(await started(request), null);
    await assert.rejects(
      ground.act('adoptEmployee', [request], runOf(request)),
      new RegExp(`is the hire of application ${other.applicationId}`),
    );
    await ground.act('failAction', [request, 'It is somebody else.'], runOf(request));
    const item = await itemNow(atsOnly);
    assert.deepEqual([item?.status, item?.failure], ['open', 'It is somebody else.']);
    assert.equal(await applicationIdOf(taken), other.applicationId);
  });

  it('links without writing to either side, and the next night agrees', async () => {
    const { employeeId, atsOnly, hrisOnly } = await pairInQueue();
    const request = wish(hrisOnly, 'link', { reason: 'entered by hand' });
    assert.equal(await started(request), null);
    await ground.act('linkHire', [request], runOf(request));
    assert.equal(await unsettled(request), null);
    await ground.act('finishAction', [request], runOf(request));
    assert.equal(await applicationIdOf(employeeId), undefined);
    assert.equal((await itemNow(hrisOnly))?.status, 'resolved');
    assert.equal((await itemNow(atsOnly))?.status, 'closed');
    const { counts } = await ground.reconcile();
    assert.deepEqual(counts.found, { ats_only: 0, hris_only: 0, differing: 0, doubled: 0 });
  });

  it('ignores with a reason, until what is wrong changes', async () => {
    const { person, applicationId } = await ground.acceptedHire();
    const employeeId = await ground.enteredEmployee(person, { customAtsApplicationId: applicationId }, '103000.00');
    await ground.reconcile();
    const item = await ground.onlyItem();
    assert.match((await started(wish(item, 'ignore'))) ?? '', /needs a reason/);
    assert.equal((await itemNow(item))?.status, 'open');
    const request = wish(item, 'ignore', { reason: 'agreed by phone' });
    assert.equal(await started(request), null);
    await ground.act('finishAction', [request], runOf(request));
    assert.deepEqual((await itemNow(item))?.resolution, {
      action: 'ignore',
      by: 'console:dana',
      reason: 'agreed by phone',
    });
    await ground.reconcile();
    assert.deepEqual(await ground.queue(), []);
    await ground.call('PUT', `/bamboohr/_sandbox/employees/${employeeId}/compensation`, { rate: '90000.00' });
    await ground.reconcile();
    assert.equal((await ground.onlyItem()).kind, 'differing');
  });

  it('refuses an item that is not open any more', async () => {
    const { atsOnly } = await pairInQueue();
    const first = wish(atsOnly, 'ignore', { reason: 'x' });
    assert.equal(await started(first), null);
    const second = await ground.act('startAction', [wish(atsOnly, 'write')], { workflowId: 'another run' });
    assert.match(second.refusal ?? '', /resolving already/);
    await ground.act('finishAction', [first], runOf(first));
    assert.match((await started(wish(atsOnly, 'write'))) ?? '', /ignored already/);
    assert.match((await started({ ...first, itemId: 'rec_none' })) ?? '', /no such item/);
  });

  describe('writing: the hire’s own run is asked', () => {
    const asked = async (request: ReconciliationRequest) => {
      const plan = await ground.act('planHire', [request], runOf(request));
      await ground.act('requestHire', [request, plan], runOf(request));
      const id = deliveryId('reconciliation', `${request.itemId}:${request.requestedAt}`);
      const event = (await readDelivery(ground.database.pool, id))?.event;
      return { plan, kind: event?.kind };
    };

    it('is started where there is none', async () => {
      const { applicationId } = await ground.acceptedHire();
      await ground.reconcile();
      const request = wish(await ground.onlyItem(), 'write');
      assert.equal(await started(request), null);
      const { plan, kind } = await asked(request);
      assert.deepEqual([plan.by, plan.before, kind], ['inbox', null, 'candidateHired']);
      const watched = () => ground.act('watchHire', [request, plan], runOf(request));
      assert.equal((await watched()).moved, false);
      await hireIs(ground.database.pool, applicationId, { status: 'writing_hris' });
      assert.equal((await watched()).moved, false);
      await hireIs(ground.database.pool, applicationId, { status: 'waiting_for_hris' });
      assert.equal((await watched()).moved, true);
      assert.match((await unsettled(request)) ?? '', /no employee .* Its hire is waiting_for_hris\./);
    });

    it('is told to look again where it is through, and retried where it has failed', async () => {
      const { person, applicationId } = await ground.acceptedHire();
      await ground.enteredEmployee(person, { customAtsApplicationId: applicationId }, '103000.00');
      await hireIs(ground.database.pool, applicationId, { status: 'done' });
      await ground.reconcile();
      const request = wish(await ground.onlyItem(), 'write');
      assert.equal(await started(request), null);
      const { plan, kind } = await asked(request);
      assert.deepEqual([plan.by, kind], ['inbox', 'offerChanged']);
      assert.equal((await ground.act('watchHire', [request, plan], runOf(request))).moved, false);
      await hireIs(ground.database.pool, applicationId, { status: 'failed', reason: 'Something.' });
      assert.equal((await ground.act('watchHire', [request, plan], runOf(request))).moved, true);
      assert.match((await unsettled(request)) ?? '', /differ on compensation still\. Its hire is failed: Something\./);
      assert.equal((await ground.act('planHire', [request], runOf(request))).by, 'retry');
    });

    it('writes an employee anew that somebody has deleted, and no second one beside one that lost its id', async () => {
      const { person, applicationId } = await ground.acceptedHire();
      const employeeId = await ground.enteredEmployee(person);
      const patch = { hris: 'bamboohr', employeeId, writtenFields: { firstName: 'x' } };
      await hireIs(ground.database.pool, applicationId, { status: 'done', patch });
      await ground.reconcile();
      const item = (await ground.queue()).find(({ kind }) => kind === 'ats_only') as QueuedItem;
      const request = wish(item, 'write');
      assert.equal(await started(request), null);
      await assert.rejects(ground.act('planHire', [request], runOf(request)), /adopt it/);
      await ground.call('DELETE', `/bamboohr/_sandbox/employees/${employeeId}`);
      const { kind } = await asked(request);
      assert.equal(kind, 'offerChanged');
      assert.equal((await findHire(ground.database.pool, applicationId))?.employeeId, null);
    });
  });

  it('says of two employees who is left', async () => {
    const { person, applicationId } = await ground.acceptedHire();
    const columns = { customAtsApplicationId: applicationId };
    const ids = [await ground.enteredEmployee(person, columns), await ground.enteredEmployee(person, columns)];
    await ground.reconcile();
    const request = wish(await ground.onlyItem(), 'link', { employeeId: ids[1] as string, applicationId: '1' });
    assert.equal(await started(request), null);
    assert.match((await unsettled(request)) ?? '', new RegExp(`employees ${ids.join(', ')}`));
    await ground.act('linkHire', [request], runOf(request));
    assert.equal(await unsettled(request), null);
    await ground.call('POST', `/bamboohr/_sandbox/employees/${ids[1]}/terminate`, {});
    assert.equal(await unsettled(request), null);
  });
});
