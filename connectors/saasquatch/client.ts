import { z } from 'zod';
import { requireVariable } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext, WriteReceipt } from '../connector.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp, type HttpResponse, type QueryValue } from '../http.js';
import { kindOf, parseAnswer } from '../wire.js';
import type { WriteTrace } from '../write-trace.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { ListEnvelope, SaasquatchError } from './wire.js';

export type Query = Record<string, QueryValue>;

/** A page of a list, before its rows are looked at. */
export interface Page {
  rows: unknown[];
  /** All there are; undefined where it is not said. */
  total: number | undefined;
}

/** One tenant's API. Paths are below /api/v1/{tenant}: "/referrals". */
export interface SaasquatchClient {
  readonly baseUrl: string;
  readonly tenant: string;
  get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T>;
  /** The same, with undefined for 404 and the other statuses that mean that there is none. */
  find<T>(path: string, schema: z.ZodType<T>, query?: Query, absent?: readonly number[]): Promise<T | undefined>;
  /** One page of a list whose rows stand under `name`; undefined for the statuses in `absent`. */
  page(path: string, name: string, query: Query, absent?: readonly number[]): Promise<Page | undefined>;
  /** Page after page to the end. @param absent as for `page`: then there is nothing. */
  pages(path: string, name: string, query?: Query): AsyncIterable<unknown[]>;
  put(path: string, body: object, trace: WriteTrace): Promise<WriteReceipt & { response: HttpResponse }>;
  /** @param accept statuses besides 2xx that are an answer and not a failure. */
  post(
    path: string,
    body: object,
    trace: WriteTrace,
    accept: readonly number[],
  ): Promise<WriteReceipt & { response: HttpResponse }>;
  /** `sent_from` and `sent_to`, for the fields of what is written to this path. */
  traceFields(path: string, trace: WriteTrace): Record<string, unknown>;
  close(): Promise<void>;
}

/** Rows asked for at once. No maximum is documented: a server that gives fewer is followed by what it gave. */
export const PAGE_SIZE = 100;

/** @throws Error that names the variable at fault and what was expected. */
export function createSaasquatchClient({ environment, limiter, timeoutMs }: ConnectorContext): SaasquatchClient {
  const key = requireVariable(environment, 'SAASQUATCH_API_KEY', "the tenant's API key");
  const tenant = requireVariable(environment, 'SAASQUATCH_TENANT', "the tenant's alias");
  if (!/^[\w-]+$/.test(tenant)) throw new Error('SAASQUATCH_TENANT: expected an alias of letters, digits, _ and -.');
  const http = createVendorHttp({
    baseUrl: environment['SAASQUATCH_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      // HTTP Basic with no user name and the key as password. https://docs.saasquatch.com/api/authentication
      authorize: async () => ({ authorization: `Basic ${Buffer.from(`:${key}`).toString('base64')}` }),
      refreshesTokens: false,
      describeError,
      // Neither limit nor headers are documented; a 429 with Retry-After is kept to all the same.
      rateLimit: () => ({}),
      requestId: (response) => response.headers['x-request-id'],
    },
  });
  const root = `/api/v1/${tenant}`;
  const withQuery = (query: Query | undefined) => (query ? { query } : {});

  const client: SaasquatchClient = {
    baseUrl: http.baseUrl,
    tenant,
    async get(path, schema, query) {
      const response = await http.read({ method: 'GET', path: root + path, ...withQuery(query) });
      return parseAnswer(VENDOR, `GET ${root}${path}`, schema, response);
    },
    async find(path, schema, query, absent = []) {
      const accept = [404, ...absent];
      const response = await http.read({ method: 'GET', path: root + path, ...withQuery(query), accept });
      if (accept.includes(response.status)) return undefined;
      return parseAnswer(VENDOR, `GET ${root}${path}`, schema, response);
    },
    async page(path, name, query, absent = []) {
      const response = await http.read({ method: 'GET', path: root + path, query, accept: absent });
      if (absent.includes(response.status)) return undefined;
      const operation = `GET ${root}${path}`;
      const { totalCount } = parseAnswer(VENDOR, operation, ListEnvelope, response);
      const list = parseAnswer(VENDOR, operation, z.object({ [name]: z.array(z.unknown()) }), response);
      return { rows: list[name] ?? [], total: totalCount ?? undefined };
    },
    async *pages(path, name, query = {}) {
      let offset = 0;
      let previous: string | undefined;
      for (;;) {
        const page = await client.page(path, name, { ...query, limit: PAGE_SIZE, offset });
        if (!page || page.rows.length === 0) return;
        const first = JSON.stringify(page.rows[0]);
        if (first === previous) throw samePageAgain(`GET ${root}${path}`);
        previous = first;
        yield page.rows;
        offset += page.rows.length;
        if (page.total !== undefined && offset >= page.total) return;
      }
    },
    put: (path, body, trace) =>
      http.write({ method: 'PUT', path: root + path, json: body }, trace, (response) => idIn(response)),
    post: (path, body, trace, accept) =>
      http.write({ method: 'POST', path: root + path, json: body, accept }, trace, (response) => idIn(response)),
    traceFields: (path, trace) => http.traced({}, root + path, trace),
    close: () => http.close(),
  };
  return client;
}

const samePageAgain = (operation: string) =>
  vendorFailure(FailureType.VendorContract, 'offset: expected the next page, found the same one again', {
    vendor: VENDOR,
    operation,
  });

/** The id of the user, or of the first event, that an answer tells of. */
function idIn({ text }: Pick<HttpResponse, 'text'>): string | undefined {
  const Written = z.object({
    id: z.union([z.string(), z.number()]).optional(),
    events: z.array(z.object({ id: z.union([z.string(), z.number()]).optional() })).optional(),
  });
  const { data } = Written.safeParse(json(text));
  const id = data?.id ?? data?.events?.[0]?.id;
  return id === undefined ? undefined : String(id);
}

/** Names SaaSquatch's error code. Messages are left out: they may quote what was sent. */
export function describeError({ status, text }: Pick<HttpResponse, 'status' | 'text'>): { message: string } {
  const { data } = SaasquatchError.safeParse(json(text));
  const code = data?.apiErrorCode;
  if (code && /^\w{1,80}$/.test(code)) return { message: code };
  if (status === 401) return { message: 'the API key does not open this tenant' };
  if (status === 403) return { message: 'the endpoint is disabled for this tenant' };
  return { message: data ? 'without an error code' : `without a described error (${kindOf(json(text))})` };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
