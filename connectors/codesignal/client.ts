import { z } from 'zod';
import { requireVariable } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp } from '../http.js';
import { parseAnswer } from '../wire.js';
import { describeErrors } from './errors.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';

const PATH = '/graphql';
const OPERATION = `POST ${PATH}`;

/** Limits are by the second (10 requests, for the queries here), and no header tells of them. */
const THROTTLED_MS = 1_000;

/** CodeSignal's GraphQL API. */
export interface CodesignalClient {
  readonly baseUrl: string;
  /**
   * Asks for `data`.
   * @throws the failure that the answer's errors mean: a partial answer is none.
   */
  query<T>(query: string, variables: Record<string, unknown>, data: z.ZodType<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * @throws Error that names the variable that is missing.
 */
export function createCodesignalClient({ environment, limiter, timeoutMs }: ConnectorContext): CodesignalClient {
  const key = requireVariable(environment, 'CODESIGNAL_API_KEY', "the company's API key");
  const http = createVendorHttp({
    baseUrl: environment['CODESIGNAL_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      authorize: async () => ({ authorization: `Bearer ${key}` }),
      refreshesTokens: false,
      describeError: ({ text }) => describeErrors(text) ?? { message: 'without a described error' },
      rateLimit: () => ({}),
      requestId: (response) => response.headers['x-request-id'],
    },
  });
  return {
    baseUrl: http.baseUrl,
    async query(query, variables, data) {
      const response = await http.read({
        method: 'POST',
        path: PATH,
        json: { query, variables },
        changesNothing: true,
      });
      const refused = describeErrors(response.text);
      if (!refused) return parseAnswer(VENDOR, OPERATION, z.object({ data }), response).data;
      const { type = FailureType.VendorRejected, message } = refused;
      const throttled = type === FailureType.VendorThrottled;
      if (throttled) limiter.block(VENDOR, new Date(Date.now() + THROTTLED_MS));
      const details = { vendor: VENDOR, operation: OPERATION, status: response.status };
      throw vendorFailure(type, message, details, throttled ? { retryAfterMs: THROTTLED_MS } : {});
    },
    close: () => http.close(),
  };
}
