import { request } from 'node:http';
import type { Job } from './children.js';
import type { ProcessSpec } from './managed-process.js';

/** The compiled entry points of our own processes; tests put their own in. */
export interface Entries {
  migrations: string;
  sandbox: string;
  worker: string;
  ingress: string;
  demonstration: string;
}

const READY_TIMEOUT_MS = 90_000;

/** How one of our own Node processes is run: a long-lived one. */
export function nodeProcess(
  name: string,
  entry: string,
  environment: NodeJS.ProcessEnv,
  rest: Pick<ProcessSpec, 'graceMs'> & Partial<ProcessSpec>,
): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', entry],
    environment,
    marker: entry,
    stopSignal: 'SIGTERM',
    reports: true,
    readyTimeoutMs: READY_TIMEOUT_MS,
    ...rest,
  };
}

/** How one of our own Node processes is run: one that ends. */
export function nodeJob(
  name: string,
  entry: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  shown: boolean,
): Job {
  return { name, command: process.execPath, args: ['--enable-source-maps', entry, ...args], environment, shown };
}

/**
 * Whether GET of a URL on this machine is answered with 200.
 * @throws Error with the status, or why there is no answer.
 */
export function answers(url: string): Promise<true> {
  return new Promise((resolve, reject) => {
    const get = request(url, { timeout: 3_000, agent: false }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(true);
      else reject(new Error(`GET ${url} answers ${response.statusCode}.`));
    });
    get.once('timeout', () => get.destroy(new Error(`GET ${url} is not answered.`)));
    get.once('error', reject);
    get.end();
  });
}
