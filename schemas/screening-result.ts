import { z } from 'zod';

/**
 * What any screening vendor found, in one schema. Details of a report (records, charges, answers) never leave the
 * vendor: whoever may see them follows the link.
 */
export const ScreeningResult = z.object({
  /** The vendor's name as in config: "checkr". */
  screening: z.string(),
  resultId: z.string(),
  kind: z.enum(['background_check', 'skills_test']),
  /** What was ordered: "tasker_pro", "Backend test"; null where the vendor does not say. */
  name: z.string().nullable(),
  status: z.enum(['pending', 'suspended', 'complete', 'disputed', 'canceled']),
  /** Null until the vendor has judged. `review`: a person has to look at it. */
  outcome: z.enum(['clear', 'review', 'passed', 'failed']).nullable(),
  /** How far an employer's adverse action has gone; `engaged`: the employer goes on with the candidate. */
  adjudication: z.enum(['engaged', 'pre_adverse_action', 'post_adverse_action']).nullable(),
  /** Decimal text, for tests that have one. */
  score: z.string().nullable(),
  maxScore: z.string().nullable(),
  /** ISO 8601 UTC. */
  completedAt: z.string().nullable(),
  /** When the vendor last changed the result, ISO 8601 UTC; null where it does not say. */
  updatedAt: z.string().nullable(),
  /** The result's page at the vendor, for those who may see it. */
  url: z.string().nullable(),
});
export type ScreeningResult = z.infer<typeof ScreeningResult>;

/** States of a result that keep payroll waiting until a person decides. */
export const isAdverse = (result: Pick<ScreeningResult, 'adjudication'>): boolean =>
  result.adjudication === 'pre_adverse_action' || result.adjudication === 'post_adverse_action';

/** A screening result whose newest state is an adverse action. */
export interface AdverseResult {
  screening: string;
  resultId: string;
  /** Which of the result's states it is. */
  sequence: number;
  adjudication: 'pre_adverse_action' | 'post_adverse_action';
  /** Whether a person has decided that the hire goes on regardless of this state. */
  cleared: boolean;
}
