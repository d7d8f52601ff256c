import type { Environment } from '../config/environment.js';
import { CliFailure } from './failure.js';
import { commandLine, type Address } from './stack.js';

const PATIENCE_MS = 30_000;
/** The most items the API puts on a page. */
const PAGE = 200;

/** One page of a list, as the API gives it. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

/** hireline's API, as the console uses it. Answers are the API's JSON, unchanged. */
export interface ApiClient {
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** Follows a list's pages until there are `limit` items. */
  list<Item>(path: string, query: Query, limit: number): Promise<Page<Item>>;
  /** The JSON of any answer, whatever its status; for /readyz. */
  probe(path: string): Promise<{ status: number; body: unknown }>;
}

/** A refusal of the API, in its own words. */
export class ApiRefusal extends CliFailure {
  override name = 'ApiRefusal';

  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
    what: string,
  ) {
    super(refusalText(status, body, what));
  }
}

/** hireline could not be reached, or its ledger could not: it may be back in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiUnreachable || (error instanceof ApiRefusal && error.status === 503);
}

class ApiUnreachable extends CliFailure {
  override name = 'ApiUnreachable';
}

/**
 * @param environment HIRELINE_USER and HIRELINE_PASSWORD sign in where the console asks for it.
 * @param stopped ends calls under way.
 */
export function createApiClient(address: Address, environment: Environment, stopped: AbortSignal): ApiClient {
  const authorization = basicAuthorization(environment);

  async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(address.url + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(authorization ? { authorization } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([stopped, AbortSignal.timeout(PATIENCE_MS)]),
        redirect: 'error',
      });
      text = await response.text();
    } catch (error) {
      stopped.throwIfAborted();
      throw new ApiUnreachable(unreachable(address, environment, error));
    }
    try {
      return { status: response.status, body: JSON.parse(text) as unknown };
    } catch {
      throw new CliFailure(
        `${address.url} (${address.foundBy}) answers ${response.status}, but not as hireline does: is something else there?`,
      );
    }
  }

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await ask(method, `/api${path}`, body);
    if (answer.status >= 200 && answer.status < 300) return answer.body as T;
    throw new ApiRefusal(answer.status, isObject(answer.body) ? answer.body : {}, path);
  }

  const get = <T>(path: string, query: Query = {}) => call<T>('GET', path + queryText(query));

  return {
    get,
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
    async list<Item>(path: string, query: Query, limit: number) {
      const items: Item[] = [];
      let next: string | null = null;
      do {
        const page: Page<Item> = await get(path, {
          ...query,
          limit: Math.min(PAGE, limit - items.length),
          before: next ?? undefined,
        });
        items.push(...page.items);
        next = page.next;
      } while (next !== null && items.length < limit);
      return { items, next };
    },
    probe: (path) => ask('GET', path),
  };
}

function basicAuthorization(environment: Environment): string | undefined {
  const user = environment['HIRELINE_USER'];
  if (!user) return undefined;
  return `Basic ${Buffer.from(`${user}:${environment['HIRELINE_PASSWORD'] ?? ''}`).toString('base64')}`;
}

function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function unreachable(address: Address, environment: Environment, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `hireline at ${address.url} has not answered within ${PATIENCE_MS / 1000} s.`;
  }
  if (address.stack)
    return `hireline at ${address.url} does not answer, though it runs on ${address.dataDir}: try again.`;
  return [
    `hireline is not running on ${address.dataDir}, and nothing answers at ${address.url}.`,
    `Start it with: ${commandLine(environment, 'npm start')}`,
    'Or say where it runs: DATA_DIR for a stack on this machine, PUBLIC_URL for one elsewhere.',
  ].join('\n');
}

function refusalText(status: number, body: Readonly<Record<string, unknown>>, what: string): string {
  const reason = typeof body['reason'] === 'string' ? body['reason'] : undefined;
  if (status === 401) return 'hireline asks you to sign in: set HIRELINE_USER and HIRELINE_PASSWORD.';
  if (reason) return reason;
  if (status === 404) return `There is no ${thingAt(what)}.`;
  return `hireline answers ${status}${typeof body['error'] === 'string' ? ` (${body['error']})` : ''}.`;
}

const THINGS: Readonly<Record<string, string>> = {
  hires: 'hire',
  holds: 'hold',
  deliveries: 'delivery',
  interviews: 'interview',
  screening: 'screening result',
  reconciliation: 'item',
};
/** Whose id is a vendor's, after the vendor's name. */
const OF_VENDOR: ReadonlySet<string> = new Set(['interviews', 'screening']);

/** "/hires/80001/retry" → "hire 80001" */
function thingAt(path: string): string {
  const [, kind = '', ...ids] = path.split(/[/?]/);
  const id = ids.slice(0, OF_VENDOR.has(kind) ? 2 : 1).map(decodeURIComponent);
  return id.length > 0 ? `${THINGS[kind] ?? kind} ${id.join(' ')}` : path;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
