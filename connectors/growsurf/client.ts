import type { z } from 'zod';
import { requireVariable } from '../../config/environment.js';
import type { ConnectorContext, WriteReceipt } from '../connector.js';
import { createVendorHttp, type HttpResponse, type QueryValue } from '../http.js';
import { parseAnswer } from '../wire.js';
import type { WriteTrace } from '../write-trace.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { rateLimit } from './rate-limit.js';
import { GrowsurfError } from './wire.js';

/** From one address. https://docs.growsurf.com/developer-tools/rest-api/api-guidelines */
const MOST_CONNECTIONS = 3;

/** GrowSurf's API for one program, in its own words; answers parsed, what is not read dropped. */
export interface GrowsurfClient {
  readonly baseUrl: string;
  /** @param path below the program: "/participants". */
  get<T>(path: string, schema: z.ZodType<T>, query?: Record<string, QueryValue>): Promise<T>;
  /** The same, with undefined where GrowSurf answers 404. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  post<T>(
    path: string,
    body: Record<string, unknown>,
    schema: z.ZodType<T>,
    trace: WriteTrace,
  ): Promise<{ answer: T; receipt: WriteReceipt }>;
  /** What the last answers' headers have said, for people; undefined before there was any, or where they say nothing. */
  limits(): string | undefined;
  close(): Promise<void>;
}

/**
 * @throws Error that names the variable that is missing.
 */
export function createGrowsurfClient({ environment, limiter, timeoutMs }: ConnectorContext): GrowsurfClient {
  const key = requireVariable(environment, 'GROWSURF_API_KEY', 'an API key of the GrowSurf account');
  const campaign = requireVariable(environment, 'GROWSURF_CAMPAIGN_ID', 'the id of the referral program');
  const root = `/v2/campaign/${encodeURIComponent(campaign)}`;
  let told: string | undefined;
  const http = createVendorHttp({
    baseUrl: environment['GROWSURF_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    connections: MOST_CONNECTIONS,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      authorize: async () => ({ authorization: `Bearer ${key}` }),
      refreshesTokens: false,
      describeError,
      rateLimit(response) {
        const observed = rateLimit(response);
        if (observed.limit !== undefined) told = `${observed.remaining ?? '?'} of ${observed.limit} requests left`;
        return observed;
      },
      requestId: (response) => response.headers['x-request-id'],
    },
  });
  return {
    baseUrl: http.baseUrl,
    async get(path, schema, query) {
      const response = await http.read({ method: 'GET', path: root + path, ...(query ? { query } : {}) });
      return parseAnswer(VENDOR, `GET ${root}${path}`, schema, response);
    },
    async find(path, schema) {
      const response = await http.read({ method: 'GET', path: root + path, accept: [404] });
      return response.status === 404 ? undefined : parseAnswer(VENDOR, `GET ${root}${path}`, schema, response);
    },
    async post(path, body, schema, trace) {
      const request = { method: 'POST', path: root + path, json: body } as const;
      const { response, ...receipt } = await http.write(request, trace, idOf);
      return { answer: parseAnswer(VENDOR, `POST ${root}${path}`, schema, response), receipt };
    },
    limits: () => told,
    close: () => http.close(),
  };
}

/** Names the error's name and code. Its message is left out: it may quote an address. */
export function describeError({ text }: Pick<HttpResponse, 'text'>): { message: string } {
  const { name, code } = GrowsurfError.safeParse(json(text)).data ?? {};
  const words = [name, code].filter((word) => word && /^[\w ]{1,60}$/.test(word));
  return { message: words.join(' ') || 'without a described error' };
}

function idOf(response: HttpResponse): string | undefined {
  const body = json(response.text);
  const id = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['id'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
