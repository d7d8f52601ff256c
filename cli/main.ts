import { setMaxListeners } from 'node:events';
import { createApiClient, type ApiClient } from './api-client.js';
import { runCommandLine } from './program.js';
import { findStack, type Address } from './stack.js';
import { openTerminal } from './terminal.js';

const environment = process.env;
const stopped = new AbortController();
// The demonstration plays all its cases at once, and each of them listens.
setMaxListeners(0, stopped.signal);
let address: Address | undefined;
let client: ApiClient | undefined;
const findAddress = () => (address ??= findStack(environment));

// Output that nobody reads any more (hireline audit | head) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked twice: whatever is still being put back in order stays as it is.
    if (stopped.signal.aborted) process.exit(130);
    stopped.abort();
  });
}

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    environment,
    terminal: openTerminal(environment),
    address: findAddress,
    api: () => (client ??= createApiClient(findAddress(), environment, stopped.signal)),
    stopped: stopped.signal,
  });
} catch (error) {
  console.error(
    `hireline: a mistake in the program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  process.exitCode = 1;
}
