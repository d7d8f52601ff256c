import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { BonusStatus } from '../schemas/referral-bonus.js';
import { referralBonusStatusQuery, type ReferralBonusState } from './bonus-contract.js';
import type { HireAttention } from './contract.js';

/** Where a bonus stands: answered to queries, and shown in the Web UI's list and details. */
export interface BonusProgress {
  enter(status: BonusStatus): void;
  dueAt(dueAt: string | null): void;
  fail(reason: string): void;
}

export function showBonusProgress(bonusId: string): BonusProgress {
  let state: ReferralBonusState = { status: 'waiting', reason: null, dueAt: null };
  setHandler(referralBonusStatusQuery, () => state);

  function show(next: ReferralBonusState): void {
    const attention = attentionOf(next.status);
    if (attention !== attentionOf(state.status)) upsertSearchAttributes({ HireAttention: [attention] });
    state = next;
    setCurrentDetails(
      [
        `**Bonus ${bonusId}**: ${SENTENCES[next.status]}`,
        ...(next.reason ? [next.reason] : []),
        ...(next.dueAt ? [`Due: ${next.dueAt}`] : []),
      ].join('\n\n'),
    );
  }

  return {
    enter: (status) => show({ ...state, status, reason: null }),
    dueAt: (dueAt) => show({ ...state, dueAt }),
    fail: (reason) => show({ ...state, status: 'failed', reason }),
  };
}

function attentionOf(status: BonusStatus): HireAttention {
  if (status === 'failed') return 'failed';
  return status === 'awaiting_approval' || status === 'clawback_awaiting_approval' ? 'held' : 'none';
}

const SENTENCES: Record<BonusStatus, string> = {
  waiting: 'The retention period runs.',
  checking: 'Its conditions are being looked at.',
  awaiting_approval: 'People are asked whether it is paid.',
  approved: 'Approved. It is handed to payroll.',
  paid: 'Payroll has it. It may still be taken back if the hire is undone.',
  void: 'Void: a condition is not met.',
  rejected: 'A person rejected it. Nothing is paid.',
  clawback_awaiting_approval: 'The hire was undone after the payout. People are asked whether it is taken back.',
  clawed_back: 'Payroll takes it back.',
  settled: 'Paid, and not to be taken back any more.',
  failed: 'Stopped. Somebody has to mend the cause and retry.',
};
