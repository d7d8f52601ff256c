import { z } from 'zod';

/**
 * Checkr's answers, as far as they are read. Unlike other connectors' models these drop what they do not name: a
 * report and a candidate also hold social security numbers, birth dates and records, which hireline does not want.
 */

const Text = z.string().min(1);

/** A time with a zone, as ISO 8601 UTC. */
const Timestamp = z.iso
  .datetime({ offset: true, error: 'expected a time with a zone' })
  .transform((time) => new Date(time).toISOString());

/** `custom_id` is what we gave the candidate: the ATS application id. */
export const CheckrCandidate = z.object({
  id: Text,
  object: z.literal('candidate').optional(),
  custom_id: z.union([z.string(), z.number()]).nullish(),
  email: z.string().nullish(),
});
export type CheckrCandidate = z.infer<typeof CheckrCandidate>;

/** https://docs.checkr.com/use-cases/check-status; older pages have `clear` and `consider` for status. */
export const CheckrReport = z.object({
  id: Text,
  object: z.literal('report').optional(),
  status: z.enum(['pending', 'suspended', 'paused', 'complete', 'canceled', 'dispute', 'clear', 'consider']),
  result: z.enum(['clear', 'consider']).nullish(),
  adjudication: z.enum(['engaged', 'pre_adverse_action', 'post_adverse_action']).nullish(),
  package: z.string().nullish(),
  completed_at: Timestamp.nullish(),
  revised_at: Timestamp.nullish(),
  updated_at: Timestamp.nullish(),
  candidate_id: Text.nullish(),
  /** Embedded on `include=candidate`, else absent or the id. */
  candidate: z.union([Text, CheckrCandidate]).nullish(),
});
export type CheckrReport = z.infer<typeof CheckrReport>;

export const CheckrAccount = z.object({ id: Text, api_authorized: z.boolean().nullish() });

/** One of three: `{"error": "…"}`, `{"error": {type, param, message}}` or `{"errors": ["…"]}` (checkr-ruby's fixtures). */
export const CheckrError = z.object({
  error: z
    .union([z.string(), z.object({ type: z.string().nullish(), param: z.string().nullish() })])
    .nullish()
    .catch(undefined),
  errors: z.array(z.unknown()).nullish().catch(undefined),
});
