import { Worker, type NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { attemptsInterceptor } from '../activities/attempts.js';
import type { Dependencies } from '../activities/dependencies.js';
import type { Logger } from '../config/logger.js';
import { TASK_QUEUE } from '../workflows/contract.js';
import { workflowSource } from './bundle.js';

/** A worker that runs hireline's workflows and activities. */
export function createWorker(
  connection: NativeConnection,
  namespace: string,
  deps: Dependencies,
  logger: Logger,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    ...workflowSource(),
    activities: createActivities(deps),
    interceptors: {
      activity: [(context) => ({ inbound: attemptsInterceptor(deps.db, deps.policy, logger, context) })],
    },
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 100,
    // Activities finish what they have begun at a vendor; the default of 0 would cut them off in the middle.
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '40 seconds',
  });
}
