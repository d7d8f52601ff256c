import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { hireStatusQuery, type HireState } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { NoAnswer, within } from '../within.js';

const PATIENCE_MS = 2_000;

type Temporal = Pick<IngressContext, 'temporal'>;

/** What a hire's run says of itself, or why it says nothing. */
export async function liveState(
  { temporal }: Temporal,
  workflowId: string,
): Promise<{ live: HireState; liveError: null } | { live: null; liveError: string }> {
  const { client } = temporal;
  const ask = () => client.workflow.getHandle(workflowId).query(hireStatusQuery);
  try {
    return { live: await within(PATIENCE_MS, client.withDeadline(Date.now() + PATIENCE_MS, ask)), liveError: null };
  } catch (error) {
    return { live: null, liveError: whyNoAnswer(error) };
  }
}

// https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const GRPC = { DEADLINE_EXCEEDED: 4, FAILED_PRECONDITION: 9, UNAVAILABLE: 14 };

function whyNoAnswer(error: unknown): string {
  if (error instanceof WorkflowNotFoundError) return 'Temporal has no such run.';
  if (error instanceof QueryNotRegisteredError || error instanceof QueryRejectedError) {
    return 'The run does not answer this question.';
  }
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  const code = isGrpcServiceError(cause) ? (cause.code as number) : undefined;
  if (code === GRPC.FAILED_PRECONDITION) return 'No worker is polling, so the run cannot answer.';
  if (code === GRPC.UNAVAILABLE) return 'Temporal does not answer.';
  if (error instanceof NoAnswer || code === GRPC.DEADLINE_EXCEEDED) {
    return 'Neither Temporal nor a worker answered within 2 s.';
  }
  return 'The run could not be asked.';
}

/**
 * Whether a hire's run can still take a signal.
 * running: it can; stopped: it ended by failing, or by being cancelled or terminated, or Temporal knows none;
 * completed: it went through; unknown: Temporal does not answer.
 */
export async function runState(
  { temporal }: Temporal,
  workflowId: string,
): Promise<'running' | 'stopped' | 'completed' | 'unknown'> {
  const { client } = temporal;
  const ask = () => client.workflow.getHandle(workflowId).describe();
  try {
    const { status } = await within(PATIENCE_MS, client.withDeadline(Date.now() + PATIENCE_MS, ask));
    if (status.name === 'COMPLETED') return 'completed';
    return STOPPED.has(status.name) ? 'stopped' : 'running';
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? 'stopped' : 'unknown';
  }
}

const STOPPED: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);
