import { join } from 'node:path';
import { publicUrl } from '../config/links.js';
import { sandboxKeys } from './keys.js';
import { createSandbox, serveSandbox } from './server.js';

const environment = process.env;
const dataDir = environment['DATA_DIR'] ?? '.data';
const sandbox = createSandbox({
  stateFolder: join(dataDir, 'sandbox'),
  keys: sandboxKeys(dataDir),
  publicUrl: publicUrl(environment),
  latencyMs: Number(environment['SANDBOX_LATENCY_MS'] ?? 0),
  timeScale: Number(environment['SANDBOX_TIME_SCALE'] ?? 1),
});
const server = await serveSandbox(sandbox, Number(environment['SANDBOX_PORT'] ?? 4010));
process.send?.({ ready: true });

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    server.close();
    server.closeAllConnections();
    void sandbox.close();
    // The supervisor's channel would keep the process alive.
    if (process.connected) process.disconnect();
  });
}
