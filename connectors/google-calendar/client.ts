import { createHash } from 'node:crypto';
import { requireVariable } from '../../config/environment.js';
import { FailureType } from '../../workflows/failure-types.js';
import type { ConnectorContext } from '../connector.js';
import { vendorFailure } from '../failure.js';
import { createVendorHttp, type QueryValue, type VendorProtocol } from '../http.js';
import { parseAnswer } from '../wire.js';
import { describeError, isExpired } from './errors.js';
import { readServiceAccount } from './key-file.js';
import { PRODUCTION_TOKEN_URL, PRODUCTION_URL, VENDOR } from './manifest.js';
import { createTokenEndpoint } from './token.js';
import { WireEventList } from './wire.js';

/** The events of the one calendar that hireline reads. */
export interface EventsClient {
  readonly baseUrl: string;
  /** One page of events.list; `expired` when a token that was sent is of no use any more. */
  list(query: Record<string, QueryValue>): Promise<WireEventList | 'expired'>;
  close(): Promise<void>;
}

/**
 * @throws Error that names the variable that is missing or wrong.
 */
export function createEventsClient({ environment, limiter, tokens, timeoutMs }: ConnectorContext): EventsClient {
  const calendarId = requireVariable(environment, 'GOOGLE_CALENDAR_ID', 'the id of the calendar with the interviews');
  const account = readServiceAccount(
    requireVariable(environment, 'GOOGLE_SERVICE_ACCOUNT_KEY_FILE', "the path of a service account's JSON key"),
  );
  const subject = environment['GOOGLE_IMPERSONATE_USER']?.trim() || undefined;
  const tokenUrl = environment['GOOGLE_TOKEN_URL']?.trim() || account.tokenUri || PRODUCTION_TOKEN_URL;
  if (!URL.canParse(tokenUrl)) throw new Error('GOOGLE_TOKEN_URL: expected a URL such as https://…');
  const endpoint = createTokenEndpoint({ tokenUrl, account, subject, timeoutMs });
  // Hashed, because these are people's addresses and the key is not for their eyes only.
  const credential = createHash('sha256')
    .update(JSON.stringify([account.clientEmail, subject, tokenUrl]))
    .digest('hex');

  const protocol: VendorProtocol = {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    async authorize(rejected) {
      const token = await tokens.get(`${VENDOR}:${credential.slice(0, 32)}`, () => endpoint.request(), rejected);
      return { authorization: `Bearer ${token}` };
    },
    refreshesTokens: true,
    describeError,
    // Google tells no limit in headers.
    rateLimit: () => ({}),
  };
  const baseUrl = (environment['GOOGLE_CALENDAR_API_URL']?.trim() || PRODUCTION_URL).replace(/\/+$/, '');
  // A calendar's id can be a person's address: in the base URL it stays out of failures, which tell the path.
  const http = createVendorHttp({
    baseUrl: `${baseUrl}/calendars/${encodeURIComponent(calendarId)}`,
    protocol,
    limiter,
    timeoutMs,
  });

  return {
    baseUrl,
    async list(query) {
      const response = await http.read({ method: 'GET', path: '/events', query, accept: [400, 410] });
      if (response.status < 300) return parseAnswer(VENDOR, 'GET /events', WireEventList, response);
      // Without a token there is nothing to expire: answering so would have everything read anew for ever.
      const token = query['syncToken'] ?? query['pageToken'];
      if (token !== undefined && isExpired(response)) return 'expired';
      const { message, type } = describeError(response);
      throw vendorFailure(type ?? FailureType.VendorRejected, `${response.status} ${message}`.trim(), {
        vendor: VENDOR,
        operation: 'GET /events',
        status: response.status,
      });
    },
    async close() {
      await Promise.all([http.close(), endpoint.close()]);
    },
  };
}
