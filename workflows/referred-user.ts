import { proxyActivities, sleep } from '@temporalio/workflow';
import type { ReferralActivities } from './referral-activities.js';
import type { ReferredUserInput } from './referral-contract.js';

const { requestReferralsOf } = proxyActivities<ReferralActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Between the looks: a platform may make the referral a while after the user. */
const LOOKS_AFTER = ['5 seconds', '1 minute', '10 minutes', '1 hour'] as const;

/**
 * A user has come to the platform. Has the referrals captured through which they came; who came by themselves has none,
 * which shows only in that none appears.
 */
export async function referredUser(input: ReferredUserInput): Promise<{ found: number | null }> {
  for (const pause of LOOKS_AFTER) {
    const { found } = await requestReferralsOf(input);
    if (found !== 0) return { found };
    await sleep(pause);
  }
  return requestReferralsOf(input);
}
