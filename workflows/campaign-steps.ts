import { workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { CAMPAIGN_TASK_QUEUE } from './contract.js';

/** Runs of a lower priority than Temporal's usual one are a campaign's: referrals, shares and clicks. */
const USUAL_PRIORITY = 3;

/**
 * Gives the steps of a campaign's runs to workers' slots of their own, whatever workflow they belong to: a burst then
 * never holds more of a worker than that, and a hire does not wait behind it.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        if ((workflowInfo().priority?.priorityKey ?? USUAL_PRIORITY) <= USUAL_PRIORITY) return next(input);
        return next({ ...input, options: { ...input.options, taskQueue: CAMPAIGN_TASK_QUEUE } });
      },
    },
  ],
});
