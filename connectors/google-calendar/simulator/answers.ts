import type { Response } from 'express';

/** What a refusal says. Texts and reasons: https://developers.google.com/workspace/calendar/api/guides/errors */
export interface Complaint {
  domain: 'global' | 'calendar' | 'usageLimits';
  reason: string;
  message: string;
  /** The query parameter at fault. */
  parameter?: string;
}

/** Google's error body, as its older APIs have it. */
export function refuse(response: Response, status: number, { parameter, ...complaint }: Complaint): void {
  const located = parameter ? { ...complaint, locationType: 'parameter', location: parameter } : complaint;
  response.status(status).json({ error: { errors: [located], code: status, message: complaint.message } });
}

/** A refusal that a handler's inner part throws; the router answers it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly complaint: Complaint,
  ) {
    super(complaint.message);
  }
}

export const NOT_FOUND: Complaint = { domain: 'global', reason: 'notFound', message: 'Not Found' };

/** Refusals with 403, by reason: the quota's, to be tried again later, and those of missing permissions. */
export const FORBIDDEN = {
  rateLimitExceeded: { domain: 'usageLimits', reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' },
  userRateLimitExceeded: {
    domain: 'usageLimits',
    reason: 'userRateLimitExceeded',
    message: 'User Rate Limit Exceeded',
  },
  quotaExceeded: { domain: 'usageLimits', reason: 'quotaExceeded', message: 'Calendar usage limits exceeded.' },
  forbidden: { domain: 'global', reason: 'forbidden', message: 'Forbidden' },
  insufficientPermissions: {
    domain: 'global',
    reason: 'insufficientPermissions',
    message: 'Insufficient Permission',
  },
} as const satisfies Record<string, Complaint>;

export function invalid(parameter: string, message: string): Refusal {
  return new Refusal(400, { domain: 'global', reason: 'invalid', message, parameter });
}
