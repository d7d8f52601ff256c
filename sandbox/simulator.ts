import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type Express, type Router } from 'express';
import { createFaults, Fault, type Faults } from './faults.js';
import { openStore, type Store } from './store.js';
import type { WebhookSender } from './webhook-sender.js';

/** What a simulator is told at start. */
export interface SimulatorOptions {
  /** Journal file of its state; without it, memory only. */
  stateFile?: string;
  /** Where its webhooks go: the ingress's public route for this vendor. */
  webhookUrl?: string;
  /** Signs its webhooks. */
  webhookSecret: string;
  /** Credentials it accepts, by the names of contract variables, e.g. { GREENHOUSE_CLIENT_ID: "sandbox" }. */
  credentials: Record<string, string>;
  /** Divides the vendor's webhook retry delays. */
  timeScale?: number;
  /** Milliseconds that every API call takes at least. */
  latencyMs?: number;
  /** Requests per window, in place of the vendor's own limit. */
  rateLimit?: number;
}

/** A vendor's server, as far as hireline talks to it. Mounted below /<vendor> by sandbox/server.ts. */
export interface Simulator {
  vendor: string;
  /**
   * The vendor's routes at their real paths, and below /_sandbox the controls that stand for what people do in the
   * vendor's own user interface (accept an offer, edit an employee …).
   */
  app: Express;
  faults: Faults;
  webhooks: WebhookSender | undefined;
  /** Takes a WebSocket, with `request.url` as below /<vendor>; without it, none is served. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Fills an empty simulator with a small company; leaves a filled one alone. */
  seed(): void;
  close(): Promise<void>;
}

export type SimulatorFactory = (options: SimulatorOptions) => Simulator;

/** One API call as it arrived, for tests and the control page. */
export interface RecordedCall {
  at: string;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  status: number | undefined;
}

export interface SimulatorBase {
  app: Express;
  store: Store;
  faults: Faults;
  /** The vendor's own routes go here: faults, latency and the call log are already in front of it. */
  api: Router;
  /** Controls go here, below /_sandbox. JSON bodies are parsed. */
  controls: Router;
  calls(): RecordedCall[];
}

/** How many calls the log keeps. */
const CALLS_KEPT = 2_000;

/**
 * The part all simulators share: state, faults, the call log, and the controls for them.
 * Bodies reach `api` as raw text in `request.body` (any content type), so that each vendor parses as it does.
 */
export function createSimulatorBase(
  options: SimulatorOptions,
  webhooks: () => WebhookSender | undefined,
): SimulatorBase {
  const app = express();
  app.disable('x-powered-by');
  const store = openStore(options.stateFile);
  const faults = createFaults();
  const api = express.Router();
  const controls = express.Router();
  const log: RecordedCall[] = [];

  controls.use(express.json());
  controls.get('/faults', (_request, response) => void response.json(faults.list()));
  controls.post('/faults', (request, response) => {
    const parsed = Fault.safeParse(request.body);
    if (!parsed.success) return void response.status(400).json({ error: parsed.error.issues });
    response.status(201).json(faults.add(parsed.data));
  });
  controls.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  controls.get('/calls', (_request, response) => void response.json(log));
  controls.get('/webhooks', (_request, response) => void response.json(webhooks()?.list() ?? []));
  controls.post('/webhooks/pause', (_request, response) => {
    webhooks()?.pause();
    response.status(204).end();
  });
  controls.post('/webhooks/resume', (_request, response) => {
    webhooks()?.resume();
    response.status(204).end();
  });
  controls.post('/webhooks/:id/redeliver', (request, response) => {
    response.status(webhooks()?.redeliver(request.params.id) ? 202 : 404).end();
  });
  app.use('/_sandbox', controls);

  app.use(express.text({ type: () => true, limit: '2mb' }));
  app.use((request, response, next) => {
    const call: RecordedCall = {
      at: new Date().toISOString(),
      method: request.method,
      path: request.path,
      query: new URL(request.originalUrl, 'http://localhost').search,
      headers: request.headers,
      body: typeof request.body === 'string' && request.body !== '' ? request.body : undefined,
      status: undefined,
    };
    log.push(call);
    if (log.length > CALLS_KEPT) log.shift();
    response.on('close', () => {
      call.status = response.headersSent ? response.statusCode : undefined;
    });
    next();
  });
  app.use((request, response, next) => faults.middleware(request, response, next));
  if (options.latencyMs) {
    const wait = options.latencyMs;
    app.use((_request, _response, next) => void setTimeout(next, wait));
  }
  app.use(api);
  return { app, store, faults, api, controls, calls: () => log };
}

/** A JSON body as the vendor's parser would see it, or undefined when it is not JSON. */
export function jsonBody(body: unknown): Record<string, unknown> | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
