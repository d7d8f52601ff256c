import { spawn } from 'node:child_process';
import { SEARCH_ATTRIBUTES } from '../workflows/contract.js';
import { Children } from './children.js';
import { emptyDataDirectory, lockDataDirectory, openDataDirectory } from './data-directory.js';
import { StartCancelled } from './managed-process.js';
import type { Entries } from './node-process.js';
import { stopLeftovers } from './pid-files.js';
import { compiledFile } from './project.js';
import { DEMONSTRATION_PACE, parseSettings } from './settings.js';
import { bringUp, demonstrate, type BringUp } from './stack.js';
import { removeStack, writeStack, type Stack } from './stack-file.js';

/** What tests replace. */
export interface SupervisorOptions {
  entries?: Entries;
  /** A line for the terminal. */
  print?(line: string): void;
}

const ENTRIES: Entries = {
  migrations: compiledFile('ledger/migrate-main.js'),
  sandbox: compiledFile('sandbox/main.js'),
  worker: compiledFile('workers/main.js'),
  ingress: compiledFile('ingress/main.js'),
  demonstration: compiledFile('cli/main.js'),
};

/** npm passes Ctrl-C on to us although the terminal has sent it already: the two are one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_POLL_MS = 500;

/**
 * `npm start`: brings the stack up, runs the demonstration, prints `ready <console URL>`, and keeps every child alive
 * until it is told to stop by SIGINT, SIGTERM or SIGHUP. A second signal ends the children at once.
 * @param args --no-demo, --fresh.
 * @returns when everything is stopped.
 * @throws Error for people, when the stack can't be brought up; nothing is left running then.
 */
export async function supervise(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  options: SupervisorOptions = {},
): Promise<void> {
  const print = options.print ?? ((line: string) => console.log(line));
  const settings = parseSettings(args, environment);
  const dataDir = openDataDirectory(settings.dataDir);
  const unlock = lockDataDirectory(dataDir);
  const dismiss = installGuardian(dataDir);
  let stack: Omit<Stack, 'pids'> | undefined;
  const pidsChanged = () => {
    if (stack) writeStack(dataDir, { ...stack, pids: { supervisor: process.pid, ...children.pids() } });
  };
  const children = new Children({ dataDir, announce: print, outcome: print, pidsChanged });
  const stopped = stopOnRequest(children, print, environment.npm_lifecycle_event !== undefined);
  try {
    removeStack(dataDir);
    for (const name of await stopLeftovers(dataDir)) print(`${name} of an earlier start was still running: stopped`);
    if (settings.fresh) {
      emptyDataDirectory(dataDir);
      print(`${dataDir} is emptied${settings.databaseUrl ? '; the database that DATABASE_URL names is not' : ''}`);
    }
    const pace = Object.entries(DEMONSTRATION_PACE).filter(([variable]) => settings.demo && !environment[variable]);
    if (pace.length > 0) {
      const told = pace.map(([variable, value]) => `${variable}=${value}`).join(' ');
      print(`for the demonstration: ${told}; with --no-demo as config/policy.yaml says`);
    }
    const context: BringUp = {
      settings,
      dataDir,
      children,
      entries: options.entries ?? ENTRIES,
      searchAttributes: SEARCH_ATTRIBUTES,
      announce: print,
    };
    const running = await bringUp(context);
    stack = running.stack;
    pidsChanged();
    if (settings.demo) await demonstrate(context, running.environment);
    print(`ready http://127.0.0.1:${stack.port}`);
    await stopped.promise;
  } catch (error) {
    if (!(error instanceof StartCancelled)) throw error;
    await stopped.promise;
  } finally {
    stopped.uninstall();
    await children.stop();
    removeStack(dataDir);
    unlock();
    dismiss();
  }
}

/**
 * Stops the children on a signal. Under npm also when the shell that npm runs us in is gone: a signal that reaches npm
 * alone ends that shell, and the shell does not pass it on.
 * @returns a promise that is fulfilled when the children are stopped.
 */
function stopOnRequest(children: Children, print: (line: string) => void, underNpm: boolean) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let firstAt: number | undefined;
  let settle: { resolve(): void; reject(error: unknown): void };
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever waits for it may be busy bringing the stack up when it is rejected.
  promise.catch(() => undefined);
  const request = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      print('stopping (again to stop at once)');
      children.stop().then(
        () => settle.resolve(),
        (error: unknown) => settle.reject(error),
      );
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      children.kill();
    }
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (!underNpm || process.ppid === parent) return;
    clearInterval(watch);
    if (firstAt === undefined) request();
  }, PARENT_POLL_MS).unref();
  for (const signal of signals) process.on(signal, request);
  const uninstall = () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, request);
  };
  return { promise, uninstall };
}

function installGuardian(dataDir: string): () => void {
  const guardian = spawn(process.execPath, [compiledFile('embedded/guardian.js'), dataDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  return () => guardian.stdin.end();
}
