import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const ROTATE_ABOVE_BYTES = 20 * 1024 * 1024;
const TAIL_LINES = 15;

/** The log file of one child, appended to over restarts. */
export class ProcessLog {
  readonly path: string;
  /** For children that write into the file by themselves. */
  readonly descriptor: number;
  readonly #startedAt: number;
  #writable = true;
  #open = true;

  /** Opens `<data directory>/logs/<name>.log`; what is over 20 MB becomes `<name>.log.1` first. */
  constructor(
    dataDir: string,
    name: string,
    private readonly announce: (line: string) => void,
  ) {
    const folder = join(dataDir, 'logs');
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${name}.log`);
    if (sizeOf(this.path) > ROTATE_ABOVE_BYTES) renameSync(this.path, `${this.path}.1`);
    this.#startedAt = sizeOf(this.path);
    this.descriptor = openSync(this.path, 'a', 0o600);
  }

  /** A full disk must not take the whole stack down, so lines that can't be kept are announced once and dropped. */
  write(text: string): void {
    if (!this.#writable) return;
    try {
      writeSync(this.descriptor, text);
    } catch (error) {
      this.#writable = false;
      this.announce(
        `${this.path} can't be written any more: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** The last lines written since the log was opened, for people to see why a child does not start. */
  tail(): string {
    const text = readFileSync(this.path).subarray(this.#startedAt).toString('utf8');
    return text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  /** Safe to call more than once. */
  close(): void {
    this.#writable = false;
    if (this.#open) closeSync(this.descriptor);
    this.#open = false;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
