import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { employeeOrderKey } from '../../ledger/order-keys.js';
import { countFailure } from '../../ledger/step-failures.js';
import { decideHold } from '../../ledger/holds.js';
import { readDelivery } from '../../ledger/delivery-lookup.js';
import { hireConfirmationWorkflowId, hireWorkflowId } from '../../workflows/contract.js';
import { confirmationIs } from './confirmation-seed.js';
import { startConsole, type TestConsole } from './harness.js';
import { arrived, DIFF, forwardAll, heldHire, hireIs, wrote } from './seed.js';

describe('console API: hires', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  it('lists hires, last changed first, a page at a time', async () => {
    for (const id of ['1', '2', '3']) await hireIs(app.db, id, { status: 'received' });
    const first = await app.get('/api/hires?limit=2');
    assert.deepEqual(
      first.body.items.map((hire: { applicationId: string }) => hire.applicationId),
      ['3', '2'],
    );
    assert.equal(
      first.body.items[0].runUrl.startsWith('http://temporal.test/namespaces/default/workflows/hire%3A'),
      true,
    );
    assert.match(first.body.items[0].receivedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const second = await app.get(`/api/hires?limit=2&before=${encodeURIComponent(first.body.next)}`);
    assert.deepEqual(
      second.body.items.map((hire: { applicationId: string }) => hire.applicationId),
      ['1'],
    );
    assert.equal(second.body.next, null);
  });

  it('finds hires by stage, by a part of the name, and by an id of any system', async () => {
    await heldHire(app.db, '10');
    await hireIs(app.db, '11', { status: 'done', patch: { candidateName: 'Grace Hopper' } });
    const found = async (query: string) =>
      (await app.get(`/api/hires?${query}`)).body.items.map((hire: { applicationId: string }) => hire.applicationId);
    assert.deepEqual(await found('status=held'), ['10']);
    assert.deepEqual(await found('q=hopp'), ['11']);
    assert.deepEqual(await found('q=e10'), ['10']);
    assert.deepEqual(await found('status=&q='), ['11', '10']);
    assert.deepEqual(await found('status=done&q=ada'), []);
  });

  it('says of a parameter what was expected', async () => {
    const refused = async (query: string) => {
      const { status, body } = await app.get(`/api/hires?${query}`);
      assert.equal(status, 400);
      assert.equal(body.error, 'bad_request');
      return body.reason as string;
    };
    assert.match(await refused('status=waiting'), /^status: expected one of received, writing_hris, /);
    assert.equal(await refused('limit=0'), 'limit: expected a whole number from 1 to 200');
    assert.equal(await refused('limit=201'), 'limit: expected a whole number from 1 to 200');
    assert.equal(await refused('limit=many'), 'limit: expected a whole number from 1 to 200');
    assert.equal(await refused("before=now()'"), 'before: expected the next of an earlier page');
    assert.equal(await refused('before=2026-13-45 00:00:00|1'), 'before: expected the next of an earlier page');
    assert.equal(await refused('before=2026-02-30 00:00:00%2B00|1'), 'a parameter is not a possible value');
    assert.equal(await refused('q=%00'), 'a parameter is not a possible value');
    assert.equal(await refused('state=held'), 'state: not known here, expected one of status, q, limit, before');
    assert.equal(await refused('q=a&q=b'), 'q: expected text');
  });

  it('tells one hire in one timeline over all systems', async () => {
    const workflowId = hireWorkflowId('greenhouse', '20');
    await arrived(app.db, { eventId: 'ev1', workflowId, event: { kind: 'offerAccepted', applicationId: '20' } });
    await forwardAll(app.db);
    // What happens within a millisecond has no order.
    await pause(2);
    const holdId = await heldHire(app.db, '20');
    await pause(2);
    await arrived(app.db, {
      eventId: 'ev2',
      vendor: 'bamboohr',
      eventType: 'employee.created',
      status: 'ignored',
      reason: 'It is about nobody whose hire is under way.',
      orderKey: employeeOrderKey('bamboohr', 'e20'),
    });
    await arrived(app.db, { eventId: 'ev3', vendor: 'bamboohr', orderKey: employeeOrderKey('bamboohr', 'e21') });
    await pause(2);
    await wrote(app.db, '20', 'bamboohr', 'create employee');
    await countFailure(app.db, {
      key: 'run:1',
      applicationId: '20',
      step: 'createEmployee',
      message: 'it answered 503',
      first: true,
    });
    app.run.query = () =>
      Promise.resolve({ status: 'held', reason: null, employeeId: 'e20', payrollEmployeeId: null, hold: null });

    const before = (await app.get('/api/hires/20')).body;
    assert.equal(before.status, 'held');
    assert.equal(before.candidateName, 'Ada Byron');
    assert.deepEqual(before.hold.differences, DIFF.differences);
    assert.equal(before.live.employeeId, 'e20');
    assert.equal(before.liveError, null);
    assert.equal(before.failures[0].lastFailure, 'it answered 503');
    assert.deepEqual(
      before.records.map(({ title, recordId }: { title: string; recordId: string }) => [title, recordId]),
      [
        ['Greenhouse', '20'],
        ['BambooHR', 'e20'],
      ],
    );

    await pause(2);
    const decision = { holdId, diffHash: DIFF.hash, decision: 'use_offer', decidedBy: 'slack:U1' } as const;
    await decideHold(app.db, { ...decision, decidedAt: new Date().toISOString() }, 'Decided.');
    const { timeline, hold } = (await app.get('/api/hires/20')).body as {
      timeline: { at: string; system: string; kind: string; text: string; runUrl?: string }[];
      hold: unknown;
    };
    assert.equal(hold, null);
    assert.deepEqual(
      timeline.map(({ system, kind }) => `${system} ${kind}`),
      [
        'greenhouse delivery',
        'hireline stage',
        'hireline hold',
        'bamboohr delivery',
        'bamboohr write',
        'hireline decision',
      ],
    );
    assert.deepEqual(
      [...timeline.map(({ at }) => at)].sort(),
      timeline.map(({ at }) => at),
    );
    assert.equal(timeline[0]?.text, 'offer_updated arrived and was handed on to the run.');
    assert.equal(timeline[4]?.text, 'Create employee: written (record 77).');
    assert.equal(timeline[4]?.runUrl, 'http://temporal.test/20');
    assert.equal(timeline[5]?.text, "slack:U1 decided: the offer's values count.");
  });

  it('shows the hire when its run does not answer', async function () {
    this.timeout(10_000);
    await hireIs(app.db, '30', { status: 'dispatching' });
    app.run.query = () => new Promise(() => undefined);
    const slow = (await app.get('/api/hires/30')).body;
    assert.equal(slow.live, null);
    assert.equal(slow.liveError, 'Neither Temporal nor a worker answered within 2 s.');
    app.run.query = () => Promise.reject(new WorkflowNotFoundError('gone', 'hire:greenhouse:30', undefined));
    assert.equal((await app.get('/api/hires/30')).body.liveError, 'Temporal has no such run.');
  });

  it('answers 404 for a hire it does not know', async () => {
    const { status, body } = await app.get('/api/hires/404');
    assert.equal(status, 404);
    assert.deepEqual(body, { error: 'not_found' });
    assert.equal((await app.post('/api/hires/404/retry')).status, 404);
    assert.equal((await app.get('/api/nothing')).status, 404);
  });

  describe('retry', () => {
    const kept = async (id: string) => (await readDelivery(app.db, id))!;

    it('keeps the wish in the inbox, each time anew', async () => {
      await hireIs(app.db, '40', { status: 'failed' });
      const first = await app.post('/api/hires/40/retry');
      assert.equal(first.status, 202);
      assert.equal(first.body.accepted, true);
      const delivery = await kept(first.body.deliveryId);
      assert.deepEqual(delivery.event, { kind: 'retryRequested', applicationId: '40', requestedBy: 'console:local' });
      assert.equal(delivery.vendor, 'console');
      assert.equal(delivery.status, 'pending');
      assert.equal(delivery.orderKey, hireWorkflowId('greenhouse', '40'));
      assert.equal(app.wakes(), 1);
      const second = await app.post('/api/hires/40/retry');
      assert.notEqual(second.body.deliveryId, first.body.deliveryId);
    });

    it('starts a run that has ended anew', async () => {
      await hireIs(app.db, '41', { status: 'failed' });
      for (const name of ['FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']) {
        app.run.describe = () => Promise.resolve({ status: { name } });
        const { body } = await app.post('/api/hires/41/retry');
        assert.deepEqual((await kept(body.deliveryId)).event, { kind: 'candidateHired', applicationId: '41' });
      }
      app.run.describe = () => Promise.reject(new WorkflowNotFoundError('gone', 'hire:greenhouse:41', undefined));
      const { body } = await app.post('/api/hires/41/retry');
      assert.equal((await kept(body.deliveryId)).event?.kind, 'candidateHired');
    });

    it('keeps the wish while Temporal is down', async () => {
      await hireIs(app.db, '42', { status: 'failed' });
      app.run.describe = () => Promise.reject(new Error('connection refused'));
      const { status, body } = await app.post('/api/hires/42/retry');
      assert.equal(status, 202);
      assert.equal((await kept(body.deliveryId)).event?.kind, 'retryRequested');
    });

    it('refuses what has not failed, or has completed', async () => {
      await hireIs(app.db, '43', { status: 'comparing' });
      const { status, body } = await app.post('/api/hires/43/retry');
      assert.equal(status, 409);
      assert.deepEqual(body, { error: 'conflict', reason: 'The hire has not failed: it is comparing.' });
      await hireIs(app.db, '44', { status: 'failed' });
      app.run.describe = () => Promise.resolve({ status: { name: 'COMPLETED' } });
      assert.equal((await app.post('/api/hires/44/retry')).status, 409);
      assert.equal(app.wakes(), 0);
    });

    it('tries a failed confirmation again, also of a hire that is done', async () => {
      await hireIs(app.db, '45', { status: 'done' });
      await confirmationIs(app.db, '45', 'failed', 'confirming the hire: HubSpot answered 502');
      const shown = (await app.get('/api/hires/45')).body;
      assert.equal(shown.confirmation.status, 'failed');
      assert.equal(shown.confirmation.statusReason, 'confirming the hire: HubSpot answered 502');

      const { status, body } = await app.post('/api/hires/45/retry');
      assert.equal(status, 202);
      assert.deepEqual(body, { accepted: true, retried: ['confirmation'], deliveryId: null });
      const run = hireConfirmationWorkflowId('greenhouse', '45');
      assert.deepEqual(app.signalled, [
        {
          ...{ type: 'hireConfirmation', workflowId: run, args: [{ ats: 'greenhouse', applicationId: '45' }] },
          ...{ signal: 'retry', signalArgs: [{ requestedBy: 'console:local' }] },
        },
      ]);
      app.run.signalWithStart = () => Promise.reject(new Error('connection refused'));
      assert.equal((await app.post('/api/hires/45/retry')).status, 503);
    });

    it('tries both again where both have failed', async () => {
      await hireIs(app.db, '46', { status: 'failed' });
      await confirmationIs(app.db, '46', 'failed');
      const { body } = await app.post('/api/hires/46/retry');
      assert.deepEqual(body.retried, ['hire', 'confirmation']);
      assert.equal((await kept(body.deliveryId)).event?.kind, 'retryRequested');
      assert.equal(app.signalled.length, 1);
    });

    it('knows of a confirmation whose hire it has never seen', async () => {
      await confirmationIs(app.db, '47', 'failed');
      assert.deepEqual((await app.post('/api/hires/47/retry')).body.retried, ['confirmation']);
      await confirmationIs(app.db, '48', 'waiting_for_consent');
      const { status, body } = await app.post('/api/hires/48/retry');
      assert.equal(status, 409);
      assert.equal(body.reason, 'The confirmation of the hire has not failed: it is waiting_for_consent.');
      await hireIs(app.db, '49', { status: 'done' });
      await confirmationIs(app.db, '49', 'confirmed');
      assert.equal((await app.post('/api/hires/49/retry')).status, 409);
      await confirmationIs(app.db, '49', 'not_referred');
      assert.equal((await app.get('/api/hires/49')).body.confirmation, null);
    });
  });
});
