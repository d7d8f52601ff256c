import { proxyActivities } from '@temporalio/workflow';
import type { OperationsActivities } from './operations-activities.js';

const { reportConfigurationChange } = proxyActivities<OperationsActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Tells HR ops that the configuration is another one than before: who changed what. */
export async function configurationNotice(input: { digest: string }): Promise<void> {
  await reportConfigurationChange(input.digest);
}
