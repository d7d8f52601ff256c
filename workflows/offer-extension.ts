import type { ReferredApplicationInput, ShownStatus } from './referral-contract.js';
import { applicationSteps, followApplication } from './referred-application.js';

/** An offer to a referred candidate was made or changed: recorded in the chain, and shown as the word alone. */
export async function offerExtension(input: ReferredApplicationInput): Promise<ShownStatus> {
  return followApplication(input, 'recording the offer', async (application) => {
    await applicationSteps.recordOffer(application);
    return applicationSteps.showStatus(application);
  });
}
