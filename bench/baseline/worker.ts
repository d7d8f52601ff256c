import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { Pool } from 'undici';
import { createActivities } from './activities.js';
import { settings, TASK_QUEUE } from './settings.js';

/** Larger than any backlog of the benchmark: a workflow that falls out of the cache is replayed from its history. */
const CACHED_WORKFLOWS = 10_000;

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM'] });
const db = new pg.Pool({ connectionString: settings.database, max: 20 });
const vendor = new Pool(settings.vendor, { connections: 64 });
const connection = await NativeConnection.connect({ address: settings.temporal });
const worker = await Worker.create({
  connection,
  taskQueue: TASK_QUEUE,
  workflowBundle: { codePath: settings.bundle },
  activities: { ...createActivities(vendor, db) },
  maxCachedWorkflows: CACHED_WORKFLOWS,
});
process.send?.({ ready: true });
await worker.run();
await Promise.all([vendor.close(), db.end()]);
await connection.close();
process.exit();
