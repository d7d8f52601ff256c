import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/common';
import type { BonusNotice } from '../../schemas/notice.js';
import type { BonusDecision } from '../../schemas/referral-bonus.js';
import type { PayrollWord } from '../../workflows/bonus-contract.js';
import { BonusGround } from './ground.js';

const QUESTION = 'q1';
const word = (change: Partial<PayrollWord> = {}): PayrollWord => ({
  ...{ about: 'payout', says: 'has_it_not', tries: 0, reason: 'I looked', saidBy: 'console:dana' },
  ...change,
});
const ofType = (type: string) => (error: ApplicationFailure) => error.type === type;

describe('a referral bonus', () => {
  let ground: BonusGround;
  let id: string;
  beforeEach(async () => {
    ground = await BonusGround.start();
    id = await ground.dueBonus();
  });
  afterEach(() => ground.stop());

  const decision = (change: Partial<BonusDecision> = {}): BonusDecision => ({
    ...{ bonusId: id, workflowId: 'referral-bonus:saasquatch:r1', about: 'payout', decision: 'approve' },
    ...{ decidedBy: 'slack:U0DANA', decidedAt: '2026-11-21T10:00:00.000Z', ...change },
  });
  const status = async () => (await ground.row(id))['status'];
  const approved = async () => {
    await ground.bonus('lookAtBonus', id);
    await ground.bonus('announceBonus', id, { questionId: QUESTION, about: 'payout' });
    const taken = await ground.bonus('acceptBonusDecision', QUESTION, decision());
    assert.deepEqual(taken, { accepted: true, why: null });
  };

  it('is looked at: due by the start date, its conditions read anew', async () => {
    const look = await ground.bonus('lookAtBonus', id);
    assert.deepEqual([look.status, look.verdict, look.dueAt], ['checking', { is: 'met' }, '2026-04-05T04:00:00.000Z']);
    await ground.hired('2099-01-05');
    const later = await ground.bonus('lookAtBonus', id);
    assert.equal(later.status, 'waiting');
    ground.vendors.terminated.add('h-grace');
    const gone = await ground.bonus('lookAtBonus', id);
    assert.deepEqual(gone.verdict, { is: 'not_met', reason: 'The advocate has left.', undone: false });
    ground.vendors.terminated.clear();
    ground.vendors.hrisKnows.clear();
    assert.equal((await ground.bonus('lookAtBonus', id)).verdict.is, 'unknown');
    assert.ok(ground.vendors.attribution);
    ground.vendors.attribution = { ...ground.vendors.attribution, status: 'active' };
    const undone = await ground.bonus('lookAtBonus', id);
    assert.deepEqual(undone.verdict, { is: 'not_met', reason: 'The hire was undone.', undone: true });
  });

  it('goes with who the candidate is the hire of, until people are asked', async () => {
    await ground.captured('r2', '0.5', { advocateId: 'a2' });
    await ground.deps.db.query(`update referrals set share = 0.5 where referral_id = 'r1'`);
    await ground.bonus('lookAtBonus', id);
    assert.equal((await ground.row(id))['amount'], '750.00');
  });

  it('is void where the candidate has become the hire of another advocate', async () => {
    await ground.deps.db.query(`update referrals set share = 0 where referral_id = 'r1'`);
    const look = await ground.bonus('lookAtBonus', id);
    assert.equal(look.verdict.is === 'not_met' && look.verdict.undone, false);
    assert.equal(look.verdict.is, 'not_met');
  });

  it('is asked about, and says in its message what became of it', async () => {
    await approved();
    await ground.bonus('reportBonusQuestion', QUESTION, { progress: 'It is handed to payroll.' });
    const { paid, summary } = await ground.bonus('payBonus', id, null);
    assert.deepEqual([paid, summary], [true, 'Gusto pays 1500.00 USD.']);
    const bonuses = ground.vendors.notices.filter((one): one is BonusNotice => one.kind === 'bonus');
    assert.deepEqual(
      bonuses.map(({ state }) => (state.is === 'decided' ? state.progress : state.is)),
      ['open', 'It is handed to payroll.', 'Gusto pays 1500.00 USD.'],
    );
    assert.equal(bonuses[0]?.amount, '1500.00 USD');
    assert.equal(bonuses[0]?.candidate, 'Ada Byron');
    assert.equal(bonuses[0]?.workflowId, 'referral-bonus:saasquatch:r1');
    const [adjustment, ...others] = ground.vendors.adjustments;
    assert.deepEqual(others, []);
    assert.deepEqual([adjustment?.kind, adjustment?.amount, adjustment?.employee], ['payment', '1500.00', 'pe-1']);
    assert.equal(await status(), 'paid');
    const { rows } = await ground.deps.db.query('select outcome from audit where step = $1', ['payroll.payout.1.0']);
    assert.deepEqual(rows, [{ outcome: 'written' }]);
  });

  it('takes no decision by others, without a reason, of an advocate about their own, or twice', async () => {
    await ground.bonus('announceBonus', id, { questionId: QUESTION, about: 'payout' });
    const why = async (change: Partial<BonusDecision>) =>
      (await ground.bonus('acceptBonusDecision', QUESTION, decision(change))).why;
    assert.equal(await why({ decidedBy: 'slack:U0EVE' }), 'not on the list of approvers');
    assert.equal(await why({ decision: 'reject' }), 'a reason is needed');
    assert.equal(await why({ decidedBy: 'console:Grace@acme.example' }), 'nobody decides about their own bonus');
    ground.vendors.slackEmails.set('U0DANA', 'grace@acme.example');
    assert.equal(await why({}), 'nobody decides about their own bonus');
    ground.vendors.slackEmails.clear();
    assert.equal(await why({ decision: 'reject', reason: 'no' }), null);
    assert.equal(await why({ decidedBy: 'console:eve' }), 'the question is decided');
    assert.equal(await status(), 'rejected');
  });

  it('is handed over once, whatever becomes of the answer', async () => {
    await approved();
    ground.vendors.lost = 1;
    await assert.rejects(ground.bonus('payBonus', id, null), ofType('VendorUnavailable'));
    assert.equal(await status(), 'approved');
    await ground.bonus('payBonus', id, null);
    assert.equal(ground.vendors.adjustments.length, 1);
    assert.deepEqual([await status(), (await ground.row(id))['payment_id']], ['paid', 'payroll-0']);
    await ground.bonus('payBonus', id, null);
    assert.equal(ground.vendors.adjustments.length, 1);
  });

  describe('of which it is in doubt whether payroll has it', () => {
    beforeEach(async () => {
      await approved();
      ground.vendors.lost = 1;
      await assert.rejects(ground.bonus('payBonus', id, null), ofType('VendorUnavailable'));
      ground.vendors.inDoubt = true;
      await assert.rejects(ground.bonus('payBonus', id, null), ofType('WriteNotKept'));
    });

    it('is not handed over again by itself', () => assert.equal(ground.vendors.adjustments.length, 1));

    it('is paid when a person has found it', async () => {
      await ground.bonus('payBonus', id, word({ says: 'has_it' }));
      assert.equal(ground.vendors.adjustments.length, 1);
      assert.deepEqual([await status(), (await ground.row(id))['payment_id']], ['paid', 'found by hand']);
    });

    it('is handed over again, once, when a person has not', async () => {
      ground.vendors.adjustments = [];
      ground.vendors.lost = 1;
      await assert.rejects(ground.bonus('payBonus', id, word()), ofType('VendorUnavailable'));
      // The same word again, while it cannot be told again, is not another one.
      await assert.rejects(ground.bonus('payBonus', id, word()), ofType('WriteNotKept'));
      assert.equal(ground.vendors.adjustments.length, 1);
      ground.vendors.inDoubt = false;
      await ground.bonus('payBonus', id, word());
      assert.equal(ground.vendors.adjustments.length, 1);
      assert.deepEqual([await status(), (await ground.row(id))['payment_tries']], ['paid', 1]);
    });
  });

  it('is void when the hire was undone after the approval and payroll has nothing', async () => {
    await approved();
    assert.ok(ground.vendors.attribution);
    ground.vendors.attribution = { ...ground.vendors.attribution, status: 'rejected' };
    const { paid } = await ground.bonus('payBonus', id, null);
    const row = await ground.row(id);
    assert.deepEqual([paid, row['status'], row['undone']], [false, 'void', true]);
    assert.deepEqual(ground.vendors.adjustments, []);
  });

  it('is paid when payroll had it already as the hire was undone: it is taken back then', async () => {
    await approved();
    ground.vendors.lost = 1;
    await assert.rejects(ground.bonus('payBonus', id, null), ofType('VendorUnavailable'));
    assert.ok(ground.vendors.attribution);
    ground.vendors.attribution = { ...ground.vendors.attribution, status: 'rejected' };
    assert.equal((await ground.bonus('payBonus', id, null)).paid, true);
    assert.equal(ground.vendors.adjustments.length, 1);
    const look = await ground.bonus('lookAtBonus', id);
    assert.deepEqual([look.status, look.verdict.is, look.clawbackApproved], ['paid', 'not_met', false]);

    await ground.bonus('announceBonus', id, { questionId: 'q2', about: 'clawback' });
    await ground.bonus('acceptBonusDecision', 'q2', decision({ about: 'clawback' }));
    assert.equal((await ground.bonus('lookAtBonus', id)).clawbackApproved, true);
    await ground.bonus('deductBonus', id, null);
    await ground.bonus('deductBonus', id, null);
    assert.deepEqual(
      ground.vendors.adjustments.map(({ kind, amount }) => [kind, amount]),
      [
        ['payment', '1500.00'],
        ['deduction', '1500.00'],
      ],
    );
    const row = await ground.row(id);
    assert.deepEqual([row['status'], row['undone']], ['clawed_back', true]);
    const { rows } = await ground.deps.db.query<{ text: string }>(
      `select text from referral_events where type = 'bonus' order by id`,
    );
    assert.deepEqual(
      rows.map(({ text }) => text),
      [
        'A bonus of 1500.00 USD is meant.',
        'People are asked whether the bonus is paid.',
        'slack:U0DANA decided that the bonus is paid.',
        'Gusto pays 1500.00 USD.',
        'The hire was undone after the payout: people are asked whether the bonus is taken back.',
        'slack:U0DANA decided that the bonus is taken back.',
        'Gusto takes back 1500.00 USD.',
      ],
    );
  });

  it('goes nowhere when payroll has nobody, or two, with the address', async () => {
    await approved();
    ground.vendors.payrollEmployees = [];
    await assert.rejects(ground.bonus('payBonus', id, null), ofType('VendorNotFound'));
    ground.vendors.payrollEmployees = ['pe-1', 'pe-2'];
    await assert.rejects(ground.bonus('payBonus', id, null), ofType('DuplicateRecords'));
    assert.deepEqual(ground.vendors.adjustments, []);
  });

  it('goes on where it failed', async () => {
    await approved();
    await ground.bonus('reportBonusFailure', id, { step: 'handing it to payroll', reason: 'in doubt', times: 1 });
    const row = await ground.row(id);
    assert.deepEqual([row['status'], row['failed_in']], ['failed', 'approved']);
    assert.equal((await ground.bonus('lookAtBonus', id)).status, 'approved');
  });
});
