import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import { lockHolder, takeLock } from './process-lock.js';
import { projectRoot } from './project.js';

const MARKER = '.hireline';
const LOCK = 'supervisor.lock';

/** The absolute data directory that DATA_DIR names (default .data); a relative path counts from the project's folder. */
export function dataDirectory(environment: Environment): string {
  return resolve(projectRoot(), environment.DATA_DIR?.trim() || '.data');
}

/**
 * Makes the data directory where there is none, and marks a new or empty one as ours.
 * @returns its real path, so that it is known by one name only.
 */
export function openDataDirectory(path: string): string {
  mkdirSync(path, { recursive: true });
  if (readdirSync(path).length === 0) {
    writeFileSync(join(path, MARKER), 'The data of hireline: npm start -- --fresh empties this directory.\n');
  }
  return realpathSync(path);
}

/**
 * Empties the data directory, apart from its marker and its lock.
 * @throws Error when the directory was not made by hireline.
 */
export function emptyDataDirectory(path: string): void {
  const entries = readdirSync(path);
  if (!entries.includes(MARKER))
    throw new Error(
      `${path} holds files but was not made by hireline: --fresh won't empty it. Set DATA_DIR elsewhere.`,
    );
  for (const entry of entries) {
    if (entry !== MARKER && entry !== LOCK) rmSync(join(path, entry), { recursive: true, force: true });
  }
}

/**
 * Takes the data directory for this process.
 * @returns what gives it back.
 * @throws Error that names the process that has it already.
 */
export function lockDataDirectory(path: string): () => void {
  const unlock = takeLock(join(path, LOCK));
  if (unlock) return unlock;
  const holder = supervisorOf(path) ?? 'just started';
  throw new Error(`${path} is in use by another hireline (process ${holder}). Stop it, or set another DATA_DIR.`);
}

/** The pid of the supervisor that has the data directory now; undefined when none is alive. */
export function supervisorOf(path: string): number | undefined {
  return lockHolder(join(path, LOCK));
}
