import assert from 'node:assert/strict';
import { endOfBonus } from '../../cli/bonus-watch.js';
import type { BonusItem } from '../../cli/api-shapes.js';
import { ApiServer, type AskedFor } from './api-server.js';

const AT = '2026-11-22T00:41:08.000Z';
type Question = NonNullable<BonusItem['question']>;
const QUESTION: Question = {
  ...{ about: 'payout', status: 'open', openedAt: AT },
  ...{ decision: null, decidedBy: null, reason: null, progress: null },
};
const BONUS: BonusItem = {
  ...{ id: 'b1', advocacy: 'saasquatch', referralId: 'r1', advocateId: 'ann', advocateName: 'Ann Ash' },
  ...{ applicationId: '7', candidateName: 'Ada Byron', share: '1', amount: '1500.00', currency: 'USD', hiredAt: AT },
  ...{ dueAt: AT, status: 'awaiting_approval', statusReason: null, failedIn: null, paidAt: null, clawedBackAt: null },
  ...{ question: QUESTION, runUrl: null, updatedAt: AT },
};
const decided = (decision: 'approve' | 'reject', progress: string | null = null): Question => ({
  ...QUESTION,
  ...{ status: 'decided', decision, decidedBy: 'console:dana', progress },
});

describe('hireline bonuses', () => {
  let bonus: object;
  let afterwards: object;
  let server: ApiServer;
  before(async () => {
    server = await new ApiServer(({ method, url }: AskedFor) => {
      if (url.startsWith('/api/bonuses?')) return { body: { items: [bonus], next: null } };
      if (method !== 'POST') return { body: bonus };
      bonus = afterwards;
      return { status: 202, body: { accepted: true, runUrl: 'http://ui/run' } };
    }).start();
  });
  after(() => server.stop());
  beforeEach(() => {
    bonus = BONUS;
    server.asked.length = 0;
  });

  const run = (...args: string[]) => server.run(['bonuses', ...args]);

  it('says that it was approved once payroll has it', async () => {
    afterwards = { ...BONUS, status: 'paid', paidAt: AT, question: decided('approve') };
    const { exitCode, out } = await run('approve', 'b1');
    assert.equal(exitCode, 0);
    assert.equal(out[0], 'Decided: it is handed to payroll.');
    assert.match(out[1] ?? '', /^Carried out: payroll has it since 2026-11-2/);
    assert.deepEqual(server.asked.find(({ method }) => method === 'POST')?.body, {
      ...{ about: 'payout', decision: 'approve' },
    });
  });

  it('fails where the bonus has become void instead, and says why', async () => {
    afterwards = { ...BONUS, status: 'void', statusReason: 'The advocate has left.', question: decided('approve') };
    const { exitCode, out } = await run('approve', 'b1');
    assert.equal(exitCode, 1);
    assert.equal(out[1], 'The bonus is void, nothing is paid: The advocate has left.');
  });

  it('says of a bonus that was paid already when that was, and who decided', async () => {
    bonus = afterwards = { ...BONUS, status: 'paid', paidAt: AT, question: decided('approve') };
    const { exitCode, out } = await run('approve', 'b1');
    assert.equal(exitCode, 0);
    assert.equal(out[0], 'Decided already, by console:dana: it is handed to payroll.');
    assert.match(out[1] ?? '', /payroll has it since/);
  });

  it('does not wait where it is told so, nor longer than it is told', async () => {
    afterwards = { ...BONUS, question: decided('reject', 'Nothing is paid.') };
    const json = await run('reject', 'b1', '--reason', 'left', '--no-wait', '--json');
    assert.deepEqual(JSON.parse(json.out.join('\n')), { accepted: true, runUrl: 'http://ui/run' });
    bonus = BONUS;
    const { exitCode, out } = await run('reject', 'b1', '--reason', 'left', '--timeout', '1ms');
    assert.equal(exitCode, 1);
    assert.deepEqual(out.slice(0, 2), ['Decided: nothing is paid.', 'Nothing is paid.']);
    assert.match(out[2] ?? '', /^Not seen to be carried out within 0\.001 s: the bonus is awaiting approval\./);
    assert.equal((await run('reject', 'b1')).exitCode, 2);
  });

  const payout = (decision: 'approve' | 'reject') => ({ about: 'payout', decision }) as const;
  const clawback = (decision: 'approve' | 'reject') => ({ about: 'clawback', decision }) as const;
  const undone = { ...BONUS, paidAt: AT, status: 'clawback_awaiting_approval' } as const;
  const asked: Question = { ...QUESTION, about: 'clawback' };
  const table: [string, BonusItem, ReturnType<typeof payout | typeof clawback>, boolean | undefined][] = [
    ['under way', BONUS, payout('approve'), undefined],
    ['being handed over', { ...BONUS, status: 'approved', question: decided('approve') }, payout('approve'), undefined],
    ['rejected', { ...BONUS, status: 'rejected', question: decided('reject') }, payout('reject'), true],
    ['decided otherwise', { ...BONUS, status: 'rejected', question: decided('reject') }, payout('approve'), false],
    ['not asked any more', { ...BONUS, question: { ...QUESTION, status: 'void' } }, payout('approve'), false],
    ['failed', { ...BONUS, status: 'failed', statusReason: 'no answer' }, payout('approve'), false],
    ['to be taken back', { ...undone, question: asked }, clawback('approve'), undefined],
    ['taken back', { ...undone, status: 'clawed_back', clawedBackAt: AT, question: asked }, clawback('approve'), true],
    ['kept', { ...undone, status: 'settled', question: asked }, clawback('reject'), true],
  ];
  for (const [what, item, wish, carriedOut] of table) {
    it(`knows of a bonus that is ${what} whether the decision came to anything`, () => {
      assert.equal(endOfBonus(item, wish)?.carriedOut, carriedOut);
    });
  }
});
