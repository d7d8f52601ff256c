import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import type { CommsConnector, MailMessage } from '../../../connectors/roles/comms.js';
import { connector } from '../../../connectors/sendgrid/index.js';
import { createSendgridSimulator } from '../../../connectors/sendgrid/simulator/index.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';

export const TRACE = auditedTrace('http://localhost:8233/namespaces/default/workflows/interview:google:e1/run-1');

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const PRIVATE_KEY = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const PUBLIC_KEY = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

export const ENVIRONMENT = {
  SENDGRID_API_KEY: 'SG.test',
  SENDGRID_FROM: 'Acme Recruiting <jobs@acme.example>',
  SENDGRID_WEBHOOK_PUBLIC_KEY: PUBLIC_KEY,
};

const ICS = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Gespräch\r\nEND:VCALENDAR\r\n';

/** An interview confirmation as an activity hands it over. */
export const MAIL: MailMessage = {
  messageKey: 'interview:google:e1:confirmation:1',
  to: { email: 'ada.byron@home.example', name: 'Ada Byron' },
  replyTo: { email: 'alex.kim@acme.example', name: null },
  subject: 'Your interview on Tuesday',
  text: 'Hello Ada',
  html: '<p>Hello Ada</p>',
  attachments: [
    { filename: 'interview.ics', contentType: 'text/calendar; charset=utf-8; method=REQUEST', content: ICS },
  ],
};

export function connectTo(url: string, changes: Partial<ConnectorContext> = {}): CommsConnector {
  return connector.create({
    environment: { ...ENVIRONMENT, SENDGRID_API_URL: url },
    bindings: {},
    places: {} as ConnectorContext['places'],
    referral: {},
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 2_000,
    ...changes,
  });
}

export async function listen(server: Server): Promise<{ url: string; close(): Promise<void> }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
  const simulator = createSendgridSimulator({
    webhookSecret: PRIVATE_KEY,
    credentials: { SENDGRID_API_KEY: ENVIRONMENT.SENDGRID_API_KEY },
    timeScale: 100,
    ...options,
  });
  const { url, close } = await listen(createServer(simulator.app));
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    url,
    simulator,
    control: (method: string, path: string, body?: unknown) => call(method, `/_sandbox${path}`, body),
    api: (method: string, path: string, body?: unknown, key = ENVIRONMENT.SENDGRID_API_KEY) =>
      call(method, path, body, { authorization: `Bearer ${key}` }),
    async close() {
      await simulator.close();
      await close();
    },
  };
}

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A server that answers as told; `undefined` breaks the connection. */
export async function startServer(
  reply: (seen: Seen, index: number) => { status: number; headers?: Record<string, string>; body?: string } | undefined,
) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts),
    };
    seen.push(one);
    const answer = reply(one, seen.length - 1);
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body ?? '');
  });
  const { url, close } = await listen(server);
  return { url, seen, close };
}

/** The failure a call ends with, and its details. */
export async function failureOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    const [details] = error.details as [{ status?: number; reached?: boolean; operation: string }];
    return { type: error.type, message: error.message, delay: error.nextRetryDelay, details };
  }
  throw new assert.AssertionError({ message: 'expected a failure' });
}

/** Waits until it holds. */
export async function until<T>(what: () => T | undefined | false, timeoutMs = 5_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = what();
    if (found) return found;
    if (Date.now() > end) throw new assert.AssertionError({ message: 'it did not happen in time' });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
