import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { projectRoot } from '../config/root.js';

const WORKFLOWS = join(projectRoot, 'dist', 'workflows', 'index.js');
const INTERCEPTORS = [join(projectRoot, 'dist', 'workflows', 'campaign-steps.js')];
const BUNDLE = join(projectRoot, 'dist', 'workflow-bundle.js');

/** Bundles the workflows ahead of time, so that a worker starts without webpack. */
export async function buildBundle(): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, workflowInterceptorModules: INTERCEPTORS });
  await writeFile(BUNDLE, code);
}

/**
 * What a worker loads its workflows and their interceptors from: the prebuilt bundle, or the files themselves where
 * there is none.
 */
export function workflowSource():
  { workflowBundle: { codePath: string }; workflowModules: [] } | { workflowsPath: string; workflowModules: string[] } {
  return existsSync(BUNDLE)
    ? { workflowBundle: { codePath: BUNDLE }, workflowModules: [] }
    : { workflowsPath: WORKFLOWS, workflowModules: INTERCEPTORS };
}
