import { defineQuery, defineSignal } from '@temporalio/workflow';

/** What interviewConfirmation is started with. `source` is the calendar, or the ATS where no calendar has the event. */
export interface InterviewInput {
  source: string;
  eventId: string;
}

/**
 * matching → (unmatched | ambiguous: a person may choose) → confirming → confirmed, and again when it changes.
 * waiting: nothing to tell yet; led: the calendar's own event is told instead; unreachable: the candidate has no address
 * that may be written to.
 */
export type InterviewStatus =
  | 'matching'
  | 'unmatched'
  | 'ambiguous'
  | 'waiting'
  | 'confirming'
  | 'confirmed'
  | 'in_doubt'
  | 'failed'
  | 'unreachable'
  | 'cancelled'
  | 'led'
  | 'over';

export type MessageChannel = 'mail' | 'text';

/** Where a message stands for its run. */
export type MessageState = 'due' | 'sent' | 'delivered' | 'in_doubt' | 'failed' | 'undelivered';

/** What `interviewStatus` answers, without personal data. */
export interface InterviewState {
  status: InterviewStatus;
  /** Why it waits for a person, in a sentence; null when it does not. */
  reason: string | null;
  applicationId: string | null;
  candidateId: string | null;
  messages: { messageKey: string; channel: MessageChannel; state: MessageState }[];
}

/** How a run ended. */
export interface InterviewOutcome {
  status: InterviewStatus;
}

/** A person says whose interview it is. */
export interface CandidateChoice {
  applicationId: string;
  /** "console:dana" */
  chosenBy: string;
}

/** A person asks to tell the candidate (once) more, e.g. of a message that may not have arrived. */
export interface ResendRequest {
  /** The same request may come twice. */
  requestId: string;
  requestedBy: string;
}

/** What a vendor has reported of a message. */
export interface ReportedMessage {
  messageKey: string;
  state: Extract<MessageState, 'sent' | 'delivered' | 'undelivered'>;
}

export const interviewStatusQuery = defineQuery<InterviewState>('interviewStatus');

/** The calendar or the ATS says something new about the appointment: it is in the ledger. */
export const interviewChangedSignal = defineSignal<[]>('interviewChanged');
export const chooseCandidateSignal = defineSignal<[CandidateChoice]>('chooseCandidate');
export const messageReportedSignal = defineSignal<[ReportedMessage]>('messageReported');
export const resendSignal = defineSignal<[ResendRequest]>('resend');
