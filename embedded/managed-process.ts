import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetProcess, recordProcess } from './pid-files.js';
import { endProcess, identify } from './process-identity.js';
import { ProcessLog } from './process-log.js';

/** A long-lived child and how it is started, known to be ready, and stopped. */
export interface ProcessSpec {
  /** In the output, the log's and the pid file's name. */
  name: string;
  command: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** A part of the command line that no other child has, in this data directory or another. */
  marker: string;
  /** Run as this user; only root can. */
  user?: { uid: number; gid: number };
  stopSignal: NodeJS.Signals;
  /** How long a polite stop may take before SIGKILL. */
  graceMs: number;
  /**
   * Whether it is one of our Node processes: those say `process.send({ ready: true })`, and their lines that start
   * with "» " are outcomes for people. All other output goes to the log.
   */
  reports: boolean;
  /** Runs before every start, restarts included. */
  beforeStart?(): Promise<void>;
  /**
   * Asked until it says true or the process reports by itself; throws why it can't tell yet. Without it, a process that
   * does not report is taken for ready in the end.
   */
  isReady?(): Promise<boolean>;
  readyTimeoutMs: number;
}

/** Where a child's news goes. */
export interface Surroundings {
  dataDir: string;
  /** Something people should know. */
  announce(line: string): void;
  /** An outcome that a child tells, printed as it is. */
  outcome(line: string): void;
  /** Called when a child has a new pid. */
  pidsChanged?(): void;
}

/** Start was given up because the whole stack is being stopped. */
export class StartCancelled extends Error {}

const OUTCOME = '» ';
const POLL_MS = 100;
const DEATHS_AT_START = 4;
/** A child that lived this long starts afresh with the shortest pause. */
const STEADY_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** One child that is kept alive: whenever it dies unasked it is started again, the pauses growing up to 10 s. */
export class ManagedProcess {
  readonly #log: ProcessLog;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #quickDeaths = 0;
  #saidReady = false;
  #stopping = false;
  #notReadyBecause = '';

  constructor(
    readonly spec: ProcessSpec,
    private readonly rank: number,
    private readonly surroundings: Surroundings,
  ) {
    this.#log = new ProcessLog(surroundings.dataDir, spec.name, surroundings.announce);
  }

  /** Undefined while it is down. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the child and waits until it is ready.
   * @throws Error with the end of its log when it keeps dying or is asked in vain.
   * @throws StartCancelled when it is stopped meanwhile.
   */
  async start(): Promise<void> {
    const { name, readyTimeoutMs } = this.spec;
    const deadline = Date.now() + readyTimeoutMs;
    await this.#launch();
    while (!(await this.#isReady())) {
      if (this.#stopping) throw new StartCancelled(`${name} was stopped while it started.`);
      if (this.#quickDeaths >= DEATHS_AT_START) throw await this.#failure('keeps dying');
      if (Date.now() > deadline) {
        if (this.spec.isReady) throw await this.#failure(`is not ready after ${readyTimeoutMs / 1000} s`);
        this.surroundings.announce(`${name} has not said within ${readyTimeoutMs / 1000} s that it is ready: going on`);
        return;
      }
      await sleep(POLL_MS);
    }
  }

  /** Ends the child politely, and by SIGKILL when its grace is over. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const pid = this.pid;
    if (pid !== undefined) {
      await endProcess(pid, [this.spec.stopSignal], this.spec.graceMs);
      await this.#exited;
    }
    this.#log.close();
  }

  /** Ends the child at once. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#child?.kill('SIGKILL');
  }

  async #launch(): Promise<void> {
    const { spec } = this;
    await spec.beforeStart?.();
    if (this.#stopping) return;
    const startedAt = Date.now();
    const direct = this.#log.descriptor;
    const child = spawn(spec.command, spec.args, {
      env: spec.environment,
      // A session of its own: a Ctrl-C in the terminal reaches the supervisor only, which stops the children in order.
      detached: true,
      stdio: spec.reports ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', direct, direct],
      ...spec.user,
    });
    this.#child = child;
    this.#saidReady = false;
    this.#exited = new Promise((resolve) => {
      const ended = (how: string) => {
        if (this.#child !== child) return;
        this.#child = undefined;
        if (child.pid !== undefined) forgetProcess(this.surroundings.dataDir, spec.name, child.pid);
        resolve();
        this.#died(how, Date.now() - startedAt);
      };
      child.once('exit', (code, signal) => ended(signal ?? `exit ${code}`));
      child.once('error', (error) => {
        if (child.pid === undefined) ended(error.message);
      });
    });
    this.#record(child);
    this.#listen(child);
    this.surroundings.pidsChanged?.();
  }

  #record(child: ChildProcess): void {
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (child.pid === undefined || !identity) return;
    recordProcess(this.surroundings.dataDir, this.spec.name, {
      pid: child.pid,
      startedAt: identity.startedAt,
      marker: this.spec.marker,
      stopSignal: this.spec.stopSignal,
      rank: this.rank,
    });
  }

  #listen(child: ChildProcess): void {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message)
        this.#saidReady = message.ready === true;
    });
    child.stderr?.on('data', (chunk: Buffer) => this.#log.write(chunk.toString('utf8')));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(OUTCOME)) this.surroundings.outcome(line);
      this.#log.write(`${line}\n`);
    });
  }

  #died(how: string, livedMs: number): void {
    if (this.#stopping) return;
    this.#quickDeaths = livedMs > STEADY_MS ? 1 : this.#quickDeaths + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#quickDeaths - 1), LONGEST_PAUSE_MS);
    this.#restart = setTimeout(() => {
      this.#launch().then(
        () => {
          if (this.#child) this.surroundings.announce(`${this.spec.name} died (${how}): restarted`);
        },
        (error: unknown) => this.#died(error instanceof Error ? error.message : String(error), 0),
      );
    }, pause);
  }

  async #isReady(): Promise<boolean> {
    if (!this.#child) return false;
    if (this.#saidReady || !this.spec.isReady) return this.#saidReady;
    const asked = this.#child;
    try {
      // An answer counts only if the child has lived to give it: another server may have taken its port.
      return (await this.spec.isReady()) && this.#child === asked;
    } catch (error) {
      this.#notReadyBecause = error instanceof Error ? `${error.message}\n` : '';
      return false;
    }
  }

  async #failure(what: string): Promise<Error> {
    await this.stop();
    return new Error(
      `${this.spec.name} ${what}. ${this.#notReadyBecause}The end of ${this.#log.path}:\n${this.#log.tail()}`,
    );
  }
}
