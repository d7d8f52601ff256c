import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { Pool, request, type Dispatcher } from 'undici';
import { FailureType } from '../workflows/failure-types.js';
import type { WriteReceipt } from './connector.js';
import { vendorFailure, type VendorFailureDetails } from './failure.js';
import { requireTrace, type WriteTrace } from './write-trace.js';
import type { RateLimiter } from './rate-limiter.js';

export type QueryValue = string | number | boolean | undefined;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, ids encoded: "/v3/offers". */
  path: string;
  query?: Record<string, QueryValue>;
  headers?: Record<string, string>;
  /** Sent as application/json. */
  json?: unknown;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, string>;
  /** Statuses besides 2xx that are an answer and not a failure. */
  accept?: readonly number[];
}

/** A request that changes nothing: a GET, or one of another method that says so, e.g. a search or a sign-in by POST. */
export type HttpQuestion = HttpRequest & ({ method: 'GET' } | { changesNothing: true });

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined with ", ". */
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
  /** Full URL without query. */
  url: string;
  /** @throws VendorContract when the body is not JSON. */
  json(): unknown;
}

/** How a vendor says things, told once in its folder. */
export interface VendorProtocol {
  vendor: string;
  /** Headers of every request, e.g. Accept and an API version. */
  headers: Record<string, string>;
  /** Authorization headers; `rejected` is the access token the vendor has just answered 401 to, if any. */
  authorize(rejected?: string): Promise<Record<string, string>>;
  /** Whether a 401 is worth one more try with a new token. */
  refreshesTokens: boolean;
  /**
   * What an error answer says, in words without personal data: fields, categories, error codes; not the values.
   * `type` overrides the failure type that http.ts derives from the status; `nonRetryable` its retryability.
   */
  describeError(response: HttpResponse): { message: string; type?: FailureType; nonRetryable?: boolean };
  /** What the headers say of the rate limit. */
  rateLimit(response: HttpResponse): { limit?: number; remaining?: number; resetAt?: Date };
  /** The vendor's request id. */
  requestId?(response: HttpResponse): string | undefined;
}

export interface VendorHttp {
  readonly baseUrl: string;
  /** @throws the failures of connectors/failure.ts for anything but 2xx and the accepted statuses. */
  read(request: HttpQuestion): Promise<HttpResponse>;
  /**
   * A request that changes something. Leaves with X-Sent-From and X-Sent-To, and tells what went where.
   * @param recordId picks the written record's id out of the answer.
   */
  write(
    request: HttpRequest,
    trace: WriteTrace,
    recordId: (response: HttpResponse) => string | undefined,
  ): Promise<WriteReceipt & { response: HttpResponse }>;
  /** Adds the trace to a body, for vendors that take unknown fields in it. */
  traced(body: Record<string, unknown>, path: string, trace: WriteTrace): Record<string, unknown>;
  close(): Promise<void>;
}

export interface VendorHttpOptions {
  baseUrl: string;
  protocol: VendorProtocol;
  limiter: RateLimiter;
  timeoutMs: number;
  /** The most connections this process may open, where the vendor takes few. */
  connections?: number;
}

/** The signal that ends the vendor calls made within, e.g. when their activity is cancelled. */
export const callSignal = new AsyncLocalStorage<AbortSignal>();

/** URL of the run that makes the vendor calls made within. */
export const callOrigin = new AsyncLocalStorage<string>();

/** Who asks where no run does: the ingress, the command line. */
const NO_RUN = 'hireline';

/** Throttling of which the vendor does not say how long it lasts is waited out this long. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

/** The one HTTP path to a vendor: authentication, timeout, rate limit, and errors as failures. */
export function createVendorHttp({
  baseUrl,
  protocol,
  limiter,
  timeoutMs,
  connections = 64,
}: VendorHttpOptions): VendorHttp {
  const base = baseUrl.replace(/\/+$/, '');
  const pool = new Pool(new URL(base).origin, {
    connections,
    keepAliveTimeout: 10_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
  });

  async function exchange(spec: HttpRequest, authorization: Record<string, string>): Promise<HttpResponse> {
    const url = base + spec.path;
    const operation = `${spec.method} ${spec.path}`;
    const signal = callSignal.getStore();
    await limiter.acquire(protocol.vendor, signal);
    let response: HttpResponse;
    try {
      const answer = await request(url + queryString(spec.query), {
        dispatcher: pool,
        method: spec.method,
        headers: {
          ...protocol.headers,
          ...originHeaders(spec, url),
          ...bodyHeaders(spec),
          ...authorization,
          ...spec.headers,
        },
        body: encodeBody(spec) ?? null,
        signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs),
      });
      response = toResponse(answer, await answer.body.text(), url, protocol.vendor, operation);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw vendorFailure(FailureType.VendorUnavailable, `no answer (${networkReason(error, timeoutMs)})`, {
        vendor: protocol.vendor,
        operation,
        ...(neverConnected(error) ? { reached: false } : {}),
      });
    }
    limiter.observe(protocol.vendor, protocol.rateLimit(response));
    return response;
  }

  async function send(spec: HttpRequest): Promise<HttpResponse> {
    const authorization = await protocol.authorize();
    let response = await exchange(spec, authorization);
    if (response.status === 401 && protocol.refreshesTokens) {
      const rejected = authorization['authorization']?.replace(/^Bearer /, '');
      response = await exchange(spec, await protocol.authorize(rejected));
    }
    if (response.status >= 200 && response.status < 300) return response;
    if (spec.accept?.includes(response.status)) return response;
    throw toFailure(spec, response);
  }

  function toFailure(spec: HttpRequest, response: HttpResponse) {
    const requestId = protocol.requestId?.(response);
    const details: VendorFailureDetails = {
      vendor: protocol.vendor,
      operation: `${spec.method} ${spec.path}`,
      status: response.status,
      ...(requestId ? { requestId } : {}),
    };
    const described = protocol.describeError(response);
    const retryAfter = retryAfterMs(response);
    const type = described.type ?? failureTypeOf(response.status, retryAfter);
    const throttled = type === FailureType.VendorThrottled;
    const wait = throttled ? (retryAfter ?? untilReset(response) ?? DEFAULT_RETRY_AFTER_MS) : undefined;
    if (wait !== undefined) limiter.block(protocol.vendor, new Date(Date.now() + wait));
    return vendorFailure(type, `${response.status} ${described.message}`.trim(), details, {
      ...(described.nonRetryable === undefined ? {} : { nonRetryable: described.nonRetryable }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }

  /** Vendors that do not say Retry-After may still tell when their window ends. */
  function untilReset(response: HttpResponse): number | undefined {
    const { remaining, resetAt } = protocol.rateLimit(response);
    const wait = resetAt && remaining === 0 ? resetAt.getTime() - Date.now() : 0;
    return wait > 0 ? wait : undefined;
  }

  return {
    baseUrl: base,
    read: send,
    async write(spec, trace, recordId) {
      requireTrace(trace, `${spec.method} ${spec.path} to ${protocol.vendor}`);
      const sentTo = base + spec.path;
      const response = await send({
        ...spec,
        headers: { 'x-sent-from': trace.sentFrom, 'x-sent-to': sentTo, ...spec.headers },
      });
      return {
        recordId: recordId(response),
        sentTo,
        payloadHash: createHash('sha256')
          .update(encodeBody(spec) ?? '')
          .digest('hex'),
        status: response.status,
        response,
      };
    },
    traced: (body, path, trace) => ({ ...body, sent_from: trace.sentFrom, sent_to: base + path }),
    close: () => pool.close(),
  };
}

function failureTypeOf(status: number, retryAfter: number | undefined): FailureType {
  if (status === 429 || (status === 503 && retryAfter !== undefined)) return FailureType.VendorThrottled;
  if (status === 408 || status >= 500) return FailureType.VendorUnavailable;
  if (status === 401 || status === 403) return FailureType.VendorUnauthorized;
  if (status === 404) return FailureType.VendorNotFound;
  if (status === 409) return FailureType.VendorConflict;
  return FailureType.VendorRejected;
}

/** Retry-After in milliseconds from now, given as seconds or as an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(response: Pick<HttpResponse, 'headers'>, now = Date.now()): number | undefined {
  const value = response.headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A question that is asked by POST says who asks, as every POST does; a write has said so by its trace. */
function originHeaders({ method }: HttpRequest, url: string): Record<string, string> {
  return method === 'GET' ? {} : { 'x-sent-from': callOrigin.getStore() ?? NO_RUN, 'x-sent-to': url };
}

function queryString(query: Record<string, QueryValue> | undefined): string {
  if (!query) return '';
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encodeBody(spec: HttpRequest): string | undefined {
  if (spec.json !== undefined) return JSON.stringify(spec.json);
  if (spec.form) return new URLSearchParams(spec.form).toString();
  return undefined;
}

function bodyHeaders(spec: HttpRequest): Record<string, string> {
  if (spec.json !== undefined) return { 'content-type': 'application/json' };
  if (spec.form) return { 'content-type': 'application/x-www-form-urlencoded' };
  return {};
}

function toResponse(
  answer: Dispatcher.ResponseData,
  text: string,
  url: string,
  vendor: string,
  operation: string,
): HttpResponse {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return {
    status: answer.statusCode,
    headers,
    text,
    url,
    json() {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw vendorFailure(
          FailureType.VendorContract,
          `${answer.statusCode} with a body that is not JSON (${headers['content-type'] ?? 'no content type'})`,
          {
            vendor,
            operation,
            status: answer.statusCode,
          },
        );
      }
    },
  };
}

/** Failures of name lookup and of connecting: nothing of the request has left. */
const BEFORE_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function neverConnected(error: unknown): boolean {
  return BEFORE_CONNECTION.has((error as NodeJS.ErrnoException | null)?.code ?? '');
}

function networkReason(error: unknown, timeoutMs: number): string {
  if (error instanceof Error) {
    if (error.name === 'TimeoutError') return `timed out after ${timeoutMs} ms`;
    const code = (error as NodeJS.ErrnoException).code;
    return code ?? error.name;
  }
  return 'unknown network error';
}
