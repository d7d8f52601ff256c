import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervisorOf } from './data-directory.js';

/** Where the parts of a running stack are, for the command line and for tests. */
export interface Stack {
  port: number;
  publicUrl: string;
  databaseUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string;
  sandboxUrl: string;
  /** By name, the supervisor's included. */
  pids: Record<string, number>;
}

/** Writes `<data directory>/stack.json` in one step, readable by its owner only: the database URL is a secret. */
export function writeStack(dataDir: string, stack: Stack): void {
  const path = join(dataDir, 'stack.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The stack that runs on this data directory; undefined when none does. */
export function runningStack(dataDir: string): Stack | undefined {
  if (supervisorOf(dataDir) === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')) as Stack;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function removeStack(dataDir: string): void {
  rmSync(join(dataDir, 'stack.json'), { force: true });
}
