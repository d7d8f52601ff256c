import { recordProgress } from '../ledger/hires.js';
import type { AlertNotice } from '../schemas/notice.js';
import type { HireActivities } from '../workflows/hire-activities.js';
import type { QuarantineActivities } from '../workflows/quarantine-alert.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun, hireInOneLine, progressOf } from './run.js';
import { readSnapshot } from '../ledger/hires.js';

/** Lists what has failed, and tells HR ops with the run's link. */
export function alertActivities(
  deps: Dependencies,
): Pick<HireActivities, 'reportFailure' | 'reportPending' | 'reportStopped'> & QuarantineActivities {
  const alert = (hire: Parameters<HireActivities['reportFailure']>[0] | null, step: string, notice: AlertNotice) =>
    postOnce(deps, { hire, step, channelId: deps.channels.hrOps }, notice);

  return {
    async reportFailure(hire, { step, reason, times }) {
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'failed',
        reason: `${step}: ${reason}`,
        text: `Stopped at ${step}: ${reason}`,
      });
      const snapshot = await readSnapshot(deps.db, hire.applicationId);
      // All runs of a hire share its workflow id: the run tells their alerts apart.
      const { runId, runUrl } = currentRun(deps);
      await alert(hire, `alert.failure.${runId}.${times}`, {
        kind: 'alert',
        severity: 'failure',
        title: `A hire stopped at ${step}`,
        lines: [
          `Application ${hire.applicationId}${snapshot?.candidateName ? `: ${hireInOneLine(snapshot)}` : ''}.`,
          `Why: ${reason}`,
          'Nothing is lost: mend the cause, then retry it in hireline. A mended offer makes it try again by itself.',
        ],
        runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.hire(hire.applicationId) }],
      });
    },

    async reportPending(hire, why) {
      await recordProgress(deps.db, {
        ...progressOf(deps, hire),
        status: 'comparing',
        reason: `Newer terms wait for the candidate: ${why}.`,
        text: `Newer terms wait for the candidate: ${why}. Nothing more is written until then.`,
      });
    },

    async reportStopped(hire, why) {
      await recordProgress(deps.db, { ...progressOf(deps, hire), status: 'failed', reason: why, text: why });
    },

    async alertQuarantine(delivery) {
      await alert(null, 'alert.quarantine', {
        kind: 'alert',
        severity: 'warning',
        title: `A delivery from ${delivery.vendor} could not be understood`,
        lines: [
          `${delivery.eventType ?? 'An event of unknown type'}: ${delivery.reason}`,
          'It is kept, and can be replayed once the cause is mended.',
        ],
        runUrl: currentRun(deps).runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.delivery(delivery.deliveryId) }],
      });
    },
  };
}
