import assert from 'node:assert/strict';
import { readDelivery } from '../../ledger/delivery-lookup.js';
import { deliveryId } from '../../ledger/deliveries.js';
import { closeHold } from '../../ledger/holds.js';
import { startConsole, type TestConsole } from './harness.js';
import { DIFF, heldHire } from './seed.js';

describe('console API: holds', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  const ids = async (query: string) =>
    (await app.get(`/api/holds${query}`)).body.items.map((hold: { id: string }) => hold.id);

  it('lists open holds, the longest waiting first, and others on demand', async () => {
    for (const id of ['1', '2', '3']) await heldHire(app.db, id);
    await closeHold(app.db, '2-hold', 'void', 'The records changed.');
    assert.deepEqual(await ids(''), ['1-hold', '3-hold']);
    assert.deepEqual(await ids('?status=void'), ['2-hold']);
    assert.deepEqual(await ids('?status=all'), ['1-hold', '3-hold', '2-hold']);
    assert.deepEqual(await ids('?applicationId=3'), ['3-hold']);
    const { body } = await app.get('/api/holds?status=all&limit=2');
    assert.equal(body.next, '2');
    assert.deepEqual(await ids(`?status=all&limit=2&before=${body.next}`), ['2-hold']);
  });

  it('shows one hold, and nothing that is only for Slack', async () => {
    await heldHire(app.db, '1');
    const { body } = await app.get('/api/holds/1-hold');
    assert.equal(body.diffHash, DIFF.hash);
    assert.deepEqual(body.differences, DIFF.differences);
    assert.equal('channelId' in body, false);
    assert.equal((await app.get('/api/holds/none')).status, 404);
  });

  it("keeps a decision in the inbox under the person's name", async () => {
    await heldHire(app.db, '1');
    const decision = { decision: 'use_hris', reason: ' The offer was corrected by phone. ', diffHash: DIFF.hash };
    const { status, body } = await app.post('/api/holds/1-hold/decision', decision);
    assert.equal(status, 202);
    assert.equal(body.accepted, true);
    assert.equal(body.holdId, '1-hold');
    assert.equal(body.decision, 'use_hris');
    assert.match(body.runUrl, /^http:\/\/temporal\.test\//);
    const id = deliveryId('console', ['1-hold', DIFF.hash, 'use_hris', 'console:local'].join(':'));
    const event = (await readDelivery(app.db, id))?.event;
    assert.equal(event?.kind, 'holdDecided');
    assert.equal(event.request.decidedBy, 'console:local');
    assert.equal(event.request.reason, 'The offer was corrected by phone.');
    assert.equal(app.wakes(), 1);
  });

  it('refuses a decision about a difference that is not the present one, and tells the present one', async () => {
    await heldHire(app.db, '1');
    const { status, body } = await app.post('/api/holds/1-hold/decision', { decision: 'use_offer', diffHash: 'old' });
    assert.equal(status, 409);
    assert.equal(body.error, 'conflict');
    assert.match(body.reason, /has changed since you saw it/);
    assert.equal(body.diffHash, DIFF.hash);
    assert.equal(app.wakes(), 0);
  });

  it('names what is missing from a decision', async () => {
    await heldHire(app.db, '1');
    const refused = async (body: unknown) => {
      const answer = await app.post('/api/holds/1-hold/decision', body);
      return [answer.status, answer.body.reason];
    };
    const hash = 'the body: diffHash: expected the diffHash of the hold as you saw it';
    assert.deepEqual(await refused({ decision: 'use_offer' }), [400, hash]);
    assert.deepEqual(await refused({ decision: 'yes', diffHash: DIFF.hash }), [
      400,
      'the body: decision: expected one of use_offer, use_hris, reject',
    ]);
    assert.deepEqual(await refused({ decision: 'reject', reason: ' ', diffHash: DIFF.hash }), [
      422,
      'This decision needs a reason.',
    ]);
    assert.equal((await refused([]))[0], 400);
    const malformed = await fetch(`${app.url}/api/holds/1-hold/decision`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"decision":',
    });
    assert.equal(malformed.status, 400);
    assert.deepEqual(await malformed.json(), { error: 'bad_request', reason: 'the body: expected JSON' });
  });

  it('refuses a decision about a hold that is closed, or was never there', async () => {
    await heldHire(app.db, '1');
    await closeHold(app.db, '1-hold', 'expired', 'Nobody decided in time.');
    const decision = { decision: 'use_offer', diffHash: DIFF.hash };
    assert.equal((await app.post('/api/holds/1-hold/decision', decision)).status, 409);
    assert.equal((await app.post('/api/holds/none/decision', decision)).status, 404);
  });
});
