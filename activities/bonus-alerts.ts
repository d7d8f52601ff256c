import { failBonus } from '../ledger/referral-bonuses.js';
import type { BonusActivities } from '../workflows/bonus-activities.js';
import { requireBonus } from './bonus-look.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Lists bonuses that have failed, and tells HR ops. */
export function bonusAlertActivities(
  deps: Dependencies,
): Pick<BonusActivities, 'reportBonusFailure' | 'reportBonusStopped'> {
  return {
    async reportBonusFailure(bonusId, { step, reason, times }) {
      await failBonus(deps.db, bonusId, `${step}: ${reason}`);
      const bonus = await requireBonus(deps, bonusId);
      const { runId, runUrl } = currentRun(deps);
      const message = {
        hire: { ats: bonus.ats, applicationId: bonus.applicationId },
        // Runs of one bonus share their id, and with it the names of their writes.
        step: `alert.failure.${runId}.${times}`,
        channelId: deps.channels.hrOps,
      };
      await postOnce(deps, message, {
        kind: 'alert',
        severity: 'failure',
        title: `A referral bonus stopped at ${step}`,
        lines: [
          `Referral ${bonus.referralId}, application ${bonus.applicationId}: ${bonus.amount} ${bonus.currency}.`,
          `Why: ${reason}`,
          'Nothing is paid twice: mend the cause, then retry it in hireline.',
        ],
        runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.bonus(bonusId) }],
      });
    },

    async reportBonusStopped(bonusId, why) {
      await failBonus(deps.db, bonusId, why);
    },
  };
}
