import assert from 'node:assert/strict';
import { failBonus } from '../../ledger/referral-bonuses.js';
import { bonusWorkflowId } from '../../workflows/contract.js';
import { bonusIs } from './bonus-seed.js';
import { startConsole, type TestConsole } from './harness.js';

describe('console API: bonuses', () => {
  let app: TestConsole;
  beforeEach(async () => {
    app = await startConsole();
  });
  afterEach(() => app.stop());

  const pathOf = (id: string, what = '') => `/api/bonuses/${encodeURIComponent(id)}${what}`;
  const deliveries = async () =>
    (
      await app.db.query<{ event: { decision: object }; workflow_id: string }>(
        'select event, workflow_id from deliveries',
      )
    ).rows;

  it('lists what waits for a person first, and one as its alert links to it', async () => {
    const waiting = await bonusIs(app.db, 'r1', 'waiting');
    const open = await bonusIs(app.db, 'r2', 'awaiting_approval');
    const failed = await bonusIs(app.db, 'r3', 'approved');
    await failBonus(app.db, failed, 'handing it to payroll: in doubt');
    const { items } = (await app.get('/api/bonuses')).body as { items: { id: string }[] };
    assert.deepEqual(
      items.map(({ id }) => id),
      [open, failed, waiting],
    );
    const page = (await app.get('/api/bonuses?limit=1&before=1')).body as { items: { id: string }[]; next: string };
    assert.deepEqual([page.items[0]?.id, page.next], [failed, '2']);
    const { body } = await app.get(pathOf(open));
    assert.deepEqual([body.status, body.amount, body.question.about], ['awaiting_approval', '1500.00', 'payout']);
    assert.equal(body.candidateName, 'Ada Byron');
    assert.equal((await app.get(pathOf('none'))).status, 404);
    assert.equal((await app.get('/api/bonuses?status=nonsense')).status, 400);
    assert.equal((await app.get('/api/bonuses?status=failed')).body.items.length, 1);
  });

  it('keeps a decision in the inbox, once', async () => {
    const id = await bonusIs(app.db, 'r1', 'awaiting_approval');
    for (let times = 0; times < 2; times += 1) {
      const answer = await app.post(pathOf(id, '/decision'), { decision: 'approve' });
      assert.equal(answer.status, 202);
    }
    const [delivery, ...others] = await deliveries();
    assert.deepEqual(others, []);
    assert.equal(delivery?.workflow_id, bonusWorkflowId('saasquatch', 'r1'));
    const { decidedAt: _, ...decision } = delivery?.event.decision as Record<string, unknown>;
    assert.deepEqual(decision, {
      ...{ bonusId: id, workflowId: bonusWorkflowId('saasquatch', 'r1'), about: 'payout', decision: 'approve' },
      decidedBy: 'console:local',
    });
    assert.ok(app.wakes() > 0);
  });

  it('refuses what was not asked, and a rejection without a reason', async () => {
    const open = await bonusIs(app.db, 'r1', 'clawback_awaiting_approval');
    const paid = await bonusIs(app.db, 'r2', 'paid');
    const decide = async (id: string, body: object) => (await app.post(pathOf(id, '/decision'), body)).status;
    assert.equal(await decide(open, { decision: 'reject' }), 422);
    assert.equal(await decide(open, { decision: 'approve', about: 'payout' }), 409);
    assert.equal(await decide(paid, { decision: 'approve' }), 409);
    assert.equal(await decide('none', { decision: 'approve' }), 404);
    assert.equal(await decide(open, { decision: 'perhaps' }), 400);
    assert.deepEqual(await deliveries(), []);
    assert.equal(await decide(open, { decision: 'reject', reason: ' our mistake ' }), 202);
    const [delivery] = await deliveries();
    assert.equal((delivery?.event.decision as { reason: string }).reason, 'our mistake');
  });

  it('retries what has failed, and starts a run where it has ended', async () => {
    const id = await bonusIs(app.db, 'r1', 'approved');
    assert.equal((await app.post(pathOf(id, '/retry'))).status, 409);
    await failBonus(app.db, id, 'in doubt');
    assert.equal((await app.post(pathOf(id, '/retry'))).status, 202);
    assert.deepEqual(app.signalled[0], {
      ...{ type: 'referralBonus', workflowId: bonusWorkflowId('saasquatch', 'r1'), args: [{ bonusId: id }] },
      ...{ signal: 'retry', signalArgs: [{ requestedBy: 'console:local' }] },
    });
  });

  it("passes on a person's word about payroll where it was in doubt", async () => {
    const id = await bonusIs(app.db, 'r1', 'approved');
    const say = async (body: object) => (await app.post(pathOf(id, '/payroll'), body)).status;
    assert.equal(await say({ says: 'has_it', reason: 'there' }), 409);
    await failBonus(app.db, id, 'in doubt');
    assert.equal(await say({ says: 'has_it', reason: ' ' }), 400);
    assert.equal(await say({ says: 'has_it_not', reason: 'I looked' }), 202);
    assert.deepEqual(app.signalled[0]?.signalArgs, [
      { about: 'payout', says: 'has_it_not', tries: 0, reason: 'I looked', saidBy: 'console:local' },
    ]);
  });
});
