import { spawn } from 'node:child_process';
import { ManagedProcess, StartCancelled, type ProcessSpec, type Surroundings } from './managed-process.js';
import { ProcessLog } from './process-log.js';

/** A child that does one thing and ends. */
export interface Job {
  name: string;
  command: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** Whether its output belongs to the terminal; else it goes to its log. */
  shown: boolean;
}

/** All children of one supervisor, in the order of their start. */
export class Children {
  readonly #processes: ManagedProcess[] = [];
  readonly #jobs = new AbortController();
  #stopped = false;

  constructor(private readonly surroundings: Surroundings) {}

  /** Starts a child, waits until it is ready, and keeps it alive from then on. Throws as ManagedProcess.start does. */
  async start(spec: ProcessSpec): Promise<void> {
    if (this.#stopped) throw new StartCancelled(`${spec.name} was not started any more.`);
    const child = new ManagedProcess(spec, this.#processes.length, this.surroundings);
    this.#processes.push(child);
    await child.start();
  }

  /**
   * Runs a job to its end.
   * @returns undefined when it succeeded, else how it ended and the end of its log.
   * @throws StartCancelled when everything is stopped meanwhile.
   */
  async run(job: Job): Promise<string | undefined> {
    if (this.#stopped) throw new StartCancelled(`${job.name} was not started any more.`);
    const log = new ProcessLog(this.surroundings.dataDir, job.name, this.surroundings.announce);
    try {
      const end = await this.#toTheEnd(job, log);
      if (this.#stopped) throw new StartCancelled(`${job.name} was stopped.`);
      if (end === undefined) return undefined;
      return job.shown ? end : `${end}. The end of ${log.path}:\n${log.tail()}`;
    } finally {
      log.close();
    }
  }

  /** The pids by name, of those that are up. */
  pids(): Record<string, number> {
    const running = this.#processes.flatMap(({ spec, pid }) => (pid === undefined ? [] : [[spec.name, pid] as const]));
    return Object.fromEntries(running);
  }

  /** Stops every child, the last started first, each only when the one that leans on it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#jobs.abort();
    for (const child of [...this.#processes].reverse()) await child.stop();
  }

  /** Ends every child at once. */
  kill(): void {
    this.#stopped = true;
    this.#jobs.abort();
    for (const child of this.#processes) child.kill();
  }

  #toTheEnd(job: Job, log: ProcessLog): Promise<string | undefined> {
    const output = job.shown ? 'inherit' : log.descriptor;
    const child = spawn(job.command, job.args, {
      env: job.environment,
      detached: true,
      stdio: ['ignore', output, output],
      signal: this.#jobs.signal,
      killSignal: 'SIGTERM',
    });
    return new Promise((resolve) => {
      child.once('error', (error) => {
        if (child.pid === undefined) resolve(error.message);
      });
      child.once('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit ${code}`)));
    });
  }
}
