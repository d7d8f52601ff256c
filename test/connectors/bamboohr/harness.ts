import { auditedTrace } from '../../../connectors/write-trace.js';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FieldBindings } from '../../../config/field-map.js';
import type { HrisConnector } from '../../../connectors/roles/hris.js';
import { connector } from '../../../connectors/bamboohr/index.js';
import { createBamboohrSimulator } from '../../../connectors/bamboohr/simulator/index.js';
import { unlimited, type RateLimiter } from '../../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import type { HireFields } from '../../../schemas/hire.js';

export const API_KEY = 'test-key';
export const AUTHORIZATION = `Basic ${Buffer.from(`${API_KEY}:x`).toString('base64')}`;
export const TRACE = auditedTrace('http://temporal.test/runs/1');

/** Places of the ATS: an HRIS has no use for them. */
const PLACES = { screeningHistory: 'unused', textMessageConsent: 'unused' };

export const BINDINGS: FieldBindings = {
  firstName: { path: 'firstName' },
  lastName: { path: 'lastName' },
  preferredName: { path: 'preferredName' },
  personalEmail: { path: 'homeEmail' },
  phone: { path: 'mobilePhone' },
  startDate: { path: 'hireDate' },
  jobTitle: { path: 'jobInfo.jobTitle' },
  department: { path: 'jobInfo.department' },
  manager: { path: 'jobInfo.reportsTo', form: 'name' },
  compensation: { path: 'compensation' },
  employmentType: { path: 'employmentHistoryStatus' },
  atsApplicationId: { path: 'customAtsApplicationId' },
  employeeId: { path: 'id' },
};

/** A hire of the far future: nothing of it is in effect today. */
export const HIRE: HireFields = {
  firstName: 'Ada',
  lastName: 'Byron',
  personalEmail: 'ada@home.example',
  phone: '+14155550123',
  startDate: '2099-12-01',
  jobTitle: 'Software Engineer',
  department: 'Engineering',
  manager: { id: '101', name: 'Maya Lindqvist' },
  compensation: { amount: '130000.00', currency: 'USD', period: 'year' },
  employmentType: 'Full-time',
  atsApplicationId: '9001',
};

export function createConnector(
  baseUrl: string,
  options: { bindings?: FieldBindings; apiKey?: string; limiter?: RateLimiter } = {},
): HrisConnector {
  return connector.create({
    environment: { BAMBOOHR_API_URL: baseUrl, BAMBOOHR_API_KEY: options.apiKey ?? API_KEY },
    bindings: options.bindings ?? BINDINGS,
    places: PLACES,
    referral: {},
    limiter: options.limiter ?? unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 5_000,
  });
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

export async function listen(handler: RequestListener): Promise<RunningServer> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface Bench {
  simulator: Simulator;
  url: string;
  /** A request of the API, authorized, JSON asked for. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A control below /_sandbox. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const simulator = createBamboohrSimulator({
    webhookSecret: 'webhook-secret',
    credentials: { BAMBOOHR_API_KEY: API_KEY },
    ...options,
  });
  simulator.seed();
  const server = await listen(simulator.app);
  const call = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    fetch(server.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    simulator,
    url: server.url,
    api: (method, path, body, headers = {}) =>
      call(method, path, body, { authorization: AUTHORIZATION, accept: 'application/json', ...headers }),
    async control<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await call(method, `/_sandbox${path}`, body, {});
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async close() {
      await simulator.close();
      await server.close();
    },
  };
}

/** Waits until something is there. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, timeoutMs = 3_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
