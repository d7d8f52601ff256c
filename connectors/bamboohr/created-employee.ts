import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import { retryAfterMs, type HttpResponse } from '../http.js';
import type { RateLimiter } from '../rate-limiter.js';
import { VENDOR, paths } from './client.js';

const OPERATION = `POST ${paths.employees}`;

/**
 * The id of the employee that was just created. It is in Location: the last path segment, still in the form of the
 * legacy gateway (https://api.bamboohr.com/api/gateway.php/<company>/v1/employees/<id>), or `id` of a web page's
 * address; some answers have it in a body as well.
 * @throws VendorContract when there is none.
 */
export function createdEmployeeId(response: HttpResponse): string {
  const id = idFromLocation(response.headers['location'], response.url) ?? idFromBody(response);
  if (id !== undefined) return id;
  throw vendorFailure(FailureType.VendorContract, 'created an employee but named no id, in Location or the body', {
    vendor: VENDOR,
    operation: OPERATION,
    status: response.status,
  });
}

function idFromLocation(location: string | undefined, base: string): string | undefined {
  if (!location || !URL.canParse(location, base)) return undefined;
  const url = new URL(location, base);
  const segment = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .at(-1);
  return (
    [segment, url.searchParams.get('id')].find((part) => typeof part === 'string' && /^\d+$/.test(part)) ?? undefined
  );
}

function idFromBody(response: HttpResponse): string | undefined {
  try {
    const { id } = JSON.parse(response.text) as { id?: unknown };
    return (typeof id === 'string' && id.trim() !== '') || typeof id === 'number' ? String(id).trim() : undefined;
  } catch {
    // A create may answer without a body, or with HTML.
    return undefined;
  }
}

/**
 * A 429 to a create means throttling only when it tells how long to wait. Without Retry-After it has meant that the
 * plan's number of employees is reached, which no repetition helps.
 */
export function refuseCreate(response: HttpResponse, limiter: RateLimiter): void {
  if (response.status !== 429) return;
  const details = { vendor: VENDOR, operation: OPERATION, status: response.status };
  const wait = retryAfterMs(response);
  if (wait === undefined) {
    throw vendorFailure(
      FailureType.VendorRejected,
      "429 without Retry-After: the plan's number of employees is probably reached",
      details,
      { nonRetryable: true },
    );
  }
  limiter.block(VENDOR, new Date(Date.now() + wait));
  throw vendorFailure(FailureType.VendorThrottled, '429', details, { retryAfterMs: wait });
}
