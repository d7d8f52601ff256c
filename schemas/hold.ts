import { z } from 'zod';

/** What a person can decide about a held hire. */
export const HoldDecision = z.enum([
  /** The offer's values hold: the HRIS is corrected first. */
  'use_offer',
  /** The HRIS values hold: a departure from the system of record, so a reason is needed. */
  'use_hris',
  /** Nothing reaches payroll. Needs a reason. */
  'reject',
]);
export type HoldDecision = z.infer<typeof HoldDecision>;

export const decisionNeedsReason = (decision: HoldDecision): boolean => decision !== 'use_offer';

/** A person's decision about one hold, as it reaches the workflow. */
export interface DecisionRequest {
  holdId: string;
  /** The diff the person saw. The decision is void when it is not the present one. */
  diffHash: string;
  decision: HoldDecision;
  reason?: string;
  /** "slack:U0DANA", "console:dana", "cli:dana". */
  decidedBy: string;
  /** When the person clicked, ISO 8601 UTC. */
  decidedAt: string;
}

/** Where a hold stands. */
export const HOLD_STATUSES = ['open', 'decided', 'void', 'expired'] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];
