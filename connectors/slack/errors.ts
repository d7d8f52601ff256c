import { FailureType } from '../../workflows/failure-types.js';
import type { HttpResponse } from '../http.js';
import { SlackAnswer } from './wire.js';

const throttled = ['ratelimited', 'rate_limited'];

const unauthorized = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'no_permission',
  'access_denied',
  'not_allowed_token_type',
  'org_login_required',
  'team_access_not_granted',
  'ekm_access_denied',
  'two_factor_setup_required',
];

const unavailable = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'];

const notFound = ['message_not_found', 'thread_not_found'];

const TYPES: ReadonlyMap<string, FailureType> = new Map([
  ...throttled.map((code) => [code, FailureType.VendorThrottled] as const),
  ...unauthorized.map((code) => [code, FailureType.VendorUnauthorized] as const),
  ...unavailable.map((code) => [code, FailureType.VendorUnavailable] as const),
  ...notFound.map((code) => [code, FailureType.VendorNotFound] as const),
]);

/**
 * What one of Slack's error codes means to a workflow. A code that is not listed (channel_not_found, invalid_blocks,
 * msg_too_long …) will be refused again however often it is repeated, so it is VendorRejected.
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors
 */
export function failureTypeOfError(code: string): FailureType {
  return TYPES.get(code) ?? FailureType.VendorRejected;
}

/** The answer as Slack's own, or undefined where it is not one: a proxy's page, a body cut short. */
export function readAnswer(response: HttpResponse): SlackAnswer | undefined {
  try {
    return SlackAnswer.safeParse(JSON.parse(response.text)).data;
  } catch {
    return undefined;
  }
}

/**
 * An error answer in words: its code, a missing scope, and the places Slack complains of. Slack's own sentences are
 * left out, for they may quote what was sent.
 */
export function describeAnswer(answer: SlackAnswer | undefined): string {
  if (!answer) return 'an answer that is not from the Web API';
  const code = answer.error && /^\w{1,80}$/.test(answer.error) ? answer.error : 'an error without a code';
  const scope = answer.needed && /^[\w:.,\s]{1,200}$/.test(answer.needed) ? ` (needs ${answer.needed})` : '';
  const places = (answer.response_metadata?.messages ?? []).flatMap(
    (message) => /\[json-pointer:([\w/]{1,100})\]/.exec(message)?.[1] ?? [],
  );
  return code + scope + (places.length > 0 ? ` at ${[...new Set(places)].slice(0, 5).join(', ')}` : '');
}
