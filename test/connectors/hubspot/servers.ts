import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectorContext } from '../../../connectors/connector.js';
import { connector } from '../../../connectors/hubspot/index.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import type { CrmConnector } from '../../../connectors/roles/crm.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { ConfirmedHire } from '../../../schemas/referral.js';

export const TOKEN = 'pat-na1-test';
export const SECRET = 'hubspot-test-secret';
export const TRACE = auditedTrace('http://temporal.test/runs/1');

/** The default tenant's column of the map. */
export const REFERRAL = {
  firstName: 'firstname',
  lastName: 'lastname',
  email: 'email',
  phone: 'phone',
  candidateId: 'ats_candidate_id',
  applicationId: 'ats_application_id',
  advocateId: 'advocate_id',
  referralId: 'referral_id',
  hiredOn: 'hired_on',
};

export const HIRE: ConfirmedHire = {
  ats: 'greenhouse',
  candidateId: '700123',
  applicationId: '800123',
  advocateId: 'adv-1',
  referralId: 'ref-1',
  hiredOn: '2026-11-20',
  candidate: { firstName: 'Ada', lastName: 'Byron', email: 'ada@mail.example', phone: '+14155550123' },
};

export const connectTo = (
  url: string,
  environment: Record<string, string> = {},
  changes: Partial<ConnectorContext> = {},
): CrmConnector =>
  connector.create({
    environment: {
      HIRELINE_ENVIRONMENT: 'sandbox',
      HUBSPOT_API_URL: url,
      HUBSPOT_ACCESS_TOKEN: TOKEN,
      HUBSPOT_SEARCH_WAIT: '3s',
      ...environment,
    },
    bindings: {},
    places: { screeningHistory: 'candidate.custom_fields.x', textMessageConsent: 'candidate.custom_fields.y' },
    referral: REFERRAL,
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 5_000,
    ...changes,
  });

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
  raw: Buffer;
  /** The body as JSON, whatever it is. */
  body: any;
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
      const raw = Buffer.concat(parts);
      const one: Seen = {
        ...{ method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, raw },
        body: raw.length > 0 ? JSON.parse(raw.toString('utf8')) : undefined,
      };
      seen.push(one);
      const { status = 200, headers = {}, body } = reply(one);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
    });
  });
  return { ...listening, seen };
}

/** The failure a call ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApplicationFailure> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof ApplicationFailure, `expected a failure, found ${String(outcome)}`);
  return outcome;
}

/** Everything that a listing gives, and the failure it ends with, if any. */
export async function gathered<T>(listing: AsyncIterable<T[]>): Promise<{ rows: T[]; failure?: ApplicationFailure }> {
  const rows: T[] = [];
  try {
    for await (const batch of listing) rows.push(...batch);
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    return { rows, failure: error };
  }
  return { rows };
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 10) {
    assert.ok(waited < 8_000, `waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
