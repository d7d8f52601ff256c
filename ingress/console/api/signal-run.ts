import type { SignalDefinition } from '@temporalio/workflow';
import { kindOfError } from '../../../config/logger.js';
import { TASK_QUEUE } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { within } from '../within.js';
import { Refusal } from './refusal.js';

const PATIENCE_MS = 5_000;

/**
 * Gives a person's word to a run, and starts one where it has ended. The same word twice is the same word.
 * @throws Refusal when Temporal has not taken it: whoever asked can ask again.
 */
export async function signalRun<Args extends unknown[]>(
  { temporal, logger }: Pick<IngressContext, 'temporal' | 'logger'>,
  run: { type: string; workflowId: string; input: object; staticSummary: string },
  signal: SignalDefinition<Args>,
  ...args: Args
): Promise<void> {
  const { client } = temporal;
  const signalArgs: unknown[] = args;
  const send = () =>
    client.workflow.signalWithStart(run.type, {
      taskQueue: TASK_QUEUE,
      workflowId: run.workflowId,
      args: [run.input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: run.staticSummary,
      signal: signal.name,
      signalArgs,
    });
  try {
    await within(PATIENCE_MS, client.withDeadline(Date.now() + PATIENCE_MS, send));
  } catch (error) {
    logger.warn({ workflowId: run.workflowId, err: kindOfError(error) }, 'a run could not be signalled');
    throw new Refusal(503, 'Temporal has not taken it: try again.');
  }
}
