import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.js';

/** What the numbers were measured on: without it they say nothing. */
export interface Machine {
  processors: number;
  model: string;
  memoryGb: number;
  platform: string;
  node: string;
  /** Median of a write of 8 KiB that is forced to the disk: everything durable waits for that. */
  syncedWriteUs: number;
  /** Processes that were running or waiting, over the last minute before the benchmark. */
  loadBefore: number;
}

const BLOCK = Buffer.alloc(8_192, 1);
const WRITES = 100;

/** @param folder on the disk that the databases will be on. */
export function describeMachine(folder: string): Machine {
  return {
    processors: cpus().length,
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    syncedWriteUs: Math.round(syncedWriteUs(folder)),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

function syncedWriteUs(folder: string): number {
  const path = join(folder, `synced-write-${process.pid}`);
  const file = openSync(path, 'w');
  try {
    const times = Array.from({ length: WRITES }, () => {
      const begun = performance.now();
      writeSync(file, BLOCK);
      fdatasyncSync(file);
      return (performance.now() - begun) * 1_000;
    });
    return median(times);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
