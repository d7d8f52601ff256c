import { createHubspotSimulator } from '../../../connectors/hubspot/simulator/index.js';
import type { Simulator, SimulatorOptions } from '../../../sandbox/simulator.js';
import { listen, SECRET, TOKEN, type Listening } from './servers.js';

export interface Answer {
  status: number;
  headers: Headers;
  /** Whatever the simulator says: tests look into it. */
  body: any;
}

export interface RunningSimulator extends Listening {
  simulator: Simulator;
  /** Calls the API with its token. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Calls a control. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The calls the API has had, newest last, by method and path. */
  calls(): Promise<string[]>;
}

export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const simulator = createHubspotSimulator({
    webhookSecret: SECRET,
    credentials: { HUBSPOT_ACCESS_TOKEN: TOKEN, HUBSPOT_PORTAL_ID: '62515' },
    ...options,
  });
  simulator.seed();
  const { url, close } = await listen(simulator.app);

  async function call(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
  const control: RunningSimulator['control'] = (method, path, body) => call(method, `/_sandbox${path}`, {}, body);

  return {
    url,
    simulator,
    api: (method, path, body, headers = {}) =>
      call(method, path, { authorization: `Bearer ${TOKEN}`, ...headers }, body),
    control,
    async calls() {
      const { body } = await control('GET', '/calls');
      return (body as { method: string; path: string }[]).map((one) => `${one.method} ${one.path}`);
    },
    async close() {
      await simulator.close();
      await close();
    },
  };
}
