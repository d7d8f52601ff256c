import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Runs `npm ci` when node_modules is not what package-lock.json says.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function install(root, say) {
  const reason = await whyInstall(root);
  if (reason === undefined) return;
  say(`installing the packages (npm ci): ${reason}`);
  // Under npm start the very npm that runs us is used; under a plain node the one on PATH.
  const npm = process.env.npm_execpath;
  const ours = npm !== undefined && basename(npm).startsWith('npm-cli');
  const [command, prefix] = ours ? [process.execPath, [npm]] : ['npm', []];
  const { code, output } = await run(
    command,
    [...prefix, 'ci', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline'],
    root,
  );
  if (code !== 0) throw new Error(`${output}\nThe packages could not be installed (npm ci, ${code}).`);
}

/**
 * Compares npm's own record of what it installed, which it writes last, with the lock file.
 *
 * @param {string} root
 * @returns {Promise<string | undefined>} why an installation is needed
 */
export async function whyInstall(root) {
  const locked = (await readJson(join(root, 'package-lock.json')))?.packages;
  if (!locked) throw new Error('package-lock.json is missing: the checkout is not complete.');
  const installed = (await readJson(join(root, 'node_modules', '.package-lock.json')))?.packages;
  if (!installed) return 'node_modules is missing or unfinished';
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '' || entry.link) continue;
    const found = installed[path];
    const name = path.replace(/^.*node_modules\//, '');
    // Packages for other platforms are in the lock file only.
    if (!found && !entry.optional && !entry.devOptional) return `${name} is not installed`;
    if (found && found.version !== entry.version) return `${name} is ${found.version}, expected ${entry.version}`;
  }
  return undefined;
}

async function readJson(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => reject(new Error(`${command} can't be run: ${error.message}`)));
    child.once('close', (code, signal) => resolve({ code: signal ?? code, output: output.trim() }));
  });
}
