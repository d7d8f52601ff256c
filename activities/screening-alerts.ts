import { findScreening, settleScreening } from '../ledger/screening-results.js';
import type { ScreeningActivities } from '../workflows/screening-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Lists screening results that wait for a person, and tells HR ops. What a result says is told nowhere. */
export function screeningAlertActivities(
  deps: Dependencies,
): Pick<ScreeningActivities, 'reportScreeningFailure' | 'reportScreeningStopped'> {
  return {
    async reportScreeningFailure(ref, { step, reason, times }) {
      await settleScreening(deps.db, ref, 'failed', `${step}: ${reason}`);
      const applicationId = (await findScreening(deps.db, ref))?.applicationId ?? null;
      const { runId, runUrl } = currentRun(deps);
      const message = {
        hire: applicationId === null ? null : { ats: deps.ats.vendor, applicationId },
        // Runs of one result share their id, and with it the names of their writes.
        step: `alert.failure.${runId}.${times}`,
        channelId: deps.channels.hrOps,
      };
      await postOnce(deps, message, {
        kind: 'alert',
        severity: 'failure',
        title: `A screening result stopped at ${step}`,
        lines: [
          `Result ${ref.resultId} of ${deps.screening.get(ref.screening)?.title ?? ref.screening}` +
            `${applicationId === null ? '' : `, application ${applicationId}`}.`,
          `Why: ${reason}`,
          'Nothing is lost: mend the cause, or say whose the result is, and it goes on.',
        ],
        runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.screening(ref.screening, ref.resultId) }],
      });
    },

    async reportScreeningStopped(ref, why) {
      await settleScreening(deps.db, ref, 'failed', why);
    },
  };
}
