import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Program } from './binaries.js';
import { compiledFile } from './project.js';

const STALLED_MS = 45_000;
const POLL_MS = 500;

/**
 * Lets the SDK download its server. It offers that only together with a start of the server, so a process of its own
 * starts one for a moment; it is given up when the download makes no progress.
 * @returns the path of the executable below `folder`.
 * @throws Error with what the SDK said.
 */
export async function downloadWithSdk(program: Program, folder: string): Promise<string> {
  const problem = await runDownload(program, folder);
  const file = readdirSync(folder).find((name) => !name.endsWith('.downloading'));
  if (!file) throw new Error(problem ?? 'the SDK downloaded nothing');
  const executable = join(folder, file);
  chmodSync(executable, 0o755);
  return executable;
}

/** The version of the SDK, which decides what it downloads. */
export function sdkVersion(): string {
  const manifest = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string };
  return manifest.version;
}

function runDownload(program: Program, folder: string): Promise<string | undefined> {
  const child = spawn(process.execPath, [compiledFile('embedded/sdk-download-main.js'), program.sdkServer, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  let [bytes, progressAt, stalled] = [0, Date.now(), false];
  const watch = setInterval(() => {
    const now = sizeOf(folder);
    if (now !== bytes) [bytes, progressAt] = [now, Date.now()];
    if (Date.now() - progressAt < STALLED_MS) return;
    stalled = true;
    child.kill('SIGKILL');
  }, POLL_MS);
  return new Promise((resolve) => {
    const ended = (problem: string | undefined) => {
      clearInterval(watch);
      resolve(problem);
    };
    child.once('error', (error) => ended(error.message));
    child.once('close', (code) => {
      if (stalled) ended(`no progress for ${STALLED_MS / 1000} s`);
      else ended(code === 0 ? undefined : said.trim().split('\n').at(-1) || `exit ${code}`);
    });
  });
}

function sizeOf(folder: string): number {
  return readdirSync(folder)
    .map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}
