import { findReferral, settleReferral } from '../ledger/referrals.js';
import type { AlertNotice } from '../schemas/notice.js';
import type { HireRef } from '../workflows/hire-activities.js';
import type {
  EngagementActivities,
  ReferralActivities,
  ReferralRef,
  ReferredApplicationActivities,
} from '../workflows/referral-activities.js';
import { durationInWords } from '../domain/duration-in-words.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

type Alerts = Pick<ReferralActivities, 'reportConsentMissing' | 'reportReferralFailure' | 'reportReferralStopped'> &
  Pick<ReferredApplicationActivities, 'reportStatusFailure'> &
  Pick<EngagementActivities, 'reportEngagementFailure'>;

/** Lists referrals that wait for a person, and tells HR ops. Who is referred is told nowhere. */
export function referralAlertActivities(deps: Dependencies): Alerts {
  const alert = (hire: HireRef | null, step: string, notice: Omit<AlertNotice, 'kind' | 'runUrl'>) =>
    postOnce(
      deps,
      { hire, step, channelId: deps.channels.hrOps },
      {
        kind: 'alert',
        runUrl: currentRun(deps).runUrl,
        ...notice,
      },
    );
  // Runs of one workflow share its id, and with it the names of their writes.
  const failureStep = (times: number) => `alert.failure.${currentRun(deps).runId}.${times}`;

  return {
    async reportConsentMissing(ref) {
      await alert(null, 'alert.consent', {
        severity: 'warning',
        title: 'A referral waits for the candidate’s consent',
        lines: [
          `${inWords(ref)}: the platform holds no consent, so nothing of the candidate has crossed.`,
          `It is looked for every ${durationInWords(deps.policy.referral.consentCheckEvery)}, and goes on by itself when it is there.`,
        ],
        links: linkTo(ref),
      });
    },

    async reportReferralFailure(ref, { step, reason, times }) {
      await settleReferral(deps.db, ref, 'failed', `${step}: ${reason}`);
      const applicationId = (await findReferral(deps.db, ref))?.applicationId ?? null;
      const hire = applicationId === null ? null : { ats: deps.ats.vendor, applicationId };
      await alert(hire, failureStep(times), {
        severity: 'failure',
        title: `A referral stopped at ${step}`,
        lines: [
          `${inWords(ref)}${applicationId === null ? '' : `, application ${applicationId}`}.`,
          `Why: ${reason}`,
          'Nothing is lost: mend the cause and retry it, or say whom it is about, and it goes on.',
        ],
        links: linkTo(ref),
      });
    },

    async reportReferralStopped(ref, why) {
      await settleReferral(deps.db, ref, 'failed', why);
    },

    async reportStatusFailure(application, { step, reason, times }) {
      await alert(application, failureStep(times), {
        severity: 'failure',
        title: `A referred application stopped at ${step}`,
        lines: [
          `Application ${application.applicationId}.`,
          `Why: ${reason}`,
          'It is tried again every hour, and at the next change.',
        ],
        links: [],
      });
    },

    async reportEngagementFailure({ source, type }, { step, reason, times }) {
      await alert(null, failureStep(times), {
        severity: 'failure',
        title: `Engagement stopped at ${step}`,
        lines: [`${type === 'share' ? 'Shares' : 'Clicks'} of ${source} are kept and wait.`, `Why: ${reason}`],
        links: [],
      });
    },
  };

  function inWords({ advocacy, referralId }: ReferralRef): string {
    return `Referral ${referralId} of ${deps.advocacy?.vendor === advocacy ? deps.advocacy.title : advocacy}`;
  }

  function linkTo({ advocacy, referralId }: ReferralRef): AlertNotice['links'] {
    return [{ label: 'Open in hireline', url: deps.links.referral(advocacy, referralId) }];
  }
}
