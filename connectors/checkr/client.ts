import type { z } from 'zod';
import { listVariable, requireVariable } from '../../config/environment.js';
import type { ConnectorContext } from '../connector.js';
import { createVendorHttp, type HttpResponse, type QueryValue } from '../http.js';
import { parseAnswer } from '../wire.js';
import { rateLimitHeaders, type ToldLimit } from '../rate-limit-headers.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { CheckrError } from './wire.js';

/** Checkr's API in its own words; answers parsed, what is not read dropped. */
export interface CheckrClient {
  readonly baseUrl: string;
  get<T>(path: string, schema: z.ZodType<T>, query?: Record<string, QueryValue>): Promise<T>;
  /** A read whose answer is taken as it is, headers and all. */
  probe(path: string): Promise<HttpResponse>;
  /** As get, with undefined where Checkr answers 404. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  close(): Promise<void>;
}

/**
 * @throws Error that names the variable that is missing.
 */
export function createCheckrClient({ environment, limiter, timeoutMs }: ConnectorContext): CheckrClient {
  const [newest] = listVariable(environment, 'CHECKR_API_KEY');
  const key = newest ?? requireVariable(environment, 'CHECKR_API_KEY', 'a secret API key of the Checkr account');
  const http = createVendorHttp({
    baseUrl: environment['CHECKR_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      // HTTP Basic, the key as user name and no password.
      authorize: async () => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
      refreshesTokens: false,
      describeError,
      rateLimit,
      requestId: (response) => response.headers['x-request-id'],
    },
  });
  return {
    baseUrl: http.baseUrl,
    async get(path, schema, query) {
      const response = await http.read({ method: 'GET', path, ...(query ? { query } : {}) });
      return parseAnswer(VENDOR, `GET ${path}`, schema, response);
    },
    probe: (path) => http.read({ method: 'GET', path }),
    async find(path, schema) {
      const response = await http.read({ method: 'GET', path, accept: [404] });
      return response.status === 404 ? undefined : parseAnswer(VENDOR, `GET ${path}`, schema, response);
    },
    close: () => http.close(),
  };
}

/** Names the error's type and parameter. Texts are left out: they may quote what was sent, the API key among it. */
export function describeError({ text }: Pick<HttpResponse, 'text'>): { message: string } {
  const parsed = CheckrError.safeParse(json(text));
  if (!parsed.success) return { message: 'without a described error' };
  const { error, errors } = parsed.data;
  if (errors?.length) return { message: `${errors.length} refused` };
  if (typeof error === 'object' && error !== null) {
    const words = [error.type, error.param].filter((word) => word && /^[\w.[\]-]{1,80}$/.test(word));
    if (words.length > 0) return { message: words.join(' ') };
  }
  return { message: error ? 'with an error in words' : 'without a described error' };
}

/** 1,200 requests a minute. Whether the reset is epoch seconds or a date is not published: both are taken. */
export const rateLimit = (response: Pick<HttpResponse, 'headers'>): ToldLimit => rateLimitHeaders(response, resetTime);

function resetTime(value: string): Date | undefined {
  const text = value.trim();
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1000);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
