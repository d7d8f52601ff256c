import { connector } from '../../../connectors/checkr/index.js';
import { createCheckrSimulator } from '../../../connectors/checkr/simulator/index.js';
import type { ConnectorContext } from '../../../connectors/connector.js';
import type { ScreeningConnector } from '../../../connectors/roles/screening.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import { contextFor, listen, type Listening } from './servers.js';

export const KEY = 'checkr-test-key';

export const connectTo = (
  url: string,
  environment: Record<string, string> = {},
  changes: Partial<ConnectorContext> = {},
): ScreeningConnector =>
  connector.create(contextFor({ CHECKR_API_URL: url, CHECKR_API_KEY: KEY, ...environment }, changes));

export interface Answer {
  status: number;
  headers: Headers;
  /** Whatever the simulator says: tests look into it. */
  body: any;
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls the API with its key. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Calls a control. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const simulator = createCheckrSimulator({ webhookSecret: KEY, credentials: { CHECKR_API_KEY: KEY }, ...options });
  simulator.seed();
  const { url, close } = await listen(simulator.app);

  async function call(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  return {
    url,
    simulator,
    api: (method, path, body, headers = {}) =>
      call(method, path, { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`, ...headers }, body),
    control: (method, path, body) => call(method, `/_sandbox${path}`, {}, body),
    async close() {
      await simulator.close();
      await close();
    },
  };
}
