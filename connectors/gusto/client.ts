import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext, WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp, type HttpResponse, type QueryValue, type VendorProtocol } from '../http.js';
import { parseAnswer } from '../wire.js';
import { countIn, rateLimitHeaders, type ToldLimit } from '../rate-limit-headers.js';
import type { GustoSettings } from './settings.js';
import { oauthError, refreshTokens } from './tokens.js';
import { errorsOf, Identified } from './wire.js';

/** The version whose shapes wire.ts has. https://docs.gusto.com/embedded-payroll/docs/api-versioning */
export const API_VERSION = '2025-06-15';

/** Rows asked for at a time, and the size of Gusto's pages when it does not heed `per`. */
const PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 25;

/** Gusto's API in its own words: paths, pages and bodies; answers parsed. */
export interface GustoClient {
  readonly baseUrl: string;
  get<T>(path: string, schema: z.ZodType<T>, query?: Record<string, QueryValue>): Promise<T>;
  /** A read whose answer is taken as it is, headers and all. */
  probe(path: string): Promise<HttpResponse>;
  /** As get, but undefined when the answer is one of `absent`. */
  getIf<T>(
    path: string,
    schema: z.ZodType<T>,
    absent: readonly number[],
    query?: Record<string, QueryValue>,
  ): Promise<T | undefined>;
  /** All pages of a list. */
  list<T extends { uuid: string }>(
    path: string,
    schema: z.ZodType<T[]>,
    query?: Record<string, QueryValue>,
  ): Promise<T[]>;
  /**
   * A PUT that is made for its answer.
   * @param trace undefined where it changes nothing.
   */
  ask<T>(path: string, body: Record<string, unknown>, schema: z.ZodType<T>, trace: WriteTrace | undefined): Promise<T>;
  /** @param recordId the record's id where the answer has no `uuid`. */
  post(path: string, body: Record<string, unknown>, trace: WriteTrace, recordId?: () => string): Promise<WriteReceipt>;
  /** @param recordId uuid of the record that is changed. */
  put(path: string, body: Record<string, unknown>, recordId: string, trace: WriteTrace): Promise<WriteReceipt>;
  /**
   * Undefined when there is no such record.
   * @throws VendorRejected when Gusto keeps it (409 or 422).
   */
  delete(path: string, recordId: string, trace: WriteTrace): Promise<WriteReceipt | undefined>;
  close(): Promise<void>;
}

export function createGustoClient(settings: GustoSettings, context: ConnectorContext): GustoClient {
  const { baseUrl } = settings;
  const { limiter, timeoutMs, tokens } = context;
  const plain = createVendorHttp({ baseUrl, limiter, timeoutMs, protocol: anonymous });
  const http = createVendorHttp({
    baseUrl,
    limiter,
    timeoutMs,
    protocol: {
      ...anonymous,
      refreshesTokens: true,
      async authorize(rejected) {
        const key = `gusto:${settings.clientId}:${settings.companyId}`;
        const token = await tokens.get(key, (kept) => refreshTokens(plain, settings, kept), rejected);
        return { authorization: `Bearer ${token}` };
      },
    },
  });

  async function write(
    method: 'POST' | 'PUT',
    path: string,
    fields: Record<string, unknown>,
    trace: WriteTrace,
    recordIdOf: (response: HttpResponse) => string,
  ): Promise<WriteReceipt> {
    const json = settings.trace === 'body' ? http.traced(fields, path, trace) : fields;
    const { recordId, sentTo, payloadHash, status } = await http.write({ method, path, json }, trace, recordIdOf);
    return { recordId, sentTo, payloadHash, status };
  }

  return {
    baseUrl: http.baseUrl,
    async get(path, schema, query = {}) {
      return parseAnswer('gusto', `GET ${path}`, schema, await http.read({ method: 'GET', path, query }));
    },
    probe: (path) => http.read({ method: 'GET', path }),
    async getIf(path, schema, absent, query = {}) {
      const response = await http.read({ method: 'GET', path, query, accept: absent });
      return response.status >= 400 ? undefined : parseAnswer('gusto', `GET ${path}`, schema, response);
    },
    async list(path, schema, query = {}) {
      const found = new Map<string, z.infer<typeof schema>[number]>();
      for (let page = 1; ; page += 1) {
        const response = await http.read({ method: 'GET', path, query: { ...query, page, per: PAGE_SIZE } });
        const rows = parseAnswer('gusto', `GET ${path}`, schema, response);
        const known = found.size;
        for (const row of rows) found.set(row.uuid, row);
        if (isLastPage(response, page, rows.length) || found.size === known) return [...found.values()];
      }
    },
    async ask(path, json, schema, trace) {
      const spec = { method: 'PUT', path, json } as const;
      const response = trace
        ? (await http.write(spec, trace, () => undefined)).response
        : await http.read({ ...spec, changesNothing: true });
      return parseAnswer('gusto', `PUT ${path}`, schema, response);
    },
    post: (path, fields, trace, recordId) =>
      write(
        'POST',
        path,
        fields,
        trace,
        recordId ?? ((response) => parseAnswer('gusto', `POST ${path}`, Identified, response).uuid),
      ),
    put: (path, fields, recordId, trace) => write('PUT', path, fields, trace, () => recordId),
    async delete(path, recordId, trace) {
      const answer = await http.write({ method: 'DELETE', path, accept: [404, 409] }, trace, () => recordId);
      const { response, ...receipt } = answer;
      if (response.status === 404) return undefined;
      if (response.status !== 409) return receipt;
      throw vendorFailure(FailureType.VendorRejected, `409 ${describeError(response).message}`, {
        vendor: 'gusto',
        operation: `DELETE ${path}`,
        status: response.status,
      });
    },
    async close() {
      await Promise.all([plain.close(), http.close()]);
    },
  };
}

/** @throws VendorContract when a record that is to be changed came without its version. */
export function versionOf(record: { version?: string | null | undefined }, kind: string): string {
  if (record.version) return record.version;
  throw vendorFailure(FailureType.VendorContract, `${kind}.version: nothing where a version was expected`, {
    vendor: 'gusto',
    operation: 'GET /v1/employees',
  });
}

export const isFailure = (error: unknown, type: FailureType): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === type;

/** What is refused before it is sent. */
export const refusal = (why: string) =>
  vendorFailure(FailureType.VendorRejected, why, { vendor: 'gusto', operation: 'prepare' });

const anonymous: VendorProtocol = {
  vendor: 'gusto',
  headers: { accept: 'application/json', 'x-gusto-api-version': API_VERSION },
  authorize: () => Promise.resolve({}),
  refreshesTokens: false,
  describeError,
  rateLimit,
  requestId: (response) => response.headers['x-request-id'],
};

/**
 * Names error keys and categories. Messages are left out: they may quote what was sent.
 * A stale `version` is answered 409 or 422 (category invalid_resource_version): both are a conflict.
 */
export function describeError(response: HttpResponse): { message: string; type?: FailureType } {
  const errors = errorsOf(tryJson(response.text));
  if (errors.length === 0) return { message: oauthError(response.text) ?? 'without a described error' };
  const message = errors
    .slice(0, 5)
    .map((error) => `${word(error.error_key)} ${word(error.category)}`)
    .join(', ');
  const stale = errors.some(
    (error) =>
      error.category === 'invalid_resource_version' ||
      error.error_key === 'version' ||
      /\bversion\b/i.test(error.message),
  );
  return response.status === 422 && stale ? { message, type: FailureType.VendorConflict } : { message };
}

/** X-RateLimit-Reset is a date with an offset, "2025-07-08 15:35:40 -0700"; epoch seconds are taken too. */
export function rateLimit(response: Pick<HttpResponse, 'headers'>): ToldLimit {
  return rateLimitHeaders(response, resetTime);
}

function resetTime(value: string): Date | undefined {
  if (/^\d{9,11}$/.test(value)) return new Date(Number(value) * 1000);
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}) ?(?:([+-]\d{2}):?(\d{2})|UTC|Z)$/.exec(value);
  if (!parts) return undefined;
  const [, day, time, hours, minutes] = parts;
  const date = new Date(`${day}T${time}${hours ? `${hours}:${minutes}` : 'Z'}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Gusto names the number of pages in X-Total-Pages; without it, a page below the default size ends the list. */
function isLastPage(response: HttpResponse, page: number, rows: number): boolean {
  const pages = countIn(response.headers['x-total-pages']);
  return pages === undefined ? rows < DEFAULT_PAGE_SIZE : page >= pages;
}

const word = (value: string): string => (/^[\w.[\]-]{1,60}$/.test(value) ? value : '?');

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
