import { FailureType } from '../../workflows/failure-types.js';
import { GraphqlErrors, type GraphqlError } from './wire.js';

/**
 * What tells the kind of an error, by its code or its text. Neither is published, beyond "Access Denied": codes are
 * the usual ones of GraphQL servers, texts those of the reference implementation and its rate limiters.
 */
const KINDS: readonly [FailureType, RegExp][] = [
  [FailureType.VendorThrottled, /^(RATE_LIMITED|TOO_MANY_REQUESTS)$|rate limit|too (many|often)/i],
  [FailureType.VendorUnauthorized, /^(UNAUTHENTICATED|FORBIDDEN)$|access denied|not authori[sz]ed|unauthori[sz]ed/i],
  [FailureType.VendorContract, /^GRAPHQL_(VALIDATION|PARSE)_FAILED$|^(cannot query field|unknown (type|argument))/i],
  [FailureType.VendorNotFound, /^NOT_FOUND$|not found|does not exist/i],
  [FailureType.VendorUnavailable, /^INTERNAL_SERVER_ERROR$/],
];

/**
 * The errors that a GraphQL answer names, whatever its status.
 * @returns undefined when there is none; `type` undefined when nothing known tells the kind. The message names fields
 *   of the schema and codes: texts are left out, as they may quote what was asked for.
 */
export function describeErrors(text: string): { message: string; type?: FailureType } | undefined {
  const errors = GraphqlErrors.safeParse(json(text)).data?.errors ?? [];
  if (errors.length === 0) return undefined;
  const message = errors.slice(0, 5).map(nameOf).join(', ');
  const type = KINDS.find(([, pattern]) => errors.some((error) => tells(error).some((one) => pattern.test(one))))?.[0];
  return type ? { message, type } : { message };
}

const tells = ({ message, extensions }: GraphqlError): string[] =>
  [extensions?.code, message].filter((one) => typeof one === 'string');

function nameOf({ path, extensions }: GraphqlError): string {
  const place = path?.filter((part) => typeof part === 'string').join('.');
  const code = extensions?.code;
  return [place || 'the query', code && /^\w{1,60}$/.test(code) ? code : 'refused'].join(' ');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
