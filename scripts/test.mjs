import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ALL_TESTS = 'dist/test/**/*.test.js';
/** Options of mocha that are followed by a value; what follows any other one is a file. */
const WITH_VALUE = new Set(['-g', '--grep', '-f', '--fgrep', '-t', '--timeout', '-r', '--require', '--retries']);

/**
 * `npm test`: prepares the checkout, runs the tests, and ends with one line: `N passed, N failed`.
 * Arguments go to mocha: `npm test -- --grep payroll`, `npm test -- dist/test/embedded/ports.test.js`.
 */
const say = (line) => console.log(line);
const scratch = await mkdtemp(join(tmpdir(), 'hireline-test-'));
let counts = { passed: 0, failed: 0, skipped: 0 };
try {
  await prepare({ say });
  counts = await runMocha(process.argv.slice(2), await temporalPrograms());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  counts = { ...counts, failed: counts.failed + 1 };
} finally {
  await rm(scratch, { recursive: true, force: true });
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function temporalPrograms() {
  const { describeProgram, findProgram, TEMPORAL_CLI, TEST_SERVER } = await import('../dist/embedded/binaries.js');
  const variables = {};
  for (const program of [TEMPORAL_CLI, TEST_SERVER]) {
    const found = await findProgram(program, { announce: say });
    say(describeProgram(program, found));
    variables[program.variable] = found.path;
  }
  return variables;
}

/** What ends otherwise than by its tests (no tests, a crash, a file that can't be loaded) counts as a failure. */
async function runMocha(args, programs) {
  const countsFile = join(scratch, 'counts.json');
  const code = await run(
    [
      ...['--enable-source-maps', join(ROOT, 'node_modules/mocha/bin/mocha.js')],
      ...['--reporter', join(ROOT, 'scripts/mocha-reporter.mjs'), '--reporter-option', `counts=${countsFile}`],
      ...(hasFiles(args) ? args : [...args, ALL_TESTS]),
    ],
    { ...process.env, ...programs, HIRELINE_PREPARED: '1' },
  );
  const found = await readCounts(countsFile);
  const ran = found.passed + found.failed;
  if (found.ended && ran > 0 && (code === 0 || found.failed > 0)) return found;
  console.error(ran === 0 ? 'No test was run.' : `The test run ended before its time or uncleanly (${code}).`);
  return { ...found, failed: found.failed + 1 };
}

function hasFiles(args) {
  return args.some((arg, index) => !arg.startsWith('-') && !WITH_VALUE.has(args[index - 1]));
}

async function readCounts(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return { passed: 0, failed: 0, skipped: 0, ended: false };
    throw error;
  }
}

function run(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
}
