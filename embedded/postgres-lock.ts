import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, identify } from './process-identity.js';

const FAST_SHUTDOWN_MS = 20_000;

/**
 * Makes sure that no server of an earlier, killed supervisor runs on the cluster, and that its lock file does not
 * keep a new one from starting. Touches only the process that the lock file names, and only if that is a PostgreSQL
 * on this very cluster.
 * @returns whether a server was stopped.
 */
export async function releaseCluster(cluster: string): Promise<boolean> {
  const lock = join(cluster, 'postmaster.pid');
  const pid = lockedBy(lock);
  if (pid === undefined) return false;
  const command = identify(pid)?.command ?? '';
  if (/\bpostgres\b/.test(command) && command.includes(`-D ${cluster}`)) {
    // Fast shutdown, then immediate: https://www.postgresql.org/docs/current/server-shutdown.html
    await endProcess(pid, ['SIGINT', 'SIGQUIT'], FAST_SHUTDOWN_MS);
    return true;
  }
  // PostgreSQL would take a zombie, or another program that got the pid, for a living server. Backends that outlived
  // their server are still noticed, by the shared memory they are attached to.
  if (hasPid(pid)) rmSync(lock, { force: true });
  return false;
}

/** The first line of the lock file: https://www.postgresql.org/docs/current/storage-file-layout.html */
function lockedBy(lock: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
