import { z } from 'zod';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { HttpResponse, VendorHttp } from '../http.js';
import type { StoredToken } from '../token-store.js';
import { parseAnswer } from '../wire.js';
import type { GustoSettings } from './settings.js';
import { GustoToken } from './wire.js';

const OPERATION = 'POST /oauth/token';

/**
 * Exchanges a refresh token for an access token (2 hours) and the next refresh token. Each is good once, so this
 * must run under the token store's lock.
 * @param http without authorization of its own.
 * @param kept what the last exchange returned. When Gusto refuses it, GUSTO_REFRESH_TOKEN is tried: a person may
 *   have authorised the connection again.
 * @throws VendorUnauthorized when no refresh token is accepted.
 */
export async function refreshTokens(
  http: VendorHttp,
  settings: GustoSettings,
  kept: StoredToken | undefined,
): Promise<StoredToken> {
  for (const refreshToken of new Set([kept?.refreshToken ?? settings.refreshToken, settings.refreshToken])) {
    const response = await http.read({
      changesNothing: true,
      method: 'POST',
      path: '/oauth/token',
      json: {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        refresh_token: refreshToken,
        grant_type: 'refresh_token',
      },
      accept: [400, 401],
    });
    if (response.status < 300) return toStoredToken(response, refreshToken);
    const error = oauthError(response.text);
    if (error === 'invalid_client' || error === 'unauthorized_client') {
      throw unauthorized(response, 'GUSTO_CLIENT_ID and GUSTO_CLIENT_SECRET were refused');
    }
    if (error !== undefined && error !== 'invalid_grant' && response.status === 400) {
      throw vendorFailure(FailureType.VendorRejected, `400 ${error}`, details(response));
    }
  }
  throw vendorFailure(
    FailureType.VendorUnauthorized,
    'the connection must be authorised again: set a new GUSTO_REFRESH_TOKEN',
    { vendor: 'gusto', operation: OPERATION },
  );
}

function toStoredToken(response: HttpResponse, used: string): StoredToken {
  const token = parseAnswer('gusto', OPERATION, GustoToken, response);
  return {
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? used,
    expiresAt: new Date(Date.now() + token.expires_in * 1000),
  };
}

/** The error code of RFC 6749, 5.2; never its description. Undefined when the answer has another form. */
export function oauthError(text: string): string | undefined {
  try {
    const body = z.looseObject({ error: z.string().regex(/^\w{1,60}$/) }).safeParse(JSON.parse(text));
    return body.data?.error;
  } catch {
    return undefined;
  }
}

const details = (response: HttpResponse) => ({ vendor: 'gusto', operation: OPERATION, status: response.status });

const unauthorized = (response: HttpResponse, message: string) =>
  vendorFailure(FailureType.VendorUnauthorized, message, details(response));
