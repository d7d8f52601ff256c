import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, identify } from './process-identity.js';

/** What is written down about a running child, enough to recognise it after its supervisor was killed. */
export interface ProcessRecord {
  pid: number;
  startedAt: string;
  /** A part of its command line that only this child of this data directory has. */
  marker: string;
  stopSignal: NodeJS.Signals;
  /** Children are stopped from the highest to the lowest. */
  rank: number;
}

const LEFTOVER_GRACE_MS = 15_000;

/** Writes `<data directory>/run/<name>.pid`. */
export function recordProcess(dataDir: string, name: string, record: ProcessRecord): void {
  mkdirSync(folderOf(dataDir), { recursive: true });
  const path = pathOf(dataDir, name);
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

/** Removes the file again, unless it tells of another process by now. */
export function forgetProcess(dataDir: string, name: string, pid: number): void {
  if (readRecord(dataDir, name)?.pid === pid) rmSync(pathOf(dataDir, name), { force: true });
}

/**
 * Stops what an earlier supervisor of this data directory left behind: only processes whose pid, start time and
 * command line are the recorded ones.
 * @returns the names of the processes that were stopped.
 */
export async function stopLeftovers(dataDir: string): Promise<string[]> {
  const records = recordedNames(dataDir)
    .map((name) => ({ name, record: readRecord(dataDir, name) }))
    .sort((left, right) => (right.record?.rank ?? 0) - (left.record?.rank ?? 0));
  const stopped: string[] = [];
  for (const { name, record } of records) {
    if (record && isSameProcess(record)) {
      await endProcess(record.pid, [record.stopSignal], LEFTOVER_GRACE_MS);
      stopped.push(name);
    }
    if (record) forgetProcess(dataDir, name, record.pid);
    else rmSync(pathOf(dataDir, name), { force: true });
  }
  return stopped;
}

function isSameProcess(record: ProcessRecord): boolean {
  const identity = identify(record.pid);
  return identity?.startedAt === record.startedAt && identity.command.includes(record.marker);
}

function recordedNames(dataDir: string): string[] {
  try {
    return readdirSync(folderOf(dataDir))
      .filter((file) => file.endsWith('.pid'))
      .map((file) => file.slice(0, -'.pid'.length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined for a file that is absent or that a crash left half written: it tells of no process then. */
function readRecord(dataDir: string, name: string): ProcessRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(pathOf(dataDir, name), 'utf8')) as Partial<ProcessRecord>;
    const { pid, startedAt, marker, stopSignal, rank } = record;
    if (!pid || !startedAt || !marker || !stopSignal) return undefined;
    return { pid, startedAt, marker, stopSignal, rank: rank ?? 0 };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function folderOf(dataDir: string): string {
  return join(dataDir, 'run');
}

function pathOf(dataDir: string, name: string): string {
  return join(folderOf(dataDir), `${name}.pid`);
}
