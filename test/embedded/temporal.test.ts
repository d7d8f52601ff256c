import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { findProgram, TEMPORAL_CLI } from '../../embedded/binaries.js';
import { identify } from '../../embedded/process-identity.js';
import { startTemporal, type EmbeddedTemporal, type SearchAttributes } from '../../embedded/temporal.js';
import { eventually } from '../support/eventually.js';
import { Scratch } from './scratch.js';

describe('embedded Temporal', function () {
  this.timeout(180_000);
  let scratch: Scratch;
  let server: EmbeddedTemporal;
  let connection: Connection | undefined;
  let cli: string;

  before(async () => {
    scratch = new Scratch();
    cli = (await findProgram(TEMPORAL_CLI)).path;
    await start({ TestStage: 'Keyword' });
  });
  after(async () => {
    await connection?.close();
    await server.stop();
    scratch.remove();
  });

  async function start(searchAttributes: SearchAttributes): Promise<void> {
    server = await startTemporal({ dataDir: scratch.path, cli, searchAttributes });
    await connection?.close();
    connection = await Connection.connect({ address: server.address });
  }

  async function attributes(): Promise<string[]> {
    const known = await connection!.operatorService.listSearchAttributes({ namespace: 'default' });
    return Object.keys(known.customAttributes ?? {}).filter((name) => name.startsWith('Test'));
  }

  it('serves the default namespace with the search attributes and keeps closed runs for a month', async () => {
    assert.deepEqual(await attributes(), ['TestStage']);
    const { config } = await connection!.workflowService.describeNamespace({ namespace: 'default' });
    assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 24 * 3600);
    assert.match(identify(server.pid()!)?.command ?? '', /temporal server start-dev --db-filename/);
    const ui = await fetch(server.uiUrl);
    assert.equal(ui.status, 200);
  });

  it('keeps its runs when it is killed, on the same port', async () => {
    const client = new Client({ connection: connection! });
    await client.workflow.start('unserved', { workflowId: 'kept', taskQueue: 'nobody' });
    const killed = server.pid()!;
    process.kill(killed, 'SIGKILL');
    await eventually('a new server knows the run', () =>
      client.workflow
        .getHandle('kept')
        .describe()
        .then(
          ({ status }) => status.name === 'RUNNING' && server.pid() !== killed,
          () => false,
        ),
    );
  });

  it('is started again by hand with all it had', async () => {
    await server.stop();
    await start({ TestStage: 'Keyword' });
    assert.deepEqual(await attributes(), ['TestStage']);
    const client = new Client({ connection: connection! });
    assert.equal((await client.workflow.getHandle('kept').describe()).status.name, 'RUNNING');
  });
});
