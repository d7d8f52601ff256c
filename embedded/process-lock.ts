import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identify } from './process-identity.js';

/**
 * Takes a lock file for this process, also from a process that is gone.
 * @returns what gives it back; undefined when a living process has it.
 */
export function takeLock(path: string): (() => void) | undefined {
  const own = JSON.stringify({ pid: process.pid, startedAt: identify(process.pid)?.startedAt });
  const candidate = `${path}.${process.pid}`;
  writeFileSync(candidate, own, { mode: 0o600 });
  try {
    // A link appears complete or not at all, whoever else tries at the same time.
    if (!tryLink(candidate, path) && !(removeStale(path) && tryLink(candidate, path))) return undefined;
  } finally {
    rmSync(candidate, { force: true });
  }
  return () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
}

/** The pid of the living process that has the lock; undefined when none has. */
export function lockHolder(path: string): number | undefined {
  return livingHolder(read(path));
}

/** Whether the lock of a process that is gone was removed. */
function removeStale(path: string): boolean {
  const stale = read(path);
  if (livingHolder(stale) !== undefined) return false;
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  // Someone else may have put a living lock in its place meanwhile: that one goes back.
  const moved = read(aside);
  if (moved !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
  return moved === stale;
}

function livingHolder(content: string | undefined): number | undefined {
  if (!content) return undefined;
  try {
    const holder = JSON.parse(content) as { pid: number; startedAt: string };
    return identify(holder.pid)?.startedAt === holder.startedAt ? holder.pid : undefined;
  } catch (error) {
    // A torn file is what a power cut leaves: nobody's.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
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
