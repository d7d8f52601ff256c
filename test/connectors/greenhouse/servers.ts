import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { AtsConnector } from '../../../connectors/roles/ats.js';
import { connector } from '../../../connectors/greenhouse/index.js';
import { createGreenhouseSimulator } from '../../../connectors/greenhouse/simulator/index.js';
import { unlimited } from '../../../connectors/rate-limiter.js';
import { memoryTokenStore } from '../../../connectors/token-store.js';
import type { FieldBindings } from '../../../config/field-map.js';
import type { ReferralBindings } from '../../../config/referral-map.js';
import type { Places } from '../../../config/systems.js';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/credentials.js';
import type { RecordedCall, Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';

/** The ats column of the default field map. */
export const BINDINGS: FieldBindings = {
  firstName: { path: 'candidate.first_name' },
  lastName: { path: 'candidate.last_name' },
  preferredName: { path: 'candidate.preferred_name' },
  personalEmail: { path: 'candidate.email_addresses', prefer: 'personal' },
  phone: { path: 'candidate.phone_numbers', prefer: 'mobile', country: 'US' },
  startDate: { path: 'offer.starts_on' },
  jobTitle: { path: 'job.name' },
  department: { path: 'department.name' },
  manager: { path: 'offer.custom_fields.reports_to' },
  compensation: {
    path: 'offer.custom_fields.base_salary',
    period: 'offer.custom_fields.pay_period',
    periodDefault: 'year',
    hoursPerWeek: 'offer.custom_fields.hours_per_week',
    hoursPerWeekDefault: '40',
  },
  employmentType: { path: 'offer.custom_fields.employment_type' },
  flsaStatus: { path: 'offer.custom_fields.flsa_status' },
  atsApplicationId: { path: 'application.id' },
  employeeId: { path: 'application.custom_fields.hris_employee_id' },
};

/** The places of the default systems.yaml. */
export const PLACES: Places = {
  screeningHistory: 'candidate.custom_fields.screening_history',
  textMessageConsent: 'candidate.custom_fields.sms_opt_in',
};

/** The ats column of the default field map's section `referral`. */
export const REFERRAL: ReferralBindings = {
  firstName: 'candidate.first_name',
  lastName: 'candidate.last_name',
  email: 'candidate.email_addresses',
  phone: 'candidate.phone_numbers',
  jobId: 'application.job_id',
  advocateId: 'application.custom_fields.advocate_id',
  referralId: 'application.custom_fields.referral_id',
  source: 'Referral',
  consentAt: 'application.custom_fields.referral_consent_at',
  status: 'application.stage_name',
  candidateId: 'candidate.id',
  applicationId: 'application.id',
  hiredOn: 'offer.resolved_at',
};

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(app: Express | Parameters<typeof createServer>[1]): Promise<Listening> {
  const server: Server = createServer(app as Parameters<typeof createServer>[1]);
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

export function connectTo(url: string, changes: Partial<ConnectorContext> = {}): AtsConnector {
  return connector.create({
    environment: { ...SANDBOX_CREDENTIALS, GREENHOUSE_API_URL: url, GREENHOUSE_AUTH_URL: url },
    bindings: BINDINGS,
    places: PLACES,
    referral: REFERRAL,
    limiter: unlimited,
    tokens: memoryTokenStore(),
    timeoutMs: 5_000,
    ...changes,
  });
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls a control; gives its JSON. */
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Calls Harvest v3 with a token of its own. */
  harvest(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; json: unknown }>;
  calls(): Promise<RecordedCall[]>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const simulator = createGreenhouseSimulator({
    webhookSecret: SANDBOX_CREDENTIALS.GREENHOUSE_WEBHOOK_SECRET,
    credentials: { ...SANDBOX_CREDENTIALS },
    ...options,
  });
  simulator.seed();
  const { url, close } = await listen(simulator.app);
  let token: string | undefined;

  async function call(method: string, path: string, headers: Record<string, string>, body: unknown) {
    return fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  return {
    url,
    simulator,
    async control(method, path, body) {
      const answer = await call(method, `/_sandbox${path}`, {}, body);
      const json: unknown = answer.status === 204 ? {} : await answer.json();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
      return json as Record<string, unknown>;
    },
    async harvest(method, path, body) {
      token ??= await tokenFor(url);
      const answer = await call(method, path, { authorization: `Bearer ${token}` }, body);
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        json: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
    calls: async () => (await (await fetch(`${url}/_sandbox/calls`)).json()) as RecordedCall[],
    async close() {
      await simulator.close();
      await close();
    },
  };
}

export async function tokenFor(url: string, sub = '4000'): Promise<string> {
  const { GREENHOUSE_CLIENT_ID: id, GREENHOUSE_CLIENT_SECRET: secret } = SANDBOX_CREDENTIALS;
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', sub }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A hire as a recruiter would enter it. */
export const ADA = {
  first_name: 'Ada',
  last_name: 'Byron',
  email: 'ada.byron@mail.example',
  phone: '(415) 555-0123',
  offer: { starts_on: '2026-12-01', salary: 130000 },
};
