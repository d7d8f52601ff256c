import { proxyActivities } from '@temporalio/workflow';

const { step } = proxyActivities<{ step(run: string): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** The smallest run that has a step; for the test of where steps are given to. */
export async function oneStep(run: string): Promise<void> {
  await step(run);
}
