import type { ContactChange } from './confirmation-contract.js';

/** Which hire a step is about. */
export interface ConfirmationRef {
  ats: string;
  applicationId: string;
}

/** What is to be done about a hire. */
export type ConfirmationPlan =
  | { is: 'confirm' }
  /** The candidate has not agreed that the CRM gets to know them. `checkEveryMs`: how often that is looked at. */
  | { is: 'noConsent'; checkEveryMs: number }
  /** The hire is none any more, and the CRM says that it is one. */
  | { is: 'withdraw' }
  /** Somebody has changed the record in the CRM, so that it does not say what was confirmed. */
  | { is: 'departed'; reason: string }
  /** Nothing is to be done; `erased`: the CRM has erased the record. */
  | { is: 'ended'; as: 'erased' | 'notReferred' | 'notHired' | 'notConnected' };

/** A bonus that is to have a run. */
export interface MeantBonus {
  bonusId: string;
  advocacy: string;
  referralId: string;
}

/** The steps of a hire's confirmation. Implemented in activities/. */
export interface ConfirmationActivities {
  /**
   * Reads who brought the candidate, whether they are hired, and what the CRM says now. A referral that only the ATS
   * knows is read from the platform and recorded.
   * @param about.change what somebody else has done to the CRM's record; null where that is not what this is about.
   * @param about.again whether a person wants the CRM to be written in any case.
   */
  planConfirmation(
    ref: ConfirmationRef,
    about: { change: ContactChange | null; again: boolean },
  ): Promise<ConfirmationPlan>;
  /** Makes the CRM's one record of the candidate say so, reads it back, and tags the advocate's. */
  confirmToCrm(ref: ConfirmationRef): Promise<void>;
  /** Makes the CRM say no more that the candidate was hired, counts the advocate's hires anew, and lists the hire as none. */
  withdrawFromCrm(ref: ConfirmationRef): Promise<void>;
  /** Tells the advocacy platform that the referrals led to a hire, and tags the advocates. */
  confirmToAdvocacy(ref: ConfirmationRef): Promise<void>;
  /** Means a bonus for each referral with a share; those of which something may still come are returned. */
  meanBonuses(ref: ConfirmationRef): Promise<MeantBonus[]>;
  /** Lists the hire as confirmed. */
  settleConfirmation(ref: ConfirmationRef): Promise<void>;
  /** Lists the hire as waiting for a consent, and warns HR ops, once. */
  reportMissingConsent(ref: ConfirmationRef): Promise<void>;
  /** Lists the hire as failed, and alerts HR ops with the run's link. @param failure.times the number of this alert. */
  reportConfirmationFailure(
    ref: ConfirmationRef,
    failure: { step: string; reason: string; times: number },
  ): Promise<void>;
  /** Lists the hire of a run that was stopped. */
  reportConfirmationStopped(ref: ConfirmationRef, why: string): Promise<void>;
}
