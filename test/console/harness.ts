import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { createLinks } from '../../config/links.js';
import type { ConnectionStatus } from '../../connectors/connector.js';
import { loadConfiguration, type Connectors } from '../../connectors/registry.js';
import type { IngressContext } from '../../ingress/context.js';
import { consoleRoutes } from '../../ingress/console/routes.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** What a hire's run would answer; a test replaces what it needs. */
export interface FakeRun {
  query(): Promise<unknown>;
  describe(): Promise<unknown>;
  signalWithStart(signalled: Signalled): Promise<unknown>;
}

/** A signal that a run would have got; it is started where there is none. */
export interface Signalled {
  type: string;
  workflowId: string;
  args: unknown[];
  signal: string;
  signalArgs: unknown[];
}

export interface TestConsole {
  url: string;
  db: TestDatabase['pool'];
  context: IngressContext;
  run: FakeRun;
  wakes(): number;
  /** What runs were told, oldest first. */
  signalled: Signalled[];
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // What a test asserts on is the point of the test, not of its types.
  body: any;
  text: string;
}

const EMBEDDED = { HIRELINE_ENVIRONMENT: 'sandbox', HIRELINE_EMBEDDED: '1', TEMPORAL_UI_URL: 'http://temporal.test' };

/** The console on a port of its own, over a database of its own, with a stand-in for Temporal. */
export async function startConsole(
  environment: Record<string, string> = EMBEDDED,
  connectors: Partial<Connectors> = {},
): Promise<TestConsole> {
  const database = await freshDatabase();
  const signalled: Signalled[] = [];
  const run: FakeRun = {
    query: () => Promise.reject(new Error('no run')),
    describe: () => Promise.resolve({ status: { name: 'RUNNING' } }),
    signalWithStart: (one) => Promise.resolve(void signalled.push(one)),
  };
  let wakes = 0;
  const client = {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: {
      getHandle: () => ({ query: () => run.query(), describe: () => run.describe() }),
      signalWithStart: (type: string, options: Omit<Signalled, 'type'>) => {
        const { workflowId, args, signal, signalArgs } = options;
        return run.signalWithStart({ type, workflowId, args, signal, signalArgs });
      },
    },
  };
  const full = { ...environment, PUBLIC_URL: environment['PUBLIC_URL'] ?? 'http://hireline.test' };
  const context: IngressContext = {
    ...loadConfiguration(full),
    environment: full,
    db: database.pool,
    temporal: { client, connection: {} } as unknown as IngressContext['temporal'],
    connectors: { screening: new Map(), ...connectors } as Connectors,
    links: createLinks(full),
    publicUrl: full.PUBLIC_URL,
    forwarder: { wake: () => void (wakes += 1), stop: () => Promise.resolve() },
    logger: pino({ level: 'silent' }),
  };
  const app = express();
  app.set('trust proxy', true);
  app.use(consoleRoutes(context));
  app.use((_request, response) => void response.status(404).json({ error: 'not_found' }));
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    db: database.pool,
    context,
    run,
    wakes: () => wakes,
    signalled,
    get: (path, headers = {}) => ask(url + path, { headers }),
    post: (path, body, headers = {}) =>
      ask(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: body === undefined ? '{}' : JSON.stringify(body),
      }),
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await database.drop();
    },
  };
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined, text };
}

/** A connector that only says whether it is connected. */
export const connectedAs = (vendor: string, check: () => Promise<ConnectionStatus>) => ({
  vendor,
  baseUrl: `https://user:secret@${vendor}.test/api`,
  checkConnection: check,
  close: () => Promise.resolve(),
});
