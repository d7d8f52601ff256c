import { connector } from '../../../connectors/growsurf/index.js';
import { createGrowsurfSimulator } from '../../../connectors/growsurf/simulator/index.js';
import type { StoredParticipant } from '../../../connectors/growsurf/simulator/participants.js';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { AdvocacyConnector } from '../../../connectors/roles/advocacy.js';
import type { ReferralBindings } from '../../../config/referral-map.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import { contextFor, listen, type Listening } from '../checkr/servers.js';

export const KEY = 'growsurf-test-key';
export const CAMPAIGN = 'ab12cd';
export const SECRET = 'growsurf-webhook-secret';

/** The column that README.md gives. */
export const MAP: ReferralBindings = {
  firstName: 'participant.firstName',
  lastName: 'participant.lastName',
  email: 'participant.email',
  phone: 'participant.metadata.phone',
  jobId: 'participant.metadata.jobId',
  advocateId: 'participant.referrer.id',
  referralId: 'participant.id',
  consentAt: 'participant.metadata.consentAt',
  referredAt: 'participant.createdAt',
  status: 'participant.metadata.applicationStatus',
};

export const connectTo = (url: string, changes: Partial<ConnectorContext> = {}): AdvocacyConnector => {
  const environment = { GROWSURF_API_URL: url, GROWSURF_API_KEY: KEY, GROWSURF_CAMPAIGN_ID: CAMPAIGN };
  return connector.create(contextFor(environment, { referral: MAP, ...changes }));
};

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls a control. */
  control(path: string, body?: unknown): Promise<{ status: number; body: any }>;
  participants(): Promise<StoredParticipant[]>;
  /** Calls of the API by method and path below the program, since the last look. */
  calls(): Promise<string[]>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const simulator = createGrowsurfSimulator({
    webhookSecret: SECRET,
    credentials: { GROWSURF_API_KEY: KEY, GROWSURF_CAMPAIGN_ID: CAMPAIGN },
    ...options,
  });
  simulator.seed();
  const { url, close } = await listen(simulator.app);
  let looked = 0;

  const get = async (path: string): Promise<any> => (await fetch(`${url}/_sandbox${path}`)).json();

  return {
    url,
    simulator,
    async control(path, body = {}) {
      const answer = await fetch(`${url}/_sandbox${path}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      });
      return { status: answer.status, body: await answer.json() };
    },
    participants: () => get('/participants') as Promise<StoredParticipant[]>,
    async calls() {
      const all = (await get('/calls')) as { method: string; path: string }[];
      const found = all
        .slice(looked)
        .map(({ method, path }) => `${method} ${path.replace(`/v2/campaign/${CAMPAIGN}`, '')}`);
      looked = all.length;
      return found;
    },
    async close() {
      await simulator.close();
      await close();
    },
  };
}
