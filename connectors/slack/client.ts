import type { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import type { WriteReceipt } from '../connector.js';
import type { WriteTrace } from '../write-trace.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp, retryAfterMs, type HttpResponse, type VendorProtocol } from '../http.js';
import type { RateLimiter } from '../rate-limiter.js';
import { parseAnswer } from '../wire.js';
import { describeAnswer, failureTypeOfError, readAnswer } from './errors.js';
import { VENDOR } from './manifest.js';
import { HistoryPage, PostedMessage, type HistoryMessage } from './wire.js';

/** Marks our messages in a channel's history. https://docs.slack.dev/messaging/message-metadata */
export const METADATA_EVENT_TYPE = 'hireline_notice';

/** Without it, Slack answers with a warning, and may read the text in another character set. */
const JSON_UTF8 = { 'content-type': 'application/json; charset=utf-8' };

/** Slack recommends no more than 200 a page. https://docs.slack.dev/apis/web-api/pagination */
const PAGE_SIZE = '200';

/** Throttling without a Retry-After waits this long. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

export interface SlackClient {
  readonly baseUrl: string;
  /**
   * Calls a method that reads, with a form body: the one form that all of them take.
   * @throws VendorThrottled, VendorUnauthorized, VendorRejected, VendorNotFound, VendorUnavailable, VendorContract.
   */
  read<T>(method: string, form: Record<string, string>, schema: z.ZodType<T>): Promise<T>;
  /** The scopes that the token has (auth.test); [] where Slack does not tell. */
  readScopes(): Promise<string[]>;
  /**
   * Calls a method that posts or changes a message. The metadata of the message carry `sent_from`, `sent_to` and
   * `payload`, as Slack keeps them with the message.
   */
  write(
    method: string,
    body: Record<string, unknown>,
    payload: Record<string, string>,
    trace: WriteTrace,
  ): Promise<{ receipt: WriteReceipt; channelId: string; messageId: string }>;
  /** Messages of conversations.history or conversations.replies with their metadata, page by page. */
  messages(method: string, form: Record<string, string>): AsyncGenerator<HistoryMessage>;
  close(): Promise<void>;
}

/** @param baseUrl ends with /api, with or without a last slash. */
export function createSlackClient(options: {
  baseUrl: string;
  token: string;
  limiter: RateLimiter;
  timeoutMs: number;
}): SlackClient {
  const http = createVendorHttp({ ...options, protocol: slackProtocol(options.token) });

  function throwIfRefused(response: HttpResponse, operation: string): void {
    const answer = readAnswer(response);
    if (answer?.ok === true) return;
    const type = answer ? failureTypeOfError(answer.error ?? '') : FailureType.VendorContract;
    const wait = type === FailureType.VendorThrottled ? (retryAfterMs(response) ?? DEFAULT_RETRY_AFTER_MS) : undefined;
    if (wait !== undefined) options.limiter.block(VENDOR, new Date(Date.now() + wait));
    const requestId = response.headers['x-slack-req-id'];
    throw vendorFailure(
      type,
      `${response.status} ${describeAnswer(answer)}`,
      { vendor: VENDOR, operation, status: response.status, ...(requestId ? { requestId } : {}) },
      wait === undefined ? {} : { retryAfterMs: wait },
    );
  }

  async function read<T>(method: string, form: Record<string, string>, schema: z.ZodType<T>): Promise<T> {
    const operation = `POST /${method}`;
    const response = await http.read({ method: 'POST', path: `/${method}`, form, changesNothing: true });
    throwIfRefused(response, operation);
    return parseAnswer(VENDOR, operation, schema, response);
  }

  return {
    baseUrl: http.baseUrl,
    read,
    async readScopes() {
      const response = await http.read({ method: 'POST', path: '/auth.test', form: {}, changesNothing: true });
      throwIfRefused(response, 'POST /auth.test');
      return (response.headers['x-oauth-scopes'] ?? '').split(',').flatMap((scope) => scope.trim() || []);
    },
    async write(method, body, payload, trace) {
      const path = `/${method}`;
      const metadata = { event_type: METADATA_EVENT_TYPE, event_payload: http.traced(payload, path, trace) };
      const { response, ...receipt } = await http.write(
        { method: 'POST', path, json: { ...body, metadata }, headers: JSON_UTF8 },
        trace,
        () => undefined,
      );
      throwIfRefused(response, `POST ${path}`);
      const posted = parseAnswer(VENDOR, `POST ${path}`, PostedMessage, response);
      return { receipt: { ...receipt, recordId: posted.ts }, channelId: posted.channel, messageId: posted.ts };
    },
    async *messages(method, form) {
      let cursor: string | undefined;
      do {
        const page = await read(
          method,
          { ...form, include_all_metadata: 'true', limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) },
          HistoryPage,
        );
        yield* page.messages;
        cursor = page.response_metadata?.next_cursor ?? undefined;
      } while (cursor);
    },
    close: () => http.close(),
  };
}

function slackProtocol(token: string): VendorProtocol {
  return {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    authorize: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    refreshesTokens: false,
    describeError(response) {
      const answer = readAnswer(response);
      // The status tells more of a server error or of throttling (Retry-After) than the code does.
      const type =
        answer?.error && response.status < 500 && response.status !== 408 && response.status !== 429
          ? failureTypeOfError(answer.error)
          : undefined;
      return { message: describeAnswer(answer), ...(type ? { type } : {}) };
    },
    rateLimit: () => ({}),
    requestId: (response) => response.headers['x-slack-req-id'],
  };
}
