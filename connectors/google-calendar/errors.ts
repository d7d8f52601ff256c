import { FailureType } from '../../workflows/failure-types.js';
import type { HttpResponse } from '../http.js';
import { WireError } from './wire.js';

/** https://developers.google.com/workspace/calendar/api/guides/quota; the last is the newer APIs' word. */
const THROTTLED = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'RATE_LIMIT_EXCEEDED']);

/** The parameters of a reading contradict its sync token: a mistake of ours that reading anew would only hide. */
const MIXED_PARAMETERS = 'syncTokenWithRequestRestrictions';

interface Complaint {
  reason: string;
  location: string;
  message: string;
}

/**
 * Names the reasons and the parameters at fault; messages are left out, as they can quote what was sent.
 * A 403 is throttling or a missing permission: only the reason tells
 * (https://developers.google.com/workspace/calendar/api/guides/errors).
 */
export function describeError(response: HttpResponse): { message: string; type?: FailureType } {
  const complaints = complaintsOf(response);
  const said = complaints
    .slice(0, 5)
    .map(({ reason, location }) => [word(reason), word(location)].filter(Boolean).join(' at '))
    .filter(Boolean)
    .join(', ');
  const reasons = complaints.map(({ reason }) => reason);
  if (reasons.includes(MIXED_PARAMETERS)) return { message: said, type: FailureType.VendorContract };
  switch (response.status) {
    case 403:
      if (reasons.some((reason) => THROTTLED.has(reason))) return { message: said, type: FailureType.VendorThrottled };
      return { message: hint(said, 'the calendar must be shared with the account, and the Calendar API be enabled') };
    case 404:
      return { message: hint(said, 'GOOGLE_CALENDAR_ID names no calendar that the account can see') };
    case 410:
      return { message: hint(said, 'to a reading without a token'), type: FailureType.VendorContract };
    default:
      return { message: said };
  }
}

/**
 * Whether a refusal means that the sync token is of no use any more. 410 does (https://developers.google.com/workspace/
 * calendar/api/guides/sync), and so does a 400 that finds the token itself invalid, as another calendar's is.
 */
export function isExpired(response: HttpResponse): boolean {
  if (response.status === 410) return true;
  return complaintsOf(response).some(
    ({ reason, location, message }) =>
      reason === 'fullSyncRequired' ||
      reason === 'updatedMinTooLongAgo' ||
      (reason === 'invalid' && (location === 'syncToken' || /\bsync token\b/i.test(message))),
  );
}

function complaintsOf(response: HttpResponse): Complaint[] {
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    return [];
  }
  const parsed = WireError.safeParse(body);
  if (!parsed.success) return [];
  const { errors, details } = parsed.data.error;
  return [...errors, ...details.map(({ reason }) => ({ reason, location: '', message: '' }))];
}

const word = (text: string): string => (/^\w{1,60}$/.test(text) ? text : '');

const hint = (said: string, advice: string): string => (said ? `${said}: ${advice}` : advice);
