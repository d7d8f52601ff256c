import type { HireRef } from './hire-activities.js';
import type {
  EngagementStreamRef,
  ReferralAssignment,
  ReferralCaptureOutcome,
  ReferredUserInput,
  ShownStatus,
} from './referral-contract.js';

/** Which referral a step is about. */
export interface ReferralRef {
  advocacy: string;
  referralId: string;
}

/** What reading a referral came to. Who it is about is in the ledger. */
export interface ReferralReading {
  /** ready: complete and consented; no_consent: only ids are known; ignored: nothing is to be done. */
  outcome: 'ready' | 'no_consent' | 'ignored';
  /** Why not ready, in a sentence. */
  reason: string | null;
  /** Where it waits for the consent: when it is looked for again, milliseconds. */
  lookAgainMs?: number;
}

/** What stopped a run. */
export interface StoppedAt {
  step: string;
  reason: string;
  /** The number of this alert. */
  times: number;
}

/** The steps of a referral. Implemented in activities/. */
export interface ReferralActivities {
  /** Reads a referral and its advocate at the platform, and records them; of the candidate, only with their consent. */
  readReferral(ref: ReferralRef): Promise<ReferralReading>;
  /** Records a person's word whom the referral is about, when the ATS knows whom they mean. */
  assignReferral(ref: ReferralRef, assignment: ReferralAssignment): Promise<void>;
  /** Finds the candidate, decides by rule, writes to the ATS, and proves what was written. Safe to repeat. */
  captureReferral(ref: ReferralRef): Promise<ReferralCaptureOutcome>;
  /** Has the hire confirmed that the referral has come to late for. */
  requestHireConfirmation(ref: ReferralRef, hire: HireRef): Promise<void>;
  /** Has the referrals captured through which a user came. @returns how many there are; null: the platform is not set up. */
  requestReferralsOf(user: ReferredUserInput): Promise<{ found: number | null }>;
  /** Tells HR ops, once, that a referral waits for the candidate's consent. */
  reportConsentMissing(ref: ReferralRef): Promise<void>;
  /** Lists the referral as failed, and alerts HR ops with the run's link. */
  reportReferralFailure(ref: ReferralRef, failure: StoppedAt): Promise<void>;
  /** Lists the referral of a run that was stopped. */
  reportReferralStopped(ref: ReferralRef, why: string): Promise<void>;
}

/** The steps of following an application that a referral is attached to. Implemented in activities/. */
export interface ReferredApplicationActivities {
  /** Shows its advocates where an application stands now. Nothing but the word leaves. Safe to repeat. */
  showStatus(application: HireRef): Promise<ShownStatus>;
  /** Records that an offer was made, where one stands. */
  recordOffer(application: HireRef): Promise<void>;
  /** Alerts HR ops that advocates are not shown the truth. */
  reportStatusFailure(application: HireRef, failure: StoppedAt): Promise<void>;
}

/** The steps of taking shares and clicks in. Implemented in activities/. */
export interface EngagementActivities {
  /** Takes in some of what waits. @returns how many; 0: nothing waits. */
  takeInEngagements(stream: EngagementStreamRef): Promise<{ taken: number }>;
  /** Asks the platform about advocates who are known by their shares alone. @returns whether there are more. */
  readNewAdvocates(): Promise<{ more: boolean }>;
  /** Alerts HR ops. */
  reportEngagementFailure(stream: EngagementStreamRef, failure: StoppedAt): Promise<void>;
}
