import type { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../workflows/failure-types.js';
import { vendorFailure } from '../failure.js';
import type { HttpResponse } from '../http.js';
import { VENDOR } from './manifest.js';
import { ErrorBody } from './wire.js';

/** What an error means, in words that are safe to show: HubSpot's own messages quote addresses and ids. */
export interface Refusal {
  message: string;
  type?: FailureType;
}

const UNIQUE = 'CONFLICTING_UNIQUE_VALUE';

/** Of these HubSpot says itself how to go on: wait. 423: at least two seconds; 477: as long as Retry-After says. */
const WAITS: Readonly<Record<number, string>> = {
  423: 'the record is locked',
  477: 'the account is being moved to another data centre',
};

/** https://developers.hubspot.com/docs/api-reference/error-handling */
export function describeError({ status, text }: Pick<HttpResponse, 'status' | 'text'>): Refusal {
  const body = errorBody(text);
  const wait = WAITS[status];
  if (wait) return { message: wait, type: FailureType.VendorThrottled };
  if (status === 429) {
    const policy = codeOf(body?.policyName);
    return { message: policy ? `limit ${policy}` : 'too many requests' };
  }
  return body ? refusalOf(body) : { message: 'without a described error' };
}

/** The same for one of a batch's errors. Names categories, codes, properties and scopes. */
export function refusalOf(body: ErrorBody): Refusal {
  const category = codeOf(body.category);
  if (category === 'MISSING_SCOPES') {
    const scopes = scopesOf(body);
    const named = scopes.length > 0 ? `: one of ${scopes.join(', ')}` : '';
    return { message: `the token lacks a scope${named}`, type: FailureType.VendorUnauthorized };
  }
  const problems = problemsOf(body);
  const words = [category, ...problems.map(({ code, property }) => [code, property].filter(Boolean).join(' '))];
  const told = [...new Set(words.filter((word) => word))].slice(0, 10);
  return {
    message: told.length > 0 ? told.join(', ') : 'with an error in words',
    ...(problems.some(({ code }) => code === UNIQUE) ? { type: FailureType.VendorConflict } : {}),
  };
}

/** The failure of an answer that was accepted to be looked at, and turned out to be a refusal all the same. */
export function refused(operation: string, status: number, body: ErrorBody | undefined): ApplicationFailure {
  const { message, type } = body ? refusalOf(body) : { message: 'without a described error' };
  const usual = status === 409 ? FailureType.VendorConflict : FailureType.VendorRejected;
  return vendorFailure(type ?? usual, `${status} ${message}`, { vendor: VENDOR, operation, status });
}

/**
 * Whether a contact with the same e-mail address exists already, and which, as far as HubSpot says: the single and
 * the partial answer do, the refused batch does not.
 */
export function duplicateOf(body: ErrorBody): { existingId: string | undefined } | undefined {
  const conflicts = problemsOf(body).filter(({ code }) => code === UNIQUE);
  const byEmail = conflicts.length > 0 && conflicts.every(({ property }) => property === 'email');
  if (!byEmail && (conflicts.length > 0 || codeOf(body.category) !== 'CONFLICT')) return undefined;
  const [, quoted] = /Existing ID: (\d+)/i.exec(body.message ?? '') ?? [];
  const [named] = textsIn(body.context, 'existingId');
  return { existingId: named ?? quoted };
}

/** The properties that HubSpot says it does not have. */
export const unknownProperties = (body: ErrorBody): string[] =>
  problemsOf(body).flatMap(({ code, property }) => (code === 'PROPERTY_DOESNT_EXIST' && property ? [property] : []));

export function errorBody(text: string): ErrorBody | undefined {
  return ErrorBody.safeParse(json(text)).data;
}

export function requestId({ headers, text }: Pick<HttpResponse, 'headers' | 'text'>): string | undefined {
  const id = headers['x-hubspot-correlation-id'] ?? errorBody(text)?.correlationId ?? '';
  return /^[\w-]{8,64}$/.test(id) ? id : undefined;
}

interface Problem {
  code: string | undefined;
  property: string | undefined;
}

/** In `errors`, or in a list that stands as JSON within the message. */
function problemsOf(body: ErrorBody): Problem[] {
  const listed = (body.errors ?? []).map(({ code, context }) => ({
    code: codeOf(code),
    property: textsIn(context, 'propertyName').find(isPropertyName),
  }));
  if (listed.some(({ code }) => code)) return listed;
  const embedded = json(/\[.*\]/s.exec(body.message ?? '')?.[0] ?? '');
  if (!Array.isArray(embedded)) return [];
  return (embedded as unknown[]).map((one) => {
    const { error, name } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    return { code: codeOf(error), property: isPropertyName(name) ? name : undefined };
  });
}

/** Named in the error's context, or in that of one of its parts. */
function scopesOf({ context, errors }: ErrorBody): string[] {
  const contexts = [context, ...(errors ?? []).map((error) => error.context)];
  const named = contexts.flatMap((one) => [
    ...textsIn(one, 'requiredGranularScopes'),
    ...textsIn(one, 'requiredScopes'),
  ]);
  return [...new Set(named.filter((scope) => /^[\w.-]{1,80}$/.test(scope)))];
}

const textsIn = (context: ErrorBody['context'], name: string): string[] =>
  (context?.[name] ?? []).filter((value) => typeof value === 'string');

const codeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(value) ? value : undefined;

const isPropertyName = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z][a-z0-9_]{0,99}$/.test(value);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
