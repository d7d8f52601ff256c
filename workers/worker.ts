import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { attemptsInterceptor } from '../activities/attempts.js';
import { callOriginInterceptor } from '../activities/call-origin.js';
import type { Dependencies } from '../activities/dependencies.js';
import { keepDrift } from '../activities/record-drift.js';
import type { Logger } from '../config/logger.js';
import { CAMPAIGN_TASK_QUEUE, TASK_QUEUE } from '../workflows/contract.js';
import { workflowSource } from './bundle.js';

/** Steps of campaigns that a worker does at once. Few: what they leave free is what hires have (docs/performance.md). */
const CAMPAIGN_SLOTS = 3;

/** Polls for tasks until its process is told to stop. */
export interface RunningWorker {
  /** Resolves when what was under way has ended. */
  run(): Promise<void>;
  /** Takes no more work; what is under way is finished. */
  shutdown(): void;
}

/**
 * A worker that runs hireline's workflows and activities. What a campaign brings waits in a task queue of its own, with
 * slots of its own: it cannot hold those that hires need.
 */
export async function createWorker(
  connection: NativeConnection,
  namespace: string,
  deps: Dependencies,
  logger: Logger,
): Promise<RunningWorker> {
  const activities = createActivities(deps);
  const activity = [
    (context: Parameters<typeof callOriginInterceptor>[1]) => ({ inbound: callOriginInterceptor(deps, context) }),
    (context: Parameters<typeof attemptsInterceptor>[3]) => ({
      inbound: attemptsInterceptor(deps.db, deps.policy, logger, context, (failure, workflowId) =>
        keepDrift(deps, failure, workflowId),
      ),
    }),
  ];
  const shared = {
    ...{ connection, namespace, activities },
    // Activities finish what they have begun at a vendor; the default of 0 would cut them off in the middle.
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '40 seconds',
  } satisfies Partial<WorkerOptions>;
  const { workflowModules, ...source } = workflowSource();
  const usual = await Worker.create({
    ...shared,
    ...source,
    taskQueue: TASK_QUEUE,
    interceptors: { activity, workflowModules },
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 100,
  });
  const campaign = await Worker.create({
    ...shared,
    taskQueue: CAMPAIGN_TASK_QUEUE,
    interceptors: { activity },
    maxConcurrentActivityTaskExecutions: CAMPAIGN_SLOTS,
  });
  return {
    async run() {
      await Promise.all([usual.run(), campaign.run()]);
    },
    shutdown() {
      usual.shutdown();
      campaign.shutdown();
    },
  };
}
