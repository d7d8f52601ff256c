import { proxyActivities } from '@temporalio/workflow';
import type { OperationsActivities } from './operations-activities.js';

const { reviewErrors } = proxyActivities<OperationsActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** In the first days after going live: every failed run of the last day with the class of its cause, told to HR ops. */
export async function errorReview(): Promise<{ reviewed: number | null }> {
  return reviewErrors();
}
