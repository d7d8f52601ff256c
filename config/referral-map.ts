import { z } from 'zod';
import { REFERRAL_FIELD_NAMES, type ReferralFieldName } from '../schemas/referral.js';

/** The systems that a referral crosses. */
export type ReferralRole = 'advocacy' | 'ats' | 'crm';
export const REFERRAL_ROLES = ['advocacy', 'ats', 'crm'] as const satisfies readonly ReferralRole[];

/** One system's column: where it holds each field, in its own words. A field without an entry is not held there. */
export type ReferralBindings = Readonly<Partial<Record<ReferralFieldName, string>>>;

/**
 * How regulated a field is. `personal` crosses only with the candidate's recorded consent; `none` is about nobody, or
 * an id that tells nothing by itself.
 */
export const REGULATIONS = ['none', 'personal'] as const;
export type Regulation = (typeof REGULATIONS)[number];

export const ReferralEntry = z.strictObject({
  advocacy: z.string().optional(),
  ats: z.string().optional(),
  crm: z.string().optional(),
  type: z.enum(['text', 'email', 'phone', 'date', 'timestamp', 'id', 'status']),
  /** In words, for the data-flow map. */
  transformation: z.string().default('as it is'),
  nullRule: z.enum(['fail', 'skip']),
  regulated: z.enum(REGULATIONS),
  /** Why it may be processed, in words, for the data-flow map. */
  legalBasis: z.string().min(1),
});

/** One field of the referral map. */
export interface ReferralRule extends z.infer<typeof ReferralEntry> {
  field: ReferralFieldName;
}

/** The section `referral` of field-map.yaml: an entry for every field. */
export const ReferralSection = z.record(z.enum(REFERRAL_FIELD_NAMES), ReferralEntry);

/** One role's column. */
export function referralColumn(rules: readonly ReferralRule[], role: ReferralRole): ReferralBindings {
  return Object.fromEntries(rules.flatMap((rule) => (rule[role] ? [[rule.field, rule[role]]] : [])));
}
