import type pg from 'pg';
import { openBonusQuestion } from '../../ledger/bonus-questions.js';
import { meanBonus, recordBonus } from '../../ledger/referral-bonuses.js';
import { recordReferral } from '../../ledger/referrals.js';
import type { BonusStatus } from '../../schemas/referral-bonus.js';
import { bonusWorkflowId } from '../../workflows/contract.js';
import { referralOf } from '../bonus/ground.js';

/** A bonus as its run left it. */
export async function bonusIs(db: pg.Pool, referralId: string, status: BonusStatus): Promise<string> {
  const run = { workflowId: 'w', runId: 'r', runUrl: 'http://temporal.test/r' };
  await recordReferral(db, 'saasquatch', referralOf(referralId), run);
  const bonus = await meanBonus(
    db,
    {
      ...{ advocacy: 'saasquatch', referralId, advocateId: 'a1', ats: 'greenhouse', applicationId: '7' },
      ...{ candidateId: '70', share: '1', wholeAmount: '1500.00', amount: '1500.00', currency: 'USD' },
      ...{ hiredAt: '2026-09-01T00:00:00.000Z', workflowId: bonusWorkflowId('saasquatch', referralId) },
    },
    (round) => `saasquatch:${referralId}:${round}`,
  );
  const about = status === 'clawback_awaiting_approval' ? 'clawback' : 'payout';
  if (status !== 'waiting') await recordBonus(db, bonus.bonusId, status);
  if (status === 'awaiting_approval' || status === 'clawback_awaiting_approval') {
    await openBonusQuestion(db, { questionId: `q-${referralId}`, bonusId: bonus.bonusId, about });
  }
  return bonus.bonusId;
}
