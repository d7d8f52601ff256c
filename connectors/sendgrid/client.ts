import { requireVariable } from '../../config/environment.js';
import type { ConnectorContext } from '../connector.js';
import { createVendorHttp, type HttpResponse, type VendorHttp, type VendorProtocol } from '../http.js';
import { epochSeconds, rateLimitHeaders, type ToldLimit } from '../rate-limit-headers.js';
import type { RateLimiter } from '../rate-limiter.js';
import { PRODUCTION_URL, VENDOR } from './manifest.js';
import { Errors } from './wire.js';

/** SendGrid's web API. Every endpoint has a rate limit of its own, so the two in use are counted apart. */
export interface SendgridClient {
  mail: VendorHttp;
  activity: VendorHttp;
}

/** @throws Error that names the variable that is missing. */
export function createSendgridClient({ environment, limiter, timeoutMs }: ConnectorContext): SendgridClient {
  const apiKey = requireVariable(environment, 'SENDGRID_API_KEY', 'an API key with the scope mail.send');
  const protocol: VendorProtocol = {
    vendor: VENDOR,
    headers: { accept: 'application/json' },
    authorize: () => Promise.resolve({ authorization: `Bearer ${apiKey}` }),
    refreshesTokens: false,
    describeError,
    rateLimit,
  };
  const baseUrl = environment['SENDGRID_API_URL']?.trim() || PRODUCTION_URL;
  return {
    mail: createVendorHttp({ baseUrl, protocol, limiter, timeoutMs }),
    activity: createVendorHttp({ baseUrl, protocol, limiter: named('sendgrid/activity', limiter), timeoutMs }),
  };
}

/** The same limiter under another name. */
const named = (name: string, limiter: RateLimiter): RateLimiter => ({
  acquire: (_vendor, signal) => limiter.acquire(name, signal),
  observe: (_vendor, observed) => limiter.observe(name, observed),
  block: (_vendor, until) => limiter.block(name, until),
});

/** Headers of every answer, the reset in epoch seconds; a 429 has no Retry-After, so the reset is what tells the wait. */
export const rateLimit = (response: Pick<HttpResponse, 'headers'>): ToldLimit =>
  rateLimitHeaders(response, epochSeconds);

/** Names the fields that were refused. Messages are left out: they may quote the addresses that were sent. */
export function describeError(response: HttpResponse): { message: string } {
  const fields = refusedFields(response.text);
  if (fields.length > 0) return { message: `refused fields: ${fields.join(', ')}` };
  if (response.status === 403) {
    return { message: 'the API key lacks the scope mail.send, or the sender is not verified' };
  }
  if (response.status === 413) return { message: 'the mail with its attachments is too large' };
  return { message: 'without a named field' };
}

function refusedFields(text: string): string[] {
  try {
    const { errors } = Errors.parse(JSON.parse(text));
    const fields = errors.flatMap(({ field }) => (field && /^[\w.[\]-]{1,80}$/.test(field) ? [field] : []));
    return [...new Set(fields)].slice(0, 5);
  } catch {
    return [];
  }
}
