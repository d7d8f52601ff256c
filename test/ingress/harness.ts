import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { createLinks } from '../../config/links.js';
import { createLogger } from '../../config/logger.js';
import { loadConfiguration, modules } from '../../connectors/registry.js';
import { publicJwk } from '../../connectors/saasquatch/signature.js';
import type { IngressContext } from '../../ingress/context.js';
import { createIngress, listen } from '../../ingress/server.js';
import { sandboxEnvironment } from '../../sandbox/environment.js';
import express from 'express';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { testKeys } from '../support/sandbox-keys.js';

type Json = Record<string, any>;

export interface Acknowledged {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Json;
}

/** The ingress on a port of its own, over a database of its own; nothing is handed on. */
export interface TestIngress {
  url: string;
  db: TestDatabase['pool'];
  context: IngressContext;
  /** Posts a body as the vendor signs it. */
  deliver(vendor: string, body: string | Buffer, more?: Partial<Sending>): Promise<Acknowledged>;
  post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Acknowledged>;
  stop(): Promise<void>;
}

export interface Sending {
  eventId: string;
  /** Appended to the vendor's path. */
  query: string;
  headers: Record<string, string>;
}

let counter = 0;

export async function startIngress(): Promise<TestIngress> {
  const keys = testKeys();
  const database = await freshDatabase();
  // Where SaaSquatch publishes its key.
  const keySets = await listen(
    express().get('/saasquatch/.well-known/jwks.json', (_request, response) => {
      response.json({ keys: [publicJwk(keys.saasquatchPrivateKey)] });
    }),
    0,
    '127.0.0.1',
  );
  const environment = {
    ...sandboxEnvironment(urlOf(keySets), keys),
    HIRELINE_ENVIRONMENT: 'sandbox',
    HIRELINE_EMBEDDED: '1',
    TEMPORAL_UI_URL: 'http://temporal.test',
  };
  const context = {
    ...loadConfiguration(environment),
    environment,
    db: database.pool,
    links: createLinks(environment),
    publicUrl: 'https://hireline.test',
    forwarder: { wake: () => undefined, stop: () => Promise.resolve() },
    logger: createLogger('test', { LOG_LEVEL: 'silent' }),
  } as unknown as IngressContext;
  const idle = { router: undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() };
  const server = await listen(createIngress(context, idle), 0, '127.0.0.1');
  const url = urlOf(server);

  async function post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Acknowledged> {
    const answer = await request(url + path, { method: 'POST', body, headers });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  const privateKeys: Record<string, string> = {
    sendgrid: keys.sendgridPrivateKey,
    saasquatch: keys.saasquatchPrivateKey,
  };

  return {
    url,
    db: database.pool,
    context,
    post,
    deliver(vendor, body, { eventId = `event-${(counter += 1)}`, query = '', headers = {} } = {}) {
      const { manifest, webhooks } = modules.get(vendor) ?? assert.fail(`no vendor ${vendor}`);
      assert.ok(webhooks);
      const variable = manifest.webhookSecretVariable as keyof typeof environment;
      const secret = privateKeys[vendor] ?? environment[variable] ?? '';
      const path = `/webhooks/${vendor}${query}`;
      const signed = webhooks.sign(Buffer.from(body), secret, new Date(), eventId, context.publicUrl + path);
      return post(path, body, { 'content-type': webhooks.contentTypes[0] ?? '', ...signed, ...headers });
    },
    async stop() {
      for (const one of [server, keySets]) {
        one.close();
        one.closeAllConnections();
      }
      await database.drop();
    },
  };
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
