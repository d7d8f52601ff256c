import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(app: RequestListener): Promise<Listening> {
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Text as it is, anything else as JSON. */
  body?: unknown;
}

/** A server that answers as told, for what the simulator does not do, and to receive webhooks. */
export async function startServer(reply: (request: Seen) => Reply): Promise<Listening & { seen: Seen[] }> {
  const seen: Seen[] = [];
  const listening = await listen((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const one: Seen = {
        ...{ method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers },
        body: Buffer.concat(parts),
      };
      seen.push(one);
      const { status = 200, headers = {}, body } = reply(one);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
    });
  });
  return { ...listening, seen };
}

export const contextFor = (
  environment: Record<string, string>,
  changes: Partial<ConnectorContext> = {},
): ConnectorContext => ({
  environment,
  bindings: {},
  places: { screeningHistory: 'candidate.custom_fields.screening_history', textMessageConsent: 'candidate.x' },
  referral: {},
  limiter: unlimited,
  tokens: memoryTokenStore(),
  timeoutMs: 5_000,
  ...changes,
});

/** The failure a call ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApplicationFailure> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof ApplicationFailure, `expected a failure, found ${String(outcome)}`);
  return outcome;
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    assert.ok(waited < 5_000, `waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
