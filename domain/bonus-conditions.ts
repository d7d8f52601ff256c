/** What the systems say of the two people a bonus depends on. */
export interface BonusFacts {
  /**
   * undone: the ATS or the ledger say that the hire is none any more; left: employed, and not any more; unknown: the
   * HRIS has nobody that is known to be them.
   */
  hire: 'there' | 'undone' | 'left' | 'unknown';
  /** unknown: nobody, or more than one person, of the HRIS has the advocate's address. */
  advocate: 'employed' | 'left' | 'unknown';
}

/** Whether a bonus may be paid. */
export type BonusVerdict =
  | { is: 'met' }
  /** `undone`: because the hire is none any more, which a later hire can make good. */
  | { is: 'not_met'; reason: string; undone: boolean }
  /** It cannot be told: a person looks. Never a reason to pay, nor to let it be. */
  | { is: 'unknown'; reason: string };

/** Whether the conditions of a bonus are met. What is certainly not met counts before what cannot be told. */
export function judgeBonus({ hire, advocate }: BonusFacts): BonusVerdict {
  if (hire === 'undone') return { is: 'not_met', reason: 'The hire was undone.', undone: true };
  if (hire === 'left') return { is: 'not_met', reason: 'The hire has left.', undone: false };
  if (advocate === 'left') return { is: 'not_met', reason: 'The advocate has left.', undone: false };
  if (hire === 'unknown') return { is: 'unknown', reason: 'it is not known who the hire is in the HRIS' };
  if (advocate === 'unknown')
    return { is: 'unknown', reason: "the HRIS has no one person with the advocate's address" };
  return { is: 'met' };
}
