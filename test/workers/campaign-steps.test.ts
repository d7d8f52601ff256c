import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import { startTemporal, type EmbeddedTemporal } from '../../embedded/temporal.js';
import { PRIORITIES } from '../../schemas/delivery.js';
import { CAMPAIGN_TASK_QUEUE, TASK_QUEUE } from '../../workflows/contract.js';
import type { oneStep } from './one-step.js';

const INTERCEPTORS = fileURLToPath(new URL('../../workflows/campaign-steps.js', import.meta.url));
const WORKFLOWS = fileURLToPath(new URL('one-step.js', import.meta.url));

describe("a campaign's steps, on a Temporal server", function () {
  this.timeout(120_000);
  let dataDir: string;
  let temporal: EmbeddedTemporal;
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;
  let workers: Worker[];
  let running: Promise<unknown>;
  let steps: Map<string, string>;
  let blocked: Promise<void> | undefined;

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hireline-campaign-'));
    temporal = await startTemporal({ dataDir, cli: (await findProgram(TEMPORAL_CLI)).path });
    connection = await Connection.connect({ address: temporal.address });
    native = await NativeConnection.connect({ address: temporal.address });
    client = new Client({ connection });
    steps = new Map();
    const activities = {
      async step(run: string): Promise<void> {
        const { taskQueue } = Context.current().info;
        if (taskQueue === CAMPAIGN_TASK_QUEUE) await blocked;
        steps.set(run, taskQueue);
      },
    };
    const logger = new DefaultLogger('ERROR');
    const workflowBundle = await bundleWorkflowCode({
      ...{ workflowsPath: WORKFLOWS, workflowInterceptorModules: [INTERCEPTORS], logger },
    });
    workers = [
      await Worker.create({
        ...{ connection: native, taskQueue: TASK_QUEUE, workflowBundle, activities },
      }),
      await Worker.create({
        ...{ connection: native, taskQueue: CAMPAIGN_TASK_QUEUE, activities, maxConcurrentActivityTaskExecutions: 1 },
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  after(async () => {
    for (const worker of workers ?? []) worker.shutdown();
    await running;
    await native?.close();
    await connection?.close();
    await temporal?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (run: string, priorityKey?: number) =>
    client.workflow.start<typeof oneStep>('oneStep', {
      ...{ taskQueue: TASK_QUEUE, workflowId: run, args: [run] },
      ...(priorityKey === undefined ? {} : { priority: { priorityKey } }),
    });

  it('have slots of their own; a hire and everything usual have the others', async () => {
    const runs = [
      await start('hire', PRIORITIES.hire),
      await start('usual'),
      await start('referral', PRIORITIES.referral),
      await start('engagement', PRIORITIES.engagement),
    ];
    await Promise.all(runs.map((run) => run.result()));
    assert.deepEqual(Object.fromEntries(steps), {
      ...{ hire: TASK_QUEUE, usual: TASK_QUEUE },
      ...{ referral: CAMPAIGN_TASK_QUEUE, engagement: CAMPAIGN_TASK_QUEUE },
    });
  });

  it('hold up each other, and no hire', async () => {
    let release = (): void => undefined;
    blocked = new Promise((resolve) => (release = resolve));
    const campaign = await Promise.all(
      Array.from({ length: 30 }, (_, n) => start(`blocked-${n}`, PRIORITIES.referral)),
    );
    const hire = await start('hire meanwhile', PRIORITIES.hire);
    const first = await Promise.race([hire.result().then(() => 'through'), sleep(20_000, 'held up')]);
    assert.equal(first, 'through');
    assert.ok(![...steps.keys()].some((run) => run.startsWith('blocked')));
    release();
    await Promise.all(campaign.map((run) => run.result()));
  });

  it('say which priority they have, to the server', async () => {
    const run = await start('described', PRIORITIES.hire);
    const { raw } = await run.describe();
    assert.equal(raw.workflowExecutionInfo?.priority?.priorityKey, 1);
    await run.result();
  });
});
