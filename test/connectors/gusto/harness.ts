import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import assert from 'node:assert/strict';
import { auditedTrace } from '../../../connectors/write-trace.js';
import { request } from 'undici';
import type { FieldBindings } from '../../../config/field-map.js';
import type { PayrollConnector } from '../../../connectors/roles/payroll.js';
import { connector } from '../../../connectors/gusto/index.js';
import { createGustoSimulator } from '../../../connectors/gusto/simulator/simulator.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import { memoryTokenStore, type TokenStore } from '../../../connectors/token-store.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import type { RecordedCall, SimulatorOptions } from '../../../sandbox/simulator.js';
import type { HireFields } from '../../../schemas/hire.js';

export const COMPANY = SANDBOX_CREDENTIALS.GUSTO_COMPANY_ID;
export const TRACE = auditedTrace('http://localhost:8233/namespaces/default/workflows/hire:greenhouse:77/run-1');

/** Places of the ATS: payroll has no use for them. */
const PLACES = { screeningHistory: 'unused', textMessageConsent: 'unused' };

export const BINDINGS: FieldBindings = {
  firstName: { path: 'first_name' },
  lastName: { path: 'last_name' },
  preferredName: { path: 'preferred_first_name' },
  personalEmail: { path: 'email' },
  startDate: { path: 'job.hire_date' },
  jobTitle: { path: 'job.title' },
  compensation: { path: 'compensation' },
  flsaStatus: { path: 'compensation.flsa_status' },
};

/** A hire as the workflow hands it over; the department is held by other systems. */
export const HIRE: HireFields = {
  firstName: 'Ada',
  lastName: 'Byron',
  preferredName: 'Addie',
  personalEmail: 'ada.byron@home.example',
  startDate: '2026-12-01',
  jobTitle: 'Software Engineer',
  department: 'Engineering',
  compensation: { amount: '130000', currency: 'USD', period: 'year', hoursPerWeek: '40' },
  flsaStatus: 'Exempt',
};

export interface ConnectorOptions {
  environment?: Record<string, string>;
  tokens?: TokenStore;
  bindings?: FieldBindings;
}

export function createConnector(baseUrl: string, options: ConnectorOptions = {}): PayrollConnector {
  return connector.create({
    environment: { ...SANDBOX_CREDENTIALS, GUSTO_API_URL: baseUrl, ...options.environment },
    bindings: options.bindings ?? BINDINGS,
    places: PLACES,
    referral: {},
    limiter: unlimited,
    tokens: options.tokens ?? memoryTokenStore(),
    timeoutMs: 5_000,
  });
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: any;
}

export async function call(method: string, url: string, json?: unknown, headers: Record<string, string> = {}) {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: json === undefined ? null : JSON.stringify(json),
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** The seeded simulator on a port of its own. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
  const simulator = createGustoSimulator({
    webhookSecret: SANDBOX_CREDENTIALS.GUSTO_WEBHOOK_SECRET,
    ...options,
    credentials: { ...SANDBOX_CREDENTIALS, ...options.credentials },
  });
  simulator.seed();
  const server = createServer(simulator.app);
  const url = await listen(server);
  const token = (grant: Record<string, unknown>) =>
    call('POST', `${url}/oauth/token`, {
      client_id: SANDBOX_CREDENTIALS.GUSTO_CLIENT_ID,
      client_secret: SANDBOX_CREDENTIALS.GUSTO_CLIENT_SECRET,
      ...grant,
    });
  return {
    simulator,
    url,
    token,
    /** A token of the kind the endpoint wants, got outside of the connector. */
    async systemToken(): Promise<string> {
      return (await token({ grant_type: 'system_access' })).body.access_token as string;
    },
    control: (method: string, path: string, json?: unknown) => call(method, `${url}/_sandbox${path}`, json),
    async employee(uuid: string | undefined): Promise<any> {
      const employees = (await call('GET', `${url}/_sandbox/employees`)).body as { uuid: string }[];
      return employees.find((one) => one.uuid === uuid);
    },
    async calls(method?: string): Promise<RecordedCall[]> {
      const calls = (await call('GET', `${url}/_sandbox/calls`)).body as RecordedCall[];
      return calls.filter((one) => method === undefined || one.method === method);
    },
    async close() {
      await simulator.close();
      await shut(server);
    },
  };
}
export type RunningSimulator = Awaited<ReturnType<typeof startSimulator>>;

export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}
type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };

/** A server that answers as told, for what the simulator does not do. Tokens are granted by itself. */
export async function startServer(reply: (request: SeenRequest) => Reply | undefined) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const one: SeenRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    };
    seen.push(one);
    const granted: Reply | undefined =
      one.path === '/oauth/token' ? { body: { access_token: `token-${seen.length}` } } : undefined;
    const { status = 200, headers = {}, body } = reply(one) ?? granted ?? { status: 404, body: { errors: [] } };
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  const url = await listen(server);
  return { url, seen, close: () => shut(server) };
}

/** The failure a call ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApplicationFailure> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ApplicationFailure, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'expected a failure' });
}
