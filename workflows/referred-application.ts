import {
  continueAsNew,
  isCancellation,
  proxyActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { retrySignal } from './contract.js';
import { failureOf } from './failure-of.js';
import type { ReferredApplicationActivities } from './referral-activities.js';
import { applicationNewsSignal, type ReferredApplicationInput, type ShownStatus } from './referral-contract.js';
import { stopUntil } from './stopped-run.js';

/** The steps of the runs that follow a referred application. */
export const applicationSteps = proxyActivities<ReferredApplicationActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** When a run that has stopped looks by itself whether it can go on. */
const PATIENCE = '1 hour';

/**
 * Does `follow` for what was told of an application, and once more for what is told meanwhile: the ATS is read each
 * time, so that neither the order nor the number of the events matters.
 * @param step what it does, for people.
 */
export async function followApplication(
  input: ReferredApplicationInput,
  step: string,
  follow: (application: ReferredApplicationInput) => Promise<ShownStatus>,
): Promise<ShownStatus> {
  const application = { ats: input.ats, applicationId: input.applicationId };
  let told = 0;
  let failures = 0;
  let reported: string | undefined;
  setHandler(applicationNewsSignal, () => void (told += 1));
  setHandler(retrySignal, () => void (told += 1));

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew(application);
    const seen = told;
    const news = () => told > seen;
    try {
      const shown = await follow(application);
      if (failures > 0) upsertSearchAttributes({ HireAttention: ['none'] });
      if (!news()) return shown;
      failures = 0;
    } catch (error) {
      if (isCancellation(error)) throw error;
      await stopped(failureOf(error), news);
    }
  }

  /** People are told once of one cause; the run goes on by itself when it is mended. */
  async function stopped(reason: string, news: () => boolean): Promise<void> {
    failures += 1;
    if (failures === 1) upsertSearchAttributes({ HireAttention: ['failed'] });
    const failure = { step, reason, times: failures };
    const isNew = reason !== reported;
    reported = reason;
    const report = () => (isNew ? applicationSteps.reportStatusFailure(application, failure) : Promise.resolve());
    await stopUntil(report, news, PATIENCE);
  }
}
