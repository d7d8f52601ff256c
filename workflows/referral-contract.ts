import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { AdvocateStatus, EngagementType, ReferralStatus } from '../schemas/referral.js';

/** What referralCapture is started with. */
export interface ReferralCaptureInput {
  advocacy: string;
  referralId: string;
  /** Whether people were told already that the consent is missing. */
  consentAsked?: boolean;
}

/** How a capture ended. */
export interface ReferralCaptureOutcome {
  status: Extract<ReferralStatus, 'captured' | 'rejected'> | 'ignored';
  /** Why it was rejected or ignored, in a sentence; null otherwise. */
  reason: string | null;
  ats: string | null;
  applicationId: string | null;
}

/** What `referralStatus` answers: where one referral stands, without personal data. */
export interface ReferralState {
  status: ReferralStatus | 'ignored';
  /** Why it waits or was ended, in a sentence; null where there is nothing to say. */
  reason: string | null;
  applicationId: string | null;
}

/** A person's word whom a referral is about. */
export interface ReferralAssignment {
  candidateId: string;
  /** "console:dana" */
  assignedBy: string;
}

/** What referredUser is started with. */
export interface ReferredUserInput {
  advocacy: string;
  referredUserId: string;
}

/** What referralStatusSync and offerExtension are started with. */
export interface ReferredApplicationInput {
  ats: string;
  applicationId: string;
}

/** What the advocates of an application were shown; null where it is nobody's. */
export interface ShownStatus {
  status: AdvocateStatus | null;
}

/** What shareCapture and clickCapture are started with. */
export interface EngagementCaptureInput {
  source: string;
  /** How many an earlier part of a long run took in. */
  taken?: number;
}

export interface EngagementStreamRef {
  source: string;
  type: EngagementType;
}

export const referralStatusQuery = defineQuery<ReferralState>('referralStatus');

/** The platform tells of the referral, or somebody asks for it. Starts a run where there is none. */
export const referralNewsSignal = defineSignal('referralNews');
/** A person says whom a referral is about that could not be told apart. Starts a run where there is none. */
export const assignReferralSignal = defineSignal<[ReferralAssignment]>('assignReferral');
/** The ATS tells of the application. Starts a run where there is none. */
export const applicationNewsSignal = defineSignal('applicationNews');
/** Shares or clicks wait to be taken in. Starts a run where there is none. */
export const engagementsWaitSignal = defineSignal('engagementsWait');
