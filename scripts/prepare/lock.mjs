import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** A lock without a pid is one whose owner was stopped between two lines. */
const ANONYMOUS_MS = 5_000;

/**
 * Runs `work` while no other process that uses the same folder as its lock does.
 *
 * @template T
 * @param {string} folder
 * @param {(line: string) => void} say is told when another process has to be waited for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, say, work) {
  for (let waited = false; !(await tryLock(folder)); waited = true) {
    if (await isStale(folder)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (!waited) say('another process prepares this checkout: waiting for it');
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryLock(folder) {
  try {
    await mkdir(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

async function isStale(folder) {
  try {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    if (pid > 0) return !isAlive(pid);
    return (await ageOf(folder)) > ANONYMOUS_MS;
  } catch (error) {
    if (error.code === 'ENOENT') return (await ageOf(folder)) > ANONYMOUS_MS;
    throw error;
  }
}

/** In milliseconds; 0 when the folder is gone again. */
async function ageOf(folder) {
  try {
    return Date.now() - (await stat(folder)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
