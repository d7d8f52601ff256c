import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { Connectors } from '../../connectors/registry.js';
import { screeningWorkflowId } from '../../workflows/contract.js';
import { startConsole, type TestConsole } from './harness.js';
import { screeningIs } from './screening-seed.js';

const missing = () => Promise.reject(ApplicationFailure.nonRetryable('404', 'VendorNotFound'));
const ATS = {
  title: 'Greenhouse',
  readApplication: (id: string) =>
    id === '7' ? Promise.resolve({ applicationId: '7', candidateId: '70' }) : missing(),
  readCandidate: (id: string) => (id === '70' ? Promise.resolve({ candidateId: '70' }) : missing()),
};

describe('console API: screening', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole(undefined, { ats: ATS } as unknown as Connectors);
  });
  afterEach(() => app.stop());

  const ids = async (query = '') =>
    (await app.get(`/api/screening${query}`)).body.items.map((one: { resultId: string }) => one.resultId);
  const choose = async (resultId: string, body: unknown) => {
    const answer = await app.post(`/api/screening/checkr/${resultId}/choose`, body);
    return [answer.status, answer.body.reason];
  };

  it('lists what failed first, with the newest state and no more', async () => {
    await screeningIs(app.db, 'r1', 'written', { candidateId: '70', applicationId: '7' });
    await screeningIs(app.db, 'r2', 'failed');
    await screeningIs(app.db, 'r3', 'failed');
    assert.deepEqual(await ids(), ['r2', 'r3', 'r1']);
    assert.deepEqual(await ids('?status=failed'), ['r2', 'r3']);
    assert.deepEqual(await ids('?limit=1&before=2'), ['r1']);
    const { body } = await app.get('/api/screening/checkr/r2');
    assert.deepEqual([body.status, body.statusReason, body.states], ['failed', 'nobody has this address', 1]);
    assert.deepEqual([body.newest.kind, body.newest.outcome], ['background_check', 'clear']);
    assert.equal((await app.get('/api/screening/checkr/none')).status, 404);
  });

  it("gives a person's choice to the run, and starts one where it has ended", async () => {
    await screeningIs(app.db, 'r1', 'failed');
    assert.equal((await choose('r1', { candidateId: '70', applicationId: '7' }))[0], 202);
    assert.equal((await choose('r1', { candidateId: '70' }))[0], 202);
    assert.deepEqual(app.signalled[0], {
      type: 'screeningWriteback',
      workflowId: screeningWorkflowId('checkr', 'r1'),
      args: [{ screening: 'checkr', resultId: 'r1' }],
      signal: 'chooseCandidate',
      signalArgs: [{ candidateId: '70', applicationId: '7', chosenBy: 'console:local' }],
    });
    assert.deepEqual(app.signalled[1]?.signalArgs, [
      { candidateId: '70', applicationId: null, chosenBy: 'console:local' },
    ]);
  });

  it('refuses a choice that cannot be meant', async () => {
    await screeningIs(app.db, 'r1', 'failed');
    await screeningIs(app.db, 'done', 'written', { candidateId: '70', applicationId: '7' });
    assert.deepEqual(await choose('r1', { candidateId: '71', applicationId: '7' }), [
      422,
      "In Greenhouse application 7 is candidate 70's, not 71's.",
    ]);
    assert.deepEqual(await choose('r1', { candidateId: '71' }), [422, 'Greenhouse has no candidate 71.']);
    assert.equal((await choose('r1', { applicationId: '7' }))[0], 400);
    assert.equal((await choose('done', { candidateId: '70' }))[0], 409);
    assert.equal((await choose('none', { candidateId: '70' }))[0], 404);
    assert.deepEqual(app.signalled, []);
  });

  it('retries what failed, and only that', async () => {
    await screeningIs(app.db, 'r1', 'failed');
    await screeningIs(app.db, 'r2', 'reading');
    assert.equal((await app.post('/api/screening/checkr/r1/retry')).status, 202);
    assert.deepEqual(app.signalled[0]?.signalArgs, [{ requestedBy: 'console:local' }]);
    assert.equal(app.signalled[0]?.signal, 'retry');
    const { status, body } = await app.post('/api/screening/checkr/r2/retry');
    assert.deepEqual([status, body.reason], [409, 'The result has not failed: it is reading.']);
  });
});
