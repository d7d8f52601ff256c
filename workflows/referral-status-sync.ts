import type { ReferredApplicationInput, ShownStatus } from './referral-contract.js';
import { applicationSteps, followApplication } from './referred-application.js';

/** An application that a referral is attached to moved on: its advocates are shown where it stands. */
export async function referralStatusSync(input: ReferredApplicationInput): Promise<ShownStatus> {
  return followApplication(input, 'showing the advocate where it stands', (application) =>
    applicationSteps.showStatus(application),
  );
}
