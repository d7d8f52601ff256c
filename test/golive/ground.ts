import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';

/** Calls an activity as a worker would for a run. */
export function act<A extends unknown[], R>(
  activity: (...args: A) => Promise<R>,
  args: A,
  workflowId = 'go-live:test',
): Promise<R> {
  const environment = new MockActivityEnvironment(
    { workflowExecution: { workflowId, runId: `run-of-${workflowId}` } },
    { logger: new DefaultLogger('ERROR') },
  );
  return environment.run(activity as (...given: unknown[]) => Promise<R>, ...args);
}
