import assert from 'node:assert/strict';
import { decisionOfAction, decisionOfView, reasonMetadataOf, reasonModal } from '../../../connectors/slack/modal.js';
import { checkView } from '../../../connectors/slack/simulator/block-kit.js';

const metadata = {
  holdId: 'hold-1',
  diffHash: 'abc',
  decision: 'reject' as const,
  channelId: 'C0HROPS',
  messageTs: '1.2',
};
const value = JSON.stringify({ holdId: 'hold-1', diffHash: 'abc' });

const submitted = (reason: unknown, change: Record<string, unknown> = {}) => ({
  ...reasonModal('reject', metadata),
  state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } },
  ...change,
});

describe('The decision in a click', () => {
  for (const [action, decision] of [
    ['approve', 'use_offer'],
    ['use_hris', 'use_hris'],
    ['reject', 'reject'],
  ] as const) {
    it(`is ${decision} for ${action}`, () => {
      assert.deepEqual(decisionOfAction({ type: 'button', action_id: action, value, action_ts: '1.2' }), {
        holdId: 'hold-1',
        diffHash: 'abc',
        decision,
      });
    });
  }

  for (const [name, action] of [
    ['another button', { action_id: 'toString', value }],
    ['no value', { action_id: 'approve' }],
    ['a value that is not JSON', { action_id: 'approve', value: '{' }],
    ['a value without a hash', { action_id: 'approve', value: '{"holdId":"hold-1"}' }],
    ['nothing', undefined],
  ] as const) {
    it(`is undefined for ${name}`, () => assert.equal(decisionOfAction(action), undefined));
  }
});

describe('The modal for a reason', () => {
  for (const decision of ['use_hris', 'reject'] as const) {
    it(`is a view Slack takes, for ${decision}`, () => {
      const view = reasonModal(decision, { ...metadata, decision });
      checkView(view);
      assert.equal(view.callback_id, 'hold_reason');
      assert.deepEqual(reasonMetadataOf(view), { ...metadata, decision });
    });
  }

  for (const [about, decision, title] of [
    ['screening', 'reject', 'Reject'],
    ['employment', 'use_hris', 'Keep the employee'],
  ] as const) {
    it(`asks in the words of a hold about ${about}`, () => {
      const click = { action_id: decision, value: JSON.stringify({ holdId: 'hold-1', diffHash: 'abc', about }) };
      const clicked = decisionOfAction(click);
      assert.deepEqual(clicked, { holdId: 'hold-1', diffHash: 'abc', decision, about });
      const view = reasonModal(decision, { ...metadata, decision, about });
      checkView(view);
      assert.equal(view.title?.text, title);
      assert.doesNotMatch(JSON.stringify(view.blocks), /HRIS values/);
      assert.equal('about' in (decisionOfView({ ...view, state: submitted('a reason').state }) ?? {}), false);
    });
  }

  it('gives back the decision with its reason', () => {
    assert.deepEqual(decisionOfView(submitted('  typed by hand ')), {
      holdId: 'hold-1',
      diffHash: 'abc',
      decision: 'reject',
      reason: 'typed by hand',
    });
  });

  for (const [name, view] of [
    ['no reason', submitted(null)],
    ['a reason of blanks', submitted('     ')],
    ['another modal', submitted('a reason', { callback_id: 'other' })],
    ['metadata that are not ours', submitted('a reason', { private_metadata: '{}' })],
    ['nothing', undefined],
  ] as const) {
    it(`gives nothing for ${name}`, () => assert.equal(decisionOfView(view), undefined));
  }
});
