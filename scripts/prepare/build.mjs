import { spawn } from 'node:child_process';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const BUNDLE = 'workflow-bundle.js';
/** What the workflow bundle is made of. */
const BUNDLED = ['workflows', 'domain', 'schemas', 'config', 'workers'];

/**
 * Compiles when a source is newer than the last build, and bundles the workflows when their output is newer than the
 * last bundle.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function build(root, say) {
  const sources = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')).include;
  const dist = join(root, 'dist');
  const stamp = join(dist, '.tsbuildinfo');
  const started = new Date();
  const changed = await newest([
    ...sources.map((folder) => join(root, folder)),
    ...['tsconfig.json', 'node_modules/.package-lock.json'].map((file) => join(root, file)),
  ]);
  if (changed > (await newest([stamp]))) {
    say('building');
    const { code, output } = await run([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], root);
    // tsc writes its stamp after a failure too, and leaves it alone when nothing had to be written.
    await touch(stamp, code === 0 ? started : new Date(0));
    if (code !== 0) throw new Error(`${output}\nThe build failed (tsc, ${code}).`);
    await removeOrphans(root, dist, sources);
  }
  await bundle(root, dist, say);
}

async function bundle(root, dist, say) {
  const builder = join(dist, 'workers', 'build-bundle.js');
  if (!(await exists(builder))) return;
  const output = await newest([
    ...BUNDLED.map((folder) => join(dist, folder)),
    join(root, 'node_modules', '.package-lock.json'),
  ]);
  if (output <= (await newest([join(dist, BUNDLE)]))) return;
  say('bundling the workflows');
  const { code, output: said } = await run(['--enable-source-maps', builder], root);
  if (code !== 0) throw new Error(`${said}\nThe workflows could not be bundled (${code}).`);
}

/** A compiled file whose source is gone would still be run, as a test for one. */
async function removeOrphans(root, dist, sources) {
  for (const folder of sources) {
    for (const file of await filesBelow(join(dist, folder))) {
      const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
      if (/\.js(\.map)?$/.test(file) && !(await exists(source))) await rm(file, { force: true });
    }
  }
}

/** The latest change, in milliseconds, of these files and of everything below these folders; 0 when there is none. */
async function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const found = await statOf(path);
    if (!found) continue;
    // A folder's own time tells of a file that was removed.
    const below = found.isDirectory() ? await newest((await readdir(path)).map((entry) => join(path, entry))) : 0;
    latest = Math.max(latest, found.mtimeMs, below);
  }
  return latest;
}

async function filesBelow(folder) {
  if (!(await exists(folder))) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? dirname(folder), entry.name));
}

async function touch(path, time) {
  if (await exists(path)) await utimes(path, time, time);
}

async function exists(path) {
  return (await statOf(path)) !== undefined;
}

async function statOf(path) {
  try {
    return await stat(path);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function run(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: signal ?? code, output: output.trim() }));
  });
}
