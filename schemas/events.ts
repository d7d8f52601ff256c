import type { Engagement } from './referral.js';

/**
 * What a vendor's webhook means to hireline, in vendor-neutral words. A connector's webhook source turns a
 * delivery into one of these, or into "ignored" when nobody subscribed to it.
 * Ids only: no event carries a name, an e-mail or pay.
 */
export type VendorEvent =
  HireEvent | CandidateEvent | ScreeningEvent | MessageEvent | ReferralEvent | StageEvent | EngagementEvent | CrmEvent;

/** Something about one hire. */
export type HireEvent =
  /** The candidate accepted the offer, or terms of an accepted offer. Starts a hire, or tells it of other terms. */
  | { kind: 'offerAccepted'; applicationId: string }
  /** The ATS marks the candidate as hired (also the stand-in for an offerAccepted that got lost). Starts a hire. */
  | { kind: 'candidateHired'; applicationId: string }
  /** The terms of an offer were created or changed. Means something only for a hire that has started. */
  | { kind: 'offerChanged'; applicationId: string }
  /** The offer was deleted, or the candidate unhired or rejected. Means something only for a started hire. */
  | { kind: 'offerRescinded'; applicationId: string; cause: RescissionCause }
  /** A new employee exists in the HRIS. */
  | { kind: 'employeeCreated'; employeeId: string }
  | { kind: 'employeeUpdated'; employeeId: string; changedFields: string[] }
  | { kind: 'employeeDeleted'; employeeId: string }
  /** An employee's payroll record changed (onboarded, job set, …). */
  | { kind: 'payrollEmployeeChanged'; payrollEmployeeId: string };

/** Why an ATS says that an accepted hire is none any more. */
export type RescissionCause = 'offer_deleted' | 'unhired' | 'rejected' | 'anonymized';

/** Something about a person, whatever they applied for. */
export type CandidateEvent =
  /** Two candidates turned out to be one person: `candidateId` lives on as `mergedInto`. */
  | { kind: 'candidateMerged'; candidateId: string; mergedInto: string }
  /** The ATS has erased who the candidate is. */
  | { kind: 'candidateAnonymized'; candidateId: string };

/** A screening result exists or changed: what it says is read from the vendor. */
export interface ScreeningEvent {
  kind: 'screeningChanged';
  screening: string;
  resultId: string;
}

/** What became of messages that were sent to candidates; a vendor tells of several at once, in any order. */
export interface MessageEvent {
  kind: 'messagesReported';
  comms: string;
  reports: MessageReport[];
}

export interface MessageReport {
  /** The vendor's id of this report: the same report may come again. */
  reportId: string;
  /** hireline's own key of the message, where the vendor echoes it. */
  messageKey: string | null;
  /** The vendor's id of the message. */
  messageId: string | null;
  outcome: 'accepted' | 'deferred' | 'delivered' | 'bounced' | 'dropped' | 'complained';
  /** ISO 8601 UTC. */
  at: string;
}

/** A candidate applied through a shared link. A platform tells of it by the referral, by the referred user, or by both. */
export type ReferralEvent =
  | { kind: 'referralStarted'; advocacy: string; referralId: string }
  | { kind: 'referredUserCreated'; advocacy: string; referredUserId: string };

/** The ATS moved an application to another stage. Means something where a referral is attached. */
export interface StageEvent {
  kind: 'stageChanged';
  applicationId: string;
}

/** Jobs were shared, shared links followed; a source may tell of several at once, in any order. */
export interface EngagementEvent {
  kind: 'engagementReported';
  source: string;
  engagements: Engagement[];
}

/** Records of the CRM that people or other programs have changed; what they say now is read from it. */
export interface CrmEvent {
  kind: 'crmContactsChanged';
  crm: string;
  contacts: { contactId: string; change: 'changed' | 'deleted' | 'erased' | 'merged' }[];
}

export type VendorEventKind = VendorEvent['kind'];
