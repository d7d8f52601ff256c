import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './prepare/build.mjs';
import { install } from './prepare/install.mjs';
import { withLock } from './prepare/lock.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Makes a checkout runnable: checks Node's version, installs what is missing, builds what has changed. Does nothing,
 * and says nothing, when all is well. A process that was started by a prepared one is told so by HIRELINE_PREPARED.
 *
 * @param {object} options
 * @param {(line: string) => void} options.say takes one line for each thing that is done
 * @throws {Error} with what failed, for people
 */
export async function prepare({ say }) {
  await checkNode();
  if (process.env.HIRELINE_PREPARED === '1') return;
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  await withLock(join(ROOT, '.cache', 'prepare.lock'), say, async () => {
    await install(ROOT, say);
    await build(ROOT, say);
  });
}

async function checkNode() {
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const [major, minor] = engines.node.replace('>=', '').split('.').map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Error(`hireline needs Node ${engines.node}; this is Node ${process.versions.node}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await prepare({ say: (line) => console.log(line) });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
