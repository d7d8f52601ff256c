import type { RequestHandler } from 'express';
import { refusal, refuse } from './answers.js';
import type { Records } from './records.js';

export function accessToken(token: string): RequestHandler {
  return (request, response, next) => {
    if (token && request.headers.authorization === `Bearer ${token}`) return next();
    const message = 'Authentication credentials not found. This API supports OAuth 2.0 authentication.';
    refuse(response, refusal(401, 'INVALID_AUTHENTICATION', message));
  };
}

export const SCOPES = [
  ...['crm.objects.contacts.read', 'crm.objects.contacts.write'],
  ...['crm.schemas.contacts.read', 'crm.schemas.contacts.write'],
] as const;
export type Scope = (typeof SCOPES)[number];

/** What a request needs, and is refused without. */
export function scopes(records: Records): RequestHandler {
  return (request, response, next) => {
    const needed = neededScope(request.method, request.path);
    if (!needed || !records.settings().missingScopes.includes(needed)) return next();
    const message = 'One or more of the following scopes are required.';
    const context = { requiredGranularScopes: [needed], links: ['https://developers.hubspot.com/scopes'] };
    refuse(response, refusal(403, 'MISSING_SCOPES', message, { context }));
  };
}

function neededScope(method: string, path: string): Scope | undefined {
  const reads = method === 'GET' || /\/(search|batch\/read)$/.test(path);
  if (path.startsWith('/crm/v3/objects/')) return `crm.objects.contacts.${reads ? 'read' : 'write'}`;
  if (path.startsWith('/crm/v3/properties/')) return `crm.schemas.contacts.${reads ? 'read' : 'write'}`;
  return undefined;
}

const WINDOW_MS = 10_000;
const DAILY = 650_000;

/** So many requests in any ten seconds, told in the headers of all answers but searches'. */
export function rateLimit(limit: number): RequestHandler {
  let times: number[] = [];
  let today = 0;
  return (request, response, next) => {
    const now = Date.now();
    times = times.filter((time) => time > now - WINDOW_MS);
    const allowed = times.length < limit;
    if (allowed) times.push(now);
    today += 1;
    if (!request.path.endsWith('/search')) {
      response.set({
        'X-HubSpot-RateLimit-Daily': String(DAILY),
        'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, DAILY - today)),
        'X-HubSpot-RateLimit-Interval-Milliseconds': String(WINDOW_MS),
        'X-HubSpot-RateLimit-Max': String(limit),
        'X-HubSpot-RateLimit-Remaining': String(limit - times.length),
      });
    }
    if (allowed) return next();
    refuse(response, tooMany('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.'));
  };
}

const SEARCHES_A_SECOND = 5;

/** Searches have a limit of their own, for the account as a whole. */
export function searchLimit(): RequestHandler {
  let times: number[] = [];
  return (_request, response, next) => {
    const now = Date.now();
    times = times.filter((time) => time > now - 1_000);
    if (times.length < SEARCHES_A_SECOND) {
      times.push(now);
      return next();
    }
    refuse(response, tooMany('SECONDLY', 'You have reached your secondly limit.'));
  };
}

const tooMany = (policyName: string, message: string) =>
  refusal(429, 'RATE_LIMITS', message, { errorType: 'RATE_LIMIT', policyName });
