import { settleConfirmation } from '../ledger/hire-confirmations.js';
import type { ConfirmationActivities } from '../workflows/confirmation-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Lists hires whose confirmation waits for a person, and tells HR ops. */
export function confirmHireAlertActivities(
  deps: Dependencies,
): Pick<ConfirmationActivities, 'reportMissingConsent' | 'reportConfirmationFailure' | 'reportConfirmationStopped'> {
  const { db } = deps;
  const channelId = deps.channels.hrOps;

  return {
    async reportMissingConsent(ref) {
      await settleConfirmation(
        db,
        ref,
        'waiting_for_consent',
        'The candidate has not agreed that the CRM gets to know them.',
      );
      // Once for a hire, whatever run it is that waits.
      await postOnce(
        deps,
        { hire: ref, step: 'alert.consent', channelId },
        {
          kind: 'alert',
          severity: 'warning',
          title: 'A referred hire is not confirmed: no consent',
          lines: [
            `Application ${ref.applicationId}: no consent of the candidate is recorded.`,
            'Nothing personal goes to the CRM until there is one. It is looked for by itself.',
          ],
          runUrl: currentRun(deps).runUrl,
          links: [{ label: 'Open in hireline', url: deps.links.hire(ref.applicationId) }],
        },
      );
    },

    async reportConfirmationFailure(ref, { step, reason, times }) {
      await settleConfirmation(db, ref, 'failed', `${step}: ${reason}`);
      const { runId, runUrl } = currentRun(deps);
      // Runs of one hire share their id, and with it the names of their writes.
      const message = { hire: ref, step: `alert.failure.${runId}.${times}`, channelId };
      await postOnce(deps, message, {
        kind: 'alert',
        severity: 'failure',
        title: `The confirmation of a hire stopped at ${step}`,
        lines: [
          `Application ${ref.applicationId}.`,
          `Why: ${reason}`,
          'Nothing is lost: mend the cause, then retry it in hireline.',
        ],
        runUrl,
        links: [{ label: 'Open in hireline', url: deps.links.hire(ref.applicationId) }],
      });
    },

    async reportConfirmationStopped(ref, why) {
      await settleConfirmation(db, ref, 'failed', why);
    },
  };
}
