import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import { requireVariable } from '../../config/environment.js';
import type { ConnectorContext, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { vendorFailure } from '../failure.js';
import {
  createVendorHttp,
  type HttpQuestion,
  type HttpResponse,
  type QueryValue,
  type VendorProtocol,
} from '../http.js';
import { parseAnswer } from '../wire.js';
import { epochSeconds, rateLimitHeaders, type ToldLimit } from '../rate-limit-headers.js';
import { PRODUCTION_AUTH_URL, PRODUCTION_URL, VENDOR } from './manifest.js';
import { createTokenEndpoint, scopesOf } from './token.js';
import { Id } from './wire.js';

/** Harvest v3 as hireline calls it. */
export interface HarvestClient {
  readonly baseUrl: string;
  /**
   * All rows of a list, page after page.
   * @param query documented filters only; anything else is answered 422.
   */
  list<T>(path: string, query: Record<string, QueryValue>, row: z.ZodType<T>): Promise<T[]>;
  /** The same, a page at a time, for lists that need not fit into memory. */
  pages<T>(path: string, query: Record<string, QueryValue>, row: z.ZodType<T>): AsyncIterable<T[]>;
  /** The first page of a list, as an unread answer. */
  peek(path: string, query: Record<string, QueryValue>): Promise<HttpResponse>;
  /**
   * The answer to a request that changes nothing, also where it is a refusal: to see what is allowed.
   * @throws as all others for a refused token, 429 and server errors.
   */
  probe(question: HttpQuestion): Promise<HttpResponse>;
  /** The scopes that the token itself names; undefined where it names none. */
  scopes(): Promise<ReadonlySet<string> | undefined>;
  /** Changes one record. The trace leaves in headers only, as unknown attributes are answered 422. */
  patch(path: string, body: Record<string, unknown>, trace: WriteTrace): Promise<WriteReceipt>;
  /** Adds a record; the receipt has the new record's id where the answer tells it. */
  post(path: string, body: Record<string, unknown>, trace: WriteTrace): Promise<WriteReceipt>;
  close(): Promise<void>;
}

/**
 * @throws Error that names the variable that is missing.
 */
export function createHarvestClient(context: ConnectorContext): HarvestClient {
  const { environment, limiter, tokens, timeoutMs } = context;
  const clientId = requireVariable(environment, 'GREENHOUSE_CLIENT_ID', 'the client id of a Harvest v3 credential');
  const endpoint = createTokenEndpoint({
    authUrl: environment['GREENHOUSE_AUTH_URL']?.trim() || PRODUCTION_AUTH_URL,
    clientId,
    clientSecret: requireVariable(environment, 'GREENHOUSE_CLIENT_SECRET', "that credential's secret"),
    userId: environment['GREENHOUSE_USER_ID']?.trim() || undefined,
    timeoutMs,
  });
  const accessToken = (rejected?: string): Promise<string> =>
    tokens.get(`${VENDOR}:${clientId}`, () => endpoint.request(), rejected);
  const protocol: VendorProtocol = {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    authorize: async (rejected) => ({ authorization: `Bearer ${await accessToken(rejected)}` }),
    refreshesTokens: true,
    describeError,
    rateLimit: rateLimitOf,
    requestId: (response) => response.headers['x-request-id'],
  };
  const http = createVendorHttp({
    baseUrl: environment['GREENHOUSE_API_URL']?.trim() || PRODUCTION_URL,
    protocol,
    limiter,
    timeoutMs,
  });

  async function* pages<T>(
    path: string,
    query: Record<string, QueryValue>,
    row: z.ZodType<T>,
  ): AsyncGenerator<T[], void, undefined> {
    const rows = z.array(row);
    const seen = new Set<string>();
    for (let next = query; ;) {
      const response = await http.read({ method: 'GET', path, query: next });
      yield parseAnswer(VENDOR, `GET ${path}`, rows, response);
      const cursor = nextCursor(response.headers['link']);
      if (cursor === undefined) return;
      if (seen.has(cursor)) {
        throw vendorFailure(FailureType.VendorContract, 'Link: the next page was given before', {
          vendor: VENDOR,
          operation: `GET ${path}`,
        });
      }
      seen.add(cursor);
      next = { cursor };
    }
  }

  async function write(method: 'PATCH' | 'POST', path: string, body: Record<string, unknown>, trace: WriteTrace) {
    const { response: _, ...receipt } = await http.write({ method, path, json: body }, trace, idOf);
    return receipt;
  }

  return {
    baseUrl: http.baseUrl,
    async list<T>(path: string, query: Record<string, QueryValue>, row: z.ZodType<T>) {
      const found: T[] = [];
      for await (const page of pages(path, query, row)) found.push(...page);
      return found;
    },
    pages,
    peek: (path, query) => http.read({ method: 'GET', path, query }),
    probe: (question) => http.read({ ...question, accept: REFUSALS }),
    scopes: async () => scopesOf(await accessToken()),
    patch: (path, body, trace) => write('PATCH', path, body, trace),
    post: (path, body, trace) => write('POST', path, body, trace),
    async close() {
      await Promise.all([http.close(), endpoint.close()]);
    },
  };
}

/** Refusals that say something about the request, and not about the token or the load. */
const REFUSALS = [400, 403, 404, 405, 409, 422];

const Written = z.union([
  z.object({ id: Id }).transform(({ id }) => id),
  // POST /v3/candidates answers the candidate with their application, if one was asked for.
  z.object({ candidate: z.object({ id: Id }) }).transform(({ candidate }) => candidate.id),
]);

/** The id of a written record: the write is done, whatever its answer looks like. */
function idOf(response: HttpResponse): string | undefined {
  try {
    return Written.safeParse(JSON.parse(response.text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The cursor of `Link: <https://harvest.greenhouse.io/v3/jobs?cursor=…>; rel="next"`, or undefined on the last page.
 * Only the cursor is taken: host and path stay those that were configured.
 * https://harvestdocs.greenhouse.io/docs/pagination
 */
export function nextCursor(link: string | undefined): string | undefined {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*"?next"?/i.test(parameters)) continue;
    const url = URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
    return url?.searchParams.get('cursor') || undefined;
  }
  return undefined;
}

/** Headers of every answer; the reset is in epoch seconds (https://harvestdocs.greenhouse.io/docs/api-rate-limiting). */
export const rateLimitOf = (response: HttpResponse): ToldLimit => rateLimitHeaders(response, epochSeconds);

const ErrorBody = z.looseObject({
  errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().nullish(), field: z.string().nullish() })])),
});

/** Names the fields that were refused. Messages are left out: they can quote what was sent. */
function describeError(response: HttpResponse): { message: string } {
  if (response.status === 403)
    return { message: "the token's user must be a Site Admin and the credential have the scope" };
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    return { message: '' };
  }
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return { message: '' };
  const fields = parsed.data.errors.flatMap((error) =>
    typeof error === 'object' && error.field && /^[\w.[\]-]{1,80}$/.test(error.field) ? [error.field] : [],
  );
  return { message: fields.length > 0 ? `refused fields: ${[...new Set(fields)].join(', ')}` : '' };
}
