import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApiClient } from '../../cli/api-client.js';
import { runCommandLine } from '../../cli/program.js';
import type { Environment } from '../../config/environment.js';

export interface AskedFor {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

type Answer = { status?: number; body: unknown } | undefined;

/** An API that answers as a test says, and what a command line prints when it asks it. */
export class ApiServer {
  readonly asked: AskedFor[] = [];
  #server: Server | undefined;
  #url = '';

  constructor(private readonly answer: (asked: AskedFor) => Answer) {}

  async start(): Promise<this> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = request;
      const asked = { method, url, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
      this.asked.push(asked);
      const { status = 200, body } = this.answer(asked) ?? { status: 404, body: { error: 'not_found' } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  run(args: readonly string[], environment: Environment = {}) {
    return runAt(this.#url, args, environment);
  }
}

/** Runs a command line against an address. */
export async function runAt(
  url: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<{ exitCode: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const address = { url, foundBy: 'a test', dataDir: '/nowhere', stack: undefined };
  const stopped = new AbortController().signal;
  const exitCode = await runCommandLine(args, {
    environment,
    terminal: {
      width: 80,
      print: (line) => void out.push(...line.split('\n')),
      note: (line) => void err.push(...line.split('\n')),
      paint: (_style, text) => text,
    },
    address: () => address,
    api: () => createApiClient(address, environment, stopped),
    stopped,
  });
  return { exitCode, out, err };
}
