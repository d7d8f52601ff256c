import { proxyActivities } from '@temporalio/workflow';
import type { DriftActivities, NearLimit } from './drift-activities.js';

const { alertLimit } = proxyActivities<DriftActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Tells HR ops that so much of a vendor's limit is used: before it is reached. */
export async function limitAlert(limit: NearLimit): Promise<void> {
  await alertLimit(limit);
}
