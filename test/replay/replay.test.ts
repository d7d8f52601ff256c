import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { projectRoot } from '../../config/root.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { HISTORIES } from '../support/theatre.js';

// A history that does not replay is a hire that a new release would leave stuck. The files are kept as they were
// written: where the process changes, the workflow is patched, not the history.
describe('replay of recorded histories', function () {
  this.timeout(60_000);
  const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));
  let workflowBundle: WorkflowBundleWithSourceMap;

  before(async () => {
    quietRuntime();
    workflowBundle = await bundleWorkflowCode({
      workflowsPath: join(projectRoot, 'dist', 'workflows', 'index.js'),
      logger: new DefaultLogger('ERROR'),
    });
  });

  it('has histories', () => assert.ok(files.length > 0));

  for (const file of files) {
    it(file.replace('.json', ''), async () => {
      const history: unknown = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8'));
      await Worker.runReplayHistory({ workflowBundle }, history);
    });
  }
});
