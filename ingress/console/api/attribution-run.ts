import { WorkflowFailedError } from '@temporalio/client';
import { kindOfError } from '../../../config/logger.js';
import { periodText } from '../../../domain/attribution-period.js';
import type { AttributionInput } from '../../../workflows/attribution-activities.js';
import type { attributionReport } from '../../../workflows/attribution-report.js';
import { attributionReportWorkflowId, TASK_QUEUE } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { NoAnswer, within } from '../within.js';
import { Refusal } from './refusal.js';

const PATIENCE_MS = 5_000;
/** A request is answered before whoever asks gives up. */
const RUN_PATIENCE_MS = 10_000;

/** A report's run has ended without one. */
export class RunFailed extends Error {
  override name = 'RunFailed';
  constructor(readonly runUrl: string) {
    super('the run of a report has failed');
  }
}

type Context = Pick<IngressContext, 'temporal' | 'links' | 'logger'>;

/**
 * Starts the run of a report; one of the same kind that is under way is that one.
 * @returns its workflow's id.
 * @throws Refusal when Temporal has not taken it.
 */
export async function startReport({ temporal, logger }: Context, input: AttributionInput, by: string): Promise<string> {
  const { client } = temporal;
  const period = periodText(input);
  const workflowId = attributionReportWorkflowId(input.tell ? period : `${period}:look`);
  const start = () =>
    client.workflow.start<typeof attributionReport>('attributionReport', {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Attribution report of ${input.from} to ${input.to}, asked for by ${by}`,
    });
  try {
    await within(PATIENCE_MS, client.withDeadline(Date.now() + PATIENCE_MS, start));
  } catch (error) {
    logger.warn({ workflowId, err: kindOfError(error) }, 'a report could not be started');
    throw new Refusal(503, 'Temporal has not taken it: try again.');
  }
  return workflowId;
}

/**
 * Waits for a report's run, but not for long.
 * @returns whether it is through.
 * @throws RunFailed when it has ended otherwise; Refusal when Temporal does not tell.
 */
export async function waitForReport({ temporal, links, logger }: Context, workflowId: string): Promise<boolean> {
  const { client } = temporal;
  const result = () => client.workflow.result(workflowId);
  try {
    await within(RUN_PATIENCE_MS, result());
    return true;
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    if (error instanceof WorkflowFailedError) throw new RunFailed(links.run(workflowId));
    logger.warn({ workflowId, err: kindOfError(error) }, 'the run of a report could not be asked');
    throw new Refusal(503, 'Temporal does not tell how far the report is: try again.');
  }
}
