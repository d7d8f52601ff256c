import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bonusMessage } from '../../../connectors/slack/blocks/bonus-message.js';
import { bonusDecisionOfAction, bonusDecisionOfView, bonusReasonModal } from '../../../connectors/slack/index.js';
import { checkBlocks } from '../../../connectors/slack/simulator/block-kit.js';
import type { BonusNotice } from '../../../schemas/notice.js';
import { bonusNotice } from './bonus-notice.js';
import { RUN_URL } from './notices.js';

type Json = Record<string, any>;

const blocksOf = (notice: BonusNotice) => bonusMessage(notice).blocks as unknown as Json[];
const buttonsOf = (notice: BonusNotice) =>
  (blocksOf(notice).find(({ type }) => type === 'actions')?.['elements'] ?? []) as Json[];

describe('the message of a referral bonus', () => {
  it('says who gets how much for whom, and carries what a decision needs', () => {
    const notice = bonusNotice();
    const [title, about] = blocksOf(notice);
    assert.equal(title?.['text'].text, 'Referral bonus due: 1500.00 USD for Grace Hopper');
    assert.match(about?.['text'].text as string, /Hired 2026-09-01, and still there/);
    assert.deepEqual(
      buttonsOf(notice).map((button) => [button['action_id'], button['text'].text, button['style']]),
      [
        ['approve_bonus', 'Approve', 'primary'],
        ['reject_bonus', 'Reject', 'danger'],
      ],
    );
    for (const button of buttonsOf(notice)) {
      const decision = bonusDecisionOfAction(button);
      const { bonusId, workflowId } = notice;
      assert.deepEqual(decision, {
        ...{ bonusId, workflowId, about: 'payout' },
        decision: button['action_id'] === 'approve_bonus' ? 'approve' : 'reject',
      });
    }
  });

  it('asks another thing where the hire was undone', () => {
    assert.deepEqual(
      buttonsOf(bonusNotice({ about: 'clawback' })).map((button) => button['text'].text),
      ['Take it back', 'Let it be'],
    );
  });

  const states: BonusNotice['state'][] = [
    { is: 'open', remindedTimes: 2 },
    {
      ...{ is: 'decided', decision: 'reject', decidedBy: 'slack:U0DANA', decidedAt: '2026-11-21T10:00:00Z' },
      ...{ reason: 'a recruiter', progress: 'Nothing is paid.' },
    },
    { is: 'void', why: 'The hire was undone.' },
    { is: 'expired', why: 'Nobody decided in time.' },
  ];
  for (const about of ['payout', 'clawback'] as const) {
    for (const state of states) {
      it(`is taken by Slack: ${about}, ${state.is}`, () => {
        const message = bonusMessage(bonusNotice({ about, state }));
        checkBlocks(message.blocks);
        assert.ok(message.text.includes(RUN_URL));
        assert.equal(buttonsOf(bonusNotice({ about, state })).length, state.is === 'open' ? 2 : 0);
      });
    }
  }

  it('is taken by Slack whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 4_000 }),
        fc.array(fc.string({ maxLength: 4_000 }), { maxLength: 5 }),
        (text, lines) => {
          checkBlocks(bonusMessage(bonusNotice({ advocate: text, candidate: text, conditions: lines })).blocks);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('asks for the reason of a rejection in a modal, which carries it back', () => {
    const view = bonusReasonModal({ bonusId: 'b', workflowId: 'w', about: 'clawback' });
    const submitted = { ...view, state: { values: { reason: { reason: { value: '  our mistake ' } } } } };
    assert.deepEqual(bonusDecisionOfView(submitted), {
      ...{ bonusId: 'b', workflowId: 'w', about: 'clawback', decision: 'reject', reason: 'our mistake' },
    });
    const short = { ...view, state: { values: { reason: { reason: { value: 'x' } } } } };
    assert.equal(bonusDecisionOfView(short), undefined);
    assert.equal(bonusDecisionOfAction({ action_id: 'approve', value: '{}' }), undefined);
  });
});
