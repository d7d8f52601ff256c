import { proxyActivities, sleep } from '@temporalio/workflow';
import type { DriftActivities } from './drift-activities.js';

const { probeVendors, settleCanaries } = proxyActivities<DriftActivities>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** A run that meets an answer of another form stops at once: one that has not by then has got past it. */
const CANARY_WAIT = '2 minutes';

/** Looks whether the vendors' fields, permissions and webhooks are still as mapped, and replays what is mended. */
export async function contractProbe(): Promise<{ found: number; resolved: number }> {
  const { found, resolved, canaries } = await probeVendors();
  if (canaries === 0) return { found, resolved };
  await sleep(CANARY_WAIT);
  const later = await settleCanaries();
  return { found, resolved: resolved + later.resolved };
}
