import { linkSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import { identify } from './process-identity.js';
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
  const lock = join(path, LOCK);
  const candidate = `${lock}.${process.pid}`;
  writeFileSync(candidate, JSON.stringify({ pid: process.pid, startedAt: identify(process.pid)?.startedAt }));
  try {
    // A link either appears complete or not at all, whoever else tries at the same time.
    if (!tryLink(candidate, lock)) {
      const holder = lockHolder(path);
      if (holder !== undefined)
        throw new Error(`${path} is in use by another hireline (process ${holder}). Stop it, or set another DATA_DIR.`);
      rmSync(lock, { force: true });
      if (!tryLink(candidate, lock)) throw new Error(`${path} was taken by another hireline at this moment.`);
    }
  } finally {
    rmSync(candidate, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

/** The pid of the supervisor that has the data directory now; undefined when none is alive. */
export function lockHolder(path: string): number | undefined {
  try {
    const holder = JSON.parse(readFileSync(join(path, LOCK), 'utf8')) as { pid: number; startedAt: string };
    return identify(holder.pid)?.startedAt === holder.startedAt ? holder.pid : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
