import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one process has used since it started. */
export interface Usage {
  cpuSeconds: number;
  /** The most memory it has held (Linux), or holds now (elsewhere). */
  residentBytes: number;
}

/** Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick (time(7)). */
const TICKS_PER_SECOND = 100;

/** @throws Error when the process is gone. */
export function usageOf(pid: number): Usage {
  return process.platform === 'linux' ? linuxUsage(pid) : psUsage(pid);
}

/**
 * CPU seconds of a server that works through child processes, the ended ones included where the system tells.
 * Memory is left out: what its processes share would count once for each of them.
 */
export function treeCpuSeconds(pid: number): number {
  if (process.platform !== 'linux') {
    const family = ps().filter((row) => row.pid === pid || row.parent === pid);
    return family.reduce((sum, row) => sum + row.cpuSeconds, 0);
  }
  const self = linuxStat(pid);
  if (!self) throw gone(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => linuxStat(Number(name)) ?? [])
    .filter((stat) => stat.parent === pid);
  return self.cpuSeconds + self.endedChildrenSeconds + children.reduce((sum, child) => sum + child.cpuSeconds, 0);
}

function linuxUsage(pid: number): Usage {
  const stat = linuxStat(pid);
  if (!stat) throw gone(pid);
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: stat.cpuSeconds, residentBytes: Number(peak ?? 0) * 1_024 };
}

/** Fields of proc_pid_stat(5), counted from the state, which follows the command's name. */
const FIELD = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 } as const;

function linuxStat(pid: number) {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended between being listed and being read.
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (...names: (keyof typeof FIELD)[]) =>
    names.reduce((sum, name) => sum + Number(fields[FIELD[name]]), 0) / TICKS_PER_SECOND;
  return {
    parent: Number(fields[FIELD.parent]),
    cpuSeconds: seconds('user', 'system'),
    endedChildrenSeconds: seconds('childrenUser', 'childrenSystem'),
  };
}

function psUsage(pid: number): Usage {
  const row = ps().find((one) => one.pid === pid);
  if (!row) throw gone(pid);
  return row;
}

function ps(): (Usage & { pid: number; parent: number })[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,time='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, kilobytes, time] = line.trim().split(/\s+/);
    if (time === undefined) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        residentBytes: Number(kilobytes) * 1_024,
        cpuSeconds: secondsOfPs(time),
      },
    ];
  });
}

/** CPU time as ps(1) writes it, "[[days-]hours:]minutes:seconds", in seconds. */
export function secondsOfPs(time: string): number {
  const [, days = '0', clock = ''] = /^(?:(\d+)-)?([\d:.]+)$/.exec(time) ?? [];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}

const gone = (pid: number): Error => new Error(`Process ${pid} is gone.`);
