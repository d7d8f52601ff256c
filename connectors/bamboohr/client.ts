import type { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp, type HttpRequest, type HttpResponse, type VendorHttp } from '../http.js';
import type { RateLimiter } from '../rate-limiter.js';
import { parseAnswer } from '../wire.js';
import { isCustomName } from './bindings.js';
import { reduceErrorMessage } from './error-message.js';

export const VENDOR = 'bamboohr';

export interface BambooClientOptions {
  baseUrl: string;
  apiKey: string;
  /** Field names of the map: its custom ones may be named in messages. */
  fieldNames: readonly string[];
  limiter: RateLimiter;
  timeoutMs: number;
}

/** BambooHR's HTTP API with its answers parsed. */
export interface BambooClient {
  http: VendorHttp;
  /** @throws VendorContract when the answer is XML or not of this form; the failures of connectors/http.ts. */
  get<T>(request: Omit<HttpRequest, 'method'>, schema: z.ZodType<T>): Promise<T>;
  /** As get, but undefined when the answer is one of `absent` (such as 404 for a table without rows). */
  getIf<T>(
    request: Omit<HttpRequest, 'method' | 'accept'> & { method?: 'GET' | 'POST' },
    schema: z.ZodType<T>,
    absent: readonly number[],
  ): Promise<T | undefined>;
}

/**
 * Basic authentication with the API key as user name, JSON asked for on every request, as BambooHR answers XML
 * otherwise (https://documentation.bamboohr.com/docs/getting-started).
 */
export function createBambooClient(options: BambooClientOptions): BambooClient {
  const customFields = new Set(options.fieldNames.filter(isCustomName));
  const authorization = `Basic ${Buffer.from(`${options.apiKey}:x`).toString('base64')}`;
  const http = createVendorHttp({
    baseUrl: options.baseUrl,
    limiter: options.limiter,
    timeoutMs: options.timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      authorize: () => Promise.resolve({ authorization }),
      refreshesTokens: false,
      describeError: (response) => ({
        message: reduceErrorMessage(response.headers['x-bamboohr-error-message'], customFields),
        // An employee field was given an invalid or a duplicate value: the same request is refused again.
        ...(response.status === 409 ? { type: FailureType.VendorRejected } : {}),
      }),
      // BambooHR publishes no limit and no headers about it; Retry-After is read by http.ts.
      rateLimit: () => ({}),
    },
  });

  async function getIf<T>(
    request: Omit<HttpRequest, 'method' | 'accept'> & { method?: 'GET' | 'POST' },
    schema: z.ZodType<T>,
    absent: readonly number[],
  ): Promise<T | undefined> {
    const spec = { method: 'GET', ...request } as const;
    const response = await http.read({ ...spec, accept: absent, changesNothing: true });
    return response.status >= 400 ? undefined : parse(`${spec.method} ${spec.path}`, schema, response);
  }

  return {
    http,
    getIf,
    async get(request, schema) {
      const response = await http.read({ method: 'GET', ...request });
      return parse(`GET ${request.path}`, schema, response);
    },
  };
}

function parse<T>(operation: string, schema: z.ZodType<T>, response: HttpResponse): T {
  if (response.text.trimStart().startsWith('<')) {
    throw vendorFailure(FailureType.VendorContract, 'answered XML: "Accept: application/json" was ignored', {
      vendor: VENDOR,
      operation,
      status: response.status,
    });
  }
  return parseAnswer(VENDOR, operation, schema, response);
}

const EMPLOYEES = '/api/v1/employees';

/** Paths of the API, ids encoded. */
export const paths = {
  employees: EMPLOYEES,
  directory: `${EMPLOYEES}/directory`,
  customReport: '/api/v1/reports/custom',
  changed: `${EMPLOYEES}/changed`,
  changedTable: (table: string) => `${EMPLOYEES}/changed/tables/${table}`,
  employee: (id: string) => `${EMPLOYEES}/${encodeURIComponent(id)}`,
  table: (id: string, table: string) => `${EMPLOYEES}/${encodeURIComponent(id)}/tables/${table}`,
  row: (id: string, table: string, rowId: string) =>
    `${EMPLOYEES}/${encodeURIComponent(id)}/tables/${table}/${encodeURIComponent(rowId)}`,
};
