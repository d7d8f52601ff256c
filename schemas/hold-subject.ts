import type { HeldFor } from './hire-diff.js';
import type { HoldDecision } from './hold.js';

/**
 * What a hold asks about. terms: the offer and the HRIS differ; screening: only an adverse action on a screening result
 * keeps payroll waiting; employment: the hire was rescinded after payroll had paid.
 */
export const HOLD_SUBJECTS = ['terms', 'screening', 'employment'] as const;
export type HoldSubject = (typeof HOLD_SUBJECTS)[number];

/** What a hold with these differences asks about. Terms that differ are asked about before a screening result is. */
export function holdSubject(differences: readonly { field: HeldFor }[]): HoldSubject {
  if (differences.some(({ field }) => field === 'employment')) return 'employment';
  if (differences.length > 0 && differences.every(({ field }) => field === 'screening')) return 'screening';
  return 'terms';
}

/**
 * The decisions that people are offered; use_offer is always the first. The others mean nothing of their own there:
 * of a screening result there is no second side, and to reject an undoing is to keep the employee.
 */
export const DECISIONS_OFFERED: Readonly<Record<HoldSubject, readonly HoldDecision[]>> = {
  terms: ['use_offer', 'use_hris', 'reject'],
  screening: ['use_offer', 'reject'],
  employment: ['use_offer', 'use_hris'],
};

const KEPT = 'the HRIS and payroll keep the employee';

/** What each decision means, in the words of the timeline: "dana decided: …". */
export const DECIDED: Readonly<Record<HoldSubject, Readonly<Record<HoldDecision, string>>>> = {
  terms: {
    use_offer: "the offer's values count",
    use_hris: 'the values of the HRIS count',
    reject: 'nothing goes to payroll',
  },
  screening: { use_offer: 'the hire goes on', use_hris: 'the hire goes on', reject: 'nothing goes to payroll' },
  employment: { use_offer: 'the hire is undone', use_hris: KEPT, reject: KEPT },
};
