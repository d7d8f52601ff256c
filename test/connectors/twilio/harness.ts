import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import type { SmsConnector } from '../../../connectors/roles/comms.js';
import { connector } from '../../../connectors/twilio/index.js';
import { createTwilioSimulator } from '../../../connectors/twilio/simulator/index.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';

export const ACCOUNT = `AC${'a1'.repeat(16)}`;
export const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
export const TRACE = auditedTrace('http://localhost:8233/namespaces/default/workflows/interview:google:e1/run-1');

export const ENVIRONMENT = {
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: 'new-token,old-token',
  TWILIO_FROM: '+14155550100',
  PUBLIC_URL: 'https://hireline.example/',
};

export const TEXT = {
  messageKey: 'interview:google:e1:reminder:1',
  to: '+14155550123',
  body: 'Your interview: 10:00 👍',
};

export function connectTo(url: string, environment: Record<string, string> = {}): SmsConnector {
  return connector.create({
    environment: { ...ENVIRONMENT, TWILIO_API_URL: url, ...environment },
    bindings: {},
    places: {} as ConnectorContext['places'],
    referral: {},
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 2_000,
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
  const simulator = createTwilioSimulator({
    webhookSecret: 'new-token',
    credentials: { TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: 'new-token' },
    timeScale: 50,
    ...options,
  });
  const { url, close } = await listen(createServer(simulator.app));
  return {
    url,
    simulator,
    async control(method: string, path: string, body?: unknown) {
      const answer = await fetch(`${url}/_sandbox${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    async api(method: string, path: string, form?: Record<string, string>, token = 'new-token') {
      const answer = await fetch(url + path, {
        method,
        headers: { authorization: `Basic ${Buffer.from(`${ACCOUNT}:${token}`).toString('base64')}` },
        ...(form ? { body: new URLSearchParams(form) } : {}),
      });
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any };
    },
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

/** A server that answers as told. */
export async function startServer(reply: (seen: Seen, index: number) => { status: number; body?: string }) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(parts) };
    seen.push(one);
    const { status, body = '' } = reply(one, seen.length - 1);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  return { ...(await listen(server)), seen };
}

/** The failure a call ends with, and its details. */
export async function failureOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    const [details] = error.details as [Record<string, unknown>];
    return { type: error.type, message: error.message, details };
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
