import { connector } from '../../../connectors/codesignal/index.js';
import { createCodesignalSimulator } from '../../../connectors/codesignal/simulator/index.js';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { ScreeningConnector } from '../../../connectors/roles/screening.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import { contextFor, listen, type Listening } from '../checkr/servers.js';

export const KEY = 'codesignal-test-key';
export const SECRET = 'codesignal-webhook-key';

export const connectTo = (
  url: string,
  environment: Record<string, string> = {},
  changes: Partial<ConnectorContext> = {},
): ScreeningConnector =>
  connector.create(contextFor({ CODESIGNAL_API_URL: url, CODESIGNAL_API_KEY: KEY, ...environment }, changes));

export interface Answer {
  status: number;
  /** Whatever the simulator says: tests look into it. */
  body: any;
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  graphql(query: string, variables?: object, key?: string): Promise<Answer>;
  /** Calls a control. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const simulator = createCodesignalSimulator({
    webhookSecret: SECRET,
    credentials: { CODESIGNAL_API_KEY: KEY },
    ...options,
  });
  simulator.seed();
  const { url, close } = await listen(simulator.app);

  async function call(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  }

  return {
    url,
    simulator,
    graphql: (query, variables = {}, key = KEY) =>
      call('POST', '/graphql', { authorization: `Bearer ${key}` }, { query, variables }),
    control: (method, path, body) => call(method, `/_sandbox${path}`, {}, body),
    async close() {
      await simulator.close();
      await close();
    },
  };
}
