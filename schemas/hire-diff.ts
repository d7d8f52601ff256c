import type { HireFieldName } from './hire.js';
import type { AdverseResult } from './screening-result.js';

/**
 * What a hire is held for: a field on which the two sides differ, an adverse action on a screening result, or an
 * employment that the ATS says is none any more.
 */
export type HeldFor = HireFieldName | 'screening' | 'employment';

/** One field on which the offer and the HRIS do not agree. Values are as shown to people. */
export interface HireDifference {
  field: HeldFor;
  /** "130,000.00 USD per year"; null = empty. */
  offer: string | null;
  hris: string | null;
  /** Whose value counts by the system-of-record matrix. */
  authority: 'ats' | 'hris';
  /** How the two were made comparable: "130,000.00 and 103,000.00 USD per year, at 40 h a week". */
  normalised: string;
  /** What the difference looks like: "two digits are swapped", "a monthly amount entered as yearly" … */
  hints: string[];
  /** The rule that was broken: "pay must agree to the cent". */
  rule: string;
}

/** Everything the offer and the HRIS disagree on, and a hash that an approval is bound to. */
export interface HireDiff {
  differences: HireDifference[];
  /** sha256 (hex) over every compared value of both sides, equal ones included: changes when either side does. */
  hash: string;
  /** The screening results in an adverse action that nobody had decided about. */
  adverse?: AdverseResult[];
}
