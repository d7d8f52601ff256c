import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from './activities.js';

const plain = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
const local = proxyLocalActivities<Pick<Activities, 'getCandidate' | 'recordAudit'>>({
  startToCloseTimeout: '1 minute',
});

/** Three plain activities: what the documentation's first example does. */
export async function hireDefaults(applicationId: string): Promise<void> {
  const candidate = await plain.getCandidate(applicationId);
  const employeeId = await plain.createEmployee(candidate);
  await plain.recordAudit(applicationId, employeeId);
}

/** The same with the read and the insert, which may safely happen twice, as local activities. */
export async function hireTuned(applicationId: string): Promise<void> {
  const candidate = await local.getCandidate(applicationId);
  const employeeId = await plain.createEmployee(candidate);
  await local.recordAudit(applicationId, employeeId);
}
