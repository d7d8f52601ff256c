import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder, takeLock } from './process-lock.js';

/** A port that no other hireline on this machine takes while this process lives. */
export interface ReservedPort {
  port: number;
  /** Whether another port than the preferred one had to be taken. */
  moved: boolean;
  /** Lets its socket go, right before the child that will listen on it starts. Safe to call more than once. */
  release(): Promise<void>;
  /** Gives the port up altogether. */
  free(): Promise<void>;
}

const NEIGHBOURS = 50;
const HIGHEST_PORT = 65_535;

/**
 * Reserves a port on the loopback interface: the preferred one, else the next free one above it, else any. 0 asks
 * for any. Until it is released a socket keeps others off it; after that a lock file keeps other stacks off it, which
 * may start at the same moment while the child has not got round to listen.
 */
export async function reservePort(preferred: number): Promise<ReservedPort> {
  const last = preferred === 0 ? 0 : Math.min(preferred + NEIGHBOURS, HIGHEST_PORT);
  const candidates = [...Array(last - preferred + 1).keys()].map((offset) => preferred + offset);
  for (const candidate of [...candidates, ...Array<number>(NEIGHBOURS).fill(0)]) {
    if (candidate !== 0 && lockHolder(lockOf(candidate)) !== undefined) continue;
    const server = await hold(candidate);
    if (!server) continue;
    const port = portOf(server);
    const unlock = lock(port);
    if (!unlock) {
      await close(server);
      continue;
    }
    const release = () => close(server);
    const free = async () => {
      unlock();
      await release();
    };
    return { port, moved: preferred !== 0 && port !== preferred, release, free };
  }
  throw new Error(`No free port near ${preferred}.`);
}

/** Lock files are a user's own: one that another user left behind could not be removed. */
function lockOf(port: number): string {
  const folder = join(tmpdir(), `hireline-ports-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${port}.lock`);
}

function lock(port: number): (() => void) | undefined {
  const unlock = takeLock(lockOf(port));
  if (!unlock) return undefined;
  process.once('exit', unlock);
  return () => {
    process.off('exit', unlock);
    unlock();
  };
}

/**
 * Reads a port from the environment.
 * @throws Error that names the variable when the value is no port.
 */
export function portVariable(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  usual: number,
): number {
  const text = environment[name]?.trim();
  if (!text) return usual;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT)
    throw new Error(`${name} is "${text}": expected a port from 0 to ${HIGHEST_PORT}.`);
  return port;
}

/**
 * Undefined when the port is taken. A listener on every interface is looked for first: not every system refuses the
 * loopback address beside one.
 */
async function hold(port: number): Promise<Server | undefined> {
  if (port !== 0) {
    const everywhere = await listen(port, undefined);
    if (!everywhere) return undefined;
    await close(everywhere);
  }
  return listen(port, '127.0.0.1');
}

function listen(port: number, host: string | undefined): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server is not listening on a port.');
  return address.port;
}
