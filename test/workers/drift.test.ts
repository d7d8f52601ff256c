import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createLogger } from '../../config/logger.js';
import { findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import { startTemporal, type EmbeddedTemporal } from '../../embedded/temporal.js';
import { listDrift } from '../../ledger/vendor-drift.js';
import { listUsage } from '../../ledger/vendor-usage.js';
import { createWorker, type RunningWorker } from '../../workers/worker.js';
import { referralWorkflowId, SEARCH_ATTRIBUTES, TASK_QUEUE } from '../../workflows/contract.js';
import { referralNewsSignal } from '../../workflows/referral-contract.js';
import { Ground } from '../reconciliation/ground.js';
import { eventually } from '../support/eventually.js';
import { quietRuntime } from '../support/quiet-runtime.js';

/** What workers are given, and what no activity does by itself. */
describe('a worker as it is deployed, on a Temporal server and the simulators', function () {
  this.timeout(120_000);
  let dataDir: string;
  let ground: Ground;
  let temporal: EmbeddedTemporal;
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;
  let worker: RunningWorker;
  let running: Promise<void>;

  before(async () => {
    quietRuntime();
    dataDir = mkdtempSync(join(tmpdir(), 'hireline-worker-'));
    ground = await Ground.start();
    const cli = (await findProgram(TEMPORAL_CLI)).path;
    temporal = await startTemporal({ dataDir, cli, searchAttributes: SEARCH_ATTRIBUTES });
    connection = await Connection.connect({ address: temporal.address });
    native = await NativeConnection.connect({ address: temporal.address });
    client = new Client({ connection });
    worker = await createWorker(native, 'default', ground.deps, createLogger('worker', { LOG_LEVEL: 'silent' }));
    running = worker.run();
  });
  after(async () => {
    worker?.shutdown();
    await running;
    await native?.close();
    await connection?.close();
    await temporal?.stop();
    await ground?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const tells = (referralId: string) =>
    client.workflow.signalWithStart('referralCapture', {
      taskQueue: TASK_QUEUE,
      workflowId: referralWorkflowId('saasquatch', referralId),
      args: [{ advocacy: 'saasquatch', referralId }],
      signal: referralNewsSignal,
      searchAttributes: { HireAttention: ['none'] },
    });
  const applies = async (): Promise<string> => {
    const made = await ground.call('POST', '/saasquatch/_sandbox/applications', {
      ...{ advocateId: 'adv-1001', jobId: '601', sendWebhooks: false, consentAt: '2026-11-20T10:00:00Z' },
      candidate: {
        firstName: 'Robin',
        lastName: 'Drifted',
        email: 'robin.drifted@mail.example',
        phone: '+12015557001',
      },
    });
    return String(made['referralId']);
  };

  it('keeps the drift that a run stops on, lists the error, and lets others go on', async () => {
    await ground.call('POST', '/saasquatch/_sandbox/faults', {
      ...{ route: 'GET */referrals/gone', kind: 'status', status: 200, body: { identifier: 'gone' } },
    });
    await tells('gone');
    const [seen] = await eventually('the drift', async () => {
      const found = await listDrift(ground.database.pool, ['open'], 10);
      return found.length > 0 && found;
    });
    assert.deepEqual(
      [seen?.vendor, seen?.kind, seen?.place, seen?.mappedAt, seen?.runs],
      ['saasquatch', 'answer', 'id', ['referral.referralId.advocacy'], [referralWorkflowId('saasquatch', 'gone')]],
    );
    const { rows } = await ground.database.pool.query<{ workflow_id: string }>('select workflow_id from run_errors');
    assert.deepEqual(rows, [{ workflow_id: referralWorkflowId('saasquatch', 'gone') }]);

    const handle = await tells(await applies());
    assert.equal(((await handle.result()) as { status: string }).status, 'captured');
    await eventually('the count of calls', async () =>
      (await listUsage(ground.database.pool, new Date(0))).some(({ vendor }) => vendor === 'greenhouse'),
    );
  });
});
