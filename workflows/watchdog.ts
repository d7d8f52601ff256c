import { proxyActivities } from '@temporalio/workflow';
import type { WatchdogActivities } from './reconciliation-activities.js';

const { watchForSilence } = proxyActivities<WatchdogActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Looks for what is under way and has not moved for longer than policy allows, and tells HR ops. */
export async function watchdog(): Promise<{ silent: number; told: number }> {
  return watchForSilence();
}
