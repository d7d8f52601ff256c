import { listVariable, requireVariable } from '../../config/environment.js';
import type { ConnectorContext } from '../connector.js';
import { createVendorHttp, type HttpResponse, type VendorHttp } from '../http.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { ErrorBody } from './wire.js';

export interface TwilioClient {
  http: VendorHttp;
  /** "/2010-04-01/Accounts/AC…". */
  account: string;
}

/** @throws Error that names the variable at fault and what was expected. */
export function createTwilioClient({ environment, limiter, timeoutMs }: ConnectorContext): TwilioClient {
  const accountSid = requireVariable(environment, 'TWILIO_ACCOUNT_SID', "the account's sid");
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid)) {
    throw new Error('TWILIO_ACCOUNT_SID is not an account: expected AC and 32 hex digits.');
  }
  requireVariable(environment, 'TWILIO_AUTH_TOKEN', "the account's auth token");
  const [authToken = ''] = listVariable(environment, 'TWILIO_AUTH_TOKEN');
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const http = createVendorHttp({
    baseUrl: environment['TWILIO_API_URL']?.trim() || PRODUCTION_URL,
    limiter,
    timeoutMs,
    protocol: {
      vendor: VENDOR,
      headers: { accept: 'application/json' },
      authorize: () => Promise.resolve({ authorization: `Basic ${basic}` }),
      refreshesTokens: false,
      describeError,
      // Twilio limits concurrency, and names no window.
      rateLimit: () => ({}),
      requestId: (response) => response.headers['twilio-request-id'],
    },
  });
  return { http, account: `/2010-04-01/Accounts/${accountSid}` };
}

/** Codes that tell a person what to do. https://www.twilio.com/docs/api/errors */
const MEANINGS: ReadonlyMap<number, string> = new Map([
  [20003, 'the account or its auth token is refused'],
  [20429, 'too many requests at once'],
  [21211, 'the number is not valid'],
  [21408, 'texts to this country are not enabled'],
  [21609, 'the status callback is not a public URL'],
  [21610, 'the recipient has opted out'],
  [21614, 'the number takes no texts'],
]);

/** Names the error code. Messages are left out: they quote the number. */
export function describeError(response: HttpResponse): { message: string } {
  try {
    const { code } = ErrorBody.parse(JSON.parse(response.text));
    const meaning = MEANINGS.get(code);
    return { message: meaning ? `error ${code}: ${meaning}` : `error ${code}` };
  } catch {
    return { message: 'without an error code' };
  }
}
