import { ParentClosePolicy, proxyActivities, startChild } from '@temporalio/workflow';
import type { AttributionScheduleActivities } from './attribution-activities.js';
import { attributionReport } from './attribution-report.js';
import { attributionReportWorkflowId } from './contract.js';

const { findDueAttributionReports } = proxyActivities<AttributionScheduleActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * What the schedule starts: makes the report of each period that is over and has none, those that were missed included.
 * Nothing due: it ends at once.
 */
export async function dueAttributionReports(): Promise<{ periods: string[] }> {
  const due = await findDueAttributionReports();
  const periods = due.map(({ from, to }) => `${from}..${to}`);
  for (const [index, { from, to }] of due.entries()) {
    const period = periods[index] ?? '';
    try {
      await startChild(attributionReport, {
        workflowId: attributionReportWorkflowId(period),
        args: [{ from, to, tell: true }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `Attribution report of ${from} to ${to}`,
      });
    } catch (error) {
      // It is being made.
      if (!isStarted(error)) throw error;
    }
  }
  return { periods };
}

/** The SDK's workflow package does not export the class. */
const isStarted = (error: unknown): boolean =>
  error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError';
