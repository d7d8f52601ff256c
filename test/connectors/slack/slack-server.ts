import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createSlackConnector } from '../../../connectors/slack/slack.js';
import { createSlackSimulator } from '../../../connectors/slack/simulator/simulator.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import type { SimulatorOptions } from '../../../sandbox/simulator.js';

export const TOKEN: string = SANDBOX_CREDENTIALS.SLACK_BOT_TOKEN;
export const SECRET = SANDBOX_CREDENTIALS.SLACK_SIGNING_SECRET;

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(listener: RequestListener): Promise<Listening> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A seeded simulator below /slack, as sandbox/server.ts mounts it. */
export async function slackServer(options: Partial<SimulatorOptions> = {}) {
  const simulator = createSlackSimulator({
    webhookSecret: SECRET,
    credentials: { ...SANDBOX_CREDENTIALS },
    ...options,
  });
  simulator.seed();
  const listening = await listen(express().use('/slack', simulator.app));
  const base = `${listening.url}/slack`;
  const json = async (response: Response) => (await response.json()) as Record<string, any>;
  return {
    simulator,
    base,
    apiUrl: `${base}/api/`,
    call: async (method: string, body: unknown, token = TOKEN) =>
      json(
        await fetch(`${base}/api/${method}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify(body),
        }),
      ),
    control: async (path: string, body?: unknown) =>
      json(
        await fetch(`${base}/_sandbox/${path}`, {
          ...(body === undefined
            ? {}
            : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        }),
      ),
    async close() {
      await listening.close();
      await simulator.close();
    },
  };
}

export type SlackServer = Awaited<ReturnType<typeof slackServer>>;

export function connectorTo(apiUrl: string, change: { token?: string; limiter?: typeof unlimited } = {}) {
  return createSlackConnector({
    environment: { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: change.token ?? TOKEN },
    bindings: {},
    places: { screeningHistory: '', textMessageConsent: '' },
    referral: {},
    limiter: change.limiter ?? unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 2_000,
  });
}
