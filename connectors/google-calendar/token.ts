import { FailureType } from '../../workflows/failure-types.js';
import { createVendorHttp, type HttpResponse, type VendorProtocol } from '../http.js';
import { unlimited } from '../rate-limiter.js';
import type { StoredToken } from '../token-store.js';
import { parseAnswer } from '../wire.js';
import { signAssertion } from './assertion.js';
import type { ServiceAccount } from './key-file.js';
import { VENDOR } from './manifest.js';
import { WireToken } from './wire.js';

/** The narrowest scope that events.list takes. */
export const SCOPE = 'https://www.googleapis.com/auth/calendar.events.readonly';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface TokenEndpoint {
  /**
   * Exchanges a freshly signed assertion for an access token, good for about an hour.
   * @throws VendorUnauthorized when the service account is refused, VendorThrottled or VendorUnavailable when the
   * endpoint is; never with what the endpoint says of the account.
   */
  request(): Promise<StoredToken>;
  close(): Promise<void>;
}

export interface TokenEndpointOptions {
  /** The whole endpoint, and the audience of the assertion. */
  tokenUrl: string;
  account: ServiceAccount;
  /** The user to act as; without it, the service account itself. */
  subject: string | undefined;
  timeoutMs: number;
}

/** Google's token endpoint (https://developers.google.com/identity/protocols/oauth2/service-account). */
export function createTokenEndpoint({ tokenUrl, account, subject, timeoutMs }: TokenEndpointOptions): TokenEndpoint {
  const { origin, pathname, search } = new URL(tokenUrl);
  const protocol: VendorProtocol = {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    authorize: () => Promise.resolve({}),
    refreshesTokens: false,
    describeError: describeRefusal,
    rateLimit: () => ({}),
  };
  // The endpoint's limit is its own, apart from the API's.
  const http = createVendorHttp({ baseUrl: origin, protocol, limiter: unlimited, timeoutMs });
  const path = pathname + search;

  return {
    async request() {
      const now = new Date();
      const assertion = signAssertion(account, { scope: SCOPE, audience: tokenUrl, subject }, now);
      const response = await http.read({
        method: 'POST',
        path,
        form: { grant_type: GRANT_TYPE, assertion },
        changesNothing: true,
      });
      const token = parseAnswer(VENDOR, `POST ${path}`, WireToken, response);
      return { accessToken: token.access_token, expiresAt: new Date(now.getTime() + token.expires_in * 1000) };
    },
    close: () => http.close(),
  };
}

/** What there is to do about each refusal (RFC 6749, 5.2 and RFC 7523, 3.1); their descriptions can name the account. */
const REMEDIES: Readonly<Record<string, string>> = {
  invalid_grant: "check that the key is still one of the account's, the user exists, and this machine's clock is right",
  unauthorized_client: `the domain must delegate ${SCOPE} to the service account`,
  access_denied: `the domain must delegate ${SCOPE} to the service account`,
  invalid_scope: `the domain must delegate ${SCOPE} to the service account`,
  invalid_client: 'the service account does not exist, or is disabled',
  invalid_request: 'check GOOGLE_TOKEN_URL',
  unsupported_grant_type: 'check GOOGLE_TOKEN_URL',
};

function describeRefusal(response: HttpResponse): { message: string; type?: FailureType } {
  const { status } = response;
  if (status >= 500 || status === 429 || status === 408) return { message: 'from the token endpoint' };
  const code = oauthError(response.text);
  const said = code
    ? ` (${code}): ${REMEDIES[code]}`
    : ': check GOOGLE_TOKEN_URL, GOOGLE_SERVICE_ACCOUNT_KEY_FILE and GOOGLE_IMPERSONATE_USER';
  return { message: `the token endpoint refused the service account${said}`, type: FailureType.VendorUnauthorized };
}

function oauthError(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const code = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    return typeof code === 'string' && Object.hasOwn(REMEDIES, code) ? code : undefined;
  } catch {
    return undefined;
  }
}
