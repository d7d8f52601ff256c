import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What tells a process from another one that got its pid later. */
export interface ProcessIdentity {
  /** Opaque; equal only for the same process. */
  startedAt: string;
  /** The command line, arguments joined with blanks. */
  command: string;
}

/** The process that has this pid now; undefined when there is none, or only a zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/**
 * Ends one process, politely first.
 * @param signals tried in this order, each given `graceMs`; SIGKILL follows by itself.
 * @throws Error when the process belongs to someone else or outlives SIGKILL.
 */
export async function endProcess(pid: number, signals: readonly NodeJS.Signals[], graceMs: number): Promise<void> {
  const startedAt = identify(pid)?.startedAt;
  const isGone = () => startedAt === undefined || identify(pid)?.startedAt !== startedAt;
  for (const signal of [...signals, 'SIGKILL'] as const) {
    if (isGone()) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new Error(`Process ${pid} can't be stopped: it belongs to another user.`, { cause: error });
    }
    const deadline = Date.now() + graceMs;
    while (!isGone() && Date.now() < deadline) await sleep(50);
  }
  if (!isGone()) throw new Error(`Process ${pid} is still there after SIGKILL.`);
}

/** Field 22 of /proc/<pid>/stat, counted from 3 after the command's name: proc_pid_stat(5). */
const START_TIME = 19;

function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return { startedAt: `${bootId()}:${fields[START_TIME]}`, command };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

/** Start times count from boot, so a pid file that outlived a reboot must not match by chance. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function fromPs(pid: number): ProcessIdentity | undefined {
  let line: string;
  try {
    const environment = { ...process.env, LC_ALL: 'C' };
    line = execFileSync('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // ps answers with status 1 when no process has the pid.
    return undefined;
  }
  const parts = /^\s*(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line.trim());
  if (!parts || parts[1]?.startsWith('Z')) return undefined;
  return { startedAt: parts[2] ?? '', command: parts[3] ?? '' };
}
