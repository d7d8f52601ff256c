import type { Environment } from '../config/environment.js';
import type { ApiClient } from './api-client.js';
import type { Address } from './stack.js';
import type { Terminal } from './terminal.js';

/** What every command works with. Address and client are found when first asked for. */
export interface Cli {
  environment: Environment;
  terminal: Terminal;
  address(): Address;
  api(): ApiClient;
  /** Aborted by Ctrl-C. */
  stopped: AbortSignal;
  /** For a command that has said what is wrong, but whose exit code must tell it, too. */
  setExitCode(code: number): void;
}
