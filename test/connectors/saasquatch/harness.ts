import { generateKeyPairSync } from 'node:crypto';
import type { ReferralBindings } from '../../../config/referral-map.js';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { AdvocacyConnector } from '../../../connectors/roles/advocacy.js';
import { connector } from '../../../connectors/saasquatch/index.js';
import { createSaasquatchSimulator } from '../../../connectors/saasquatch/simulator/index.js';
import { auditedTrace } from '../../../connectors/write-trace.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import { contextFor, listen, type Listening } from '../checkr/servers.js';

export const TENANT = 'test_acme';
export const KEY = 'TEST_a-key';
export const ROOT = `/api/v1/${TENANT}`;

/** As the default map has them. */
export const PLACES: ReferralBindings = {
  firstName: 'user.firstName',
  lastName: 'user.lastName',
  email: 'user.email',
  phone: 'user.customFields.phone',
  jobId: 'user.customFields.jobId',
  advocateId: 'referral.referrerUser.id',
  referralId: 'referral.id',
  consentAt: 'user.customFields.consentAt',
  referredAt: 'referral.dateReferralStarted',
  status: 'user.customFields.applicationStatus',
};

export const RUN = 'https://temporal.example/run/1';
export const TRACE = auditedTrace(RUN);

export const connectTo = (
  url: string,
  environment: Record<string, string> = {},
  changes: Partial<ConnectorContext> = {},
): AdvocacyConnector =>
  connector.create(
    contextFor(
      { SAASQUATCH_API_URL: url, SAASQUATCH_TENANT: TENANT, SAASQUATCH_API_KEY: KEY, ...environment },
      { referral: PLACES, ...changes },
    ),
  );

/** A private key such as signs webhooks: PKCS #8 PEM. */
export const newPrivateKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export interface Answer {
  status: number;
  headers: Headers;
  /** Whatever the simulator says: tests look into it. */
  body: any;
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls the tenant's API with its key; the path is below /api/v1/{tenant}. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Anything at all. */
  call(method: string, path: string, headers?: Record<string, string>, body?: unknown): Promise<Answer>;
  /** A candidate applies through an advocate's link. */
  apply(changes?: Record<string, unknown>): Promise<{ referralId: string; referredUserId: string }>;
}

export const basic = (key: string, user = ''): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`,
});

export const CANDIDATE = {
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'Ada.Byron@mail.example',
  phone: '(415) 555-0134',
};
export const CONSENT = '2026-11-20T09:30:00.000Z';

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const credentials = { SAASQUATCH_TENANT: TENANT, SAASQUATCH_API_KEY: KEY };
  const simulator = createSaasquatchSimulator({ webhookSecret: '', credentials, ...options });
  simulator.seed();
  const { url, close } = await listen(simulator.app);

  async function call(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
    const answer = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
  const control: RunningSimulator['control'] = (method, path, body) => call(method, `/_sandbox${path}`, {}, body);

  return {
    url,
    simulator,
    call,
    control,
    api: (method, path, body, headers = {}) => call(method, ROOT + path, { ...basic(KEY), ...headers }, body),
    async apply(changes = {}) {
      const application = { advocateId: 'adv-1001', jobId: 601, candidate: CANDIDATE, consentAt: CONSENT, ...changes };
      const answer = await control('POST', '/applications', application);
      if (answer.status !== 201) throw new Error(`the application was answered ${answer.status}`);
      return answer.body;
    },
    async close() {
      await simulator.close();
      await close();
    },
  };
}
