import type { CandidateChoice, InterviewStatus, MessageChannel } from './interview-contract.js';

/** Which appointment a step is about. */
export interface InterviewRef {
  source: string;
  eventId: string;
}

/** What one reading of a source came to. */
export interface PollSummary {
  source: string | null;
  /** Appointments that are new or changed and mean an interview. */
  changed: number;
  /** Appointments that are new or changed and mean none. */
  ignored: number;
}

export interface CalendarPollActivities {
  /** Reads what changed in the calendar since the last time. */
  pollCalendar(): Promise<PollSummary>;
  /** Reads which interviews changed in the ATS since the last time. */
  pollAtsInterviews(): Promise<PollSummary>;
}

/** Whose interview it is. `led`: the calendar's event of the same appointment is told instead. */
export type InterviewMatch =
  | { outcome: 'matched'; applicationId: string; candidateId: string }
  | { outcome: 'unmatched' | 'ambiguous' | 'led' }
  /** Cancelled or over, and nobody was told: there is nothing to do. */
  | { outcome: 'nothing' };

/** A message that the candidate has to get, or has got. Personal data stays in the ledger. */
export interface PlannedMessage {
  messageKey: string;
  channel: MessageChannel;
  state: 'due' | 'in_doubt' | 'sent' | 'delivered' | 'undelivered';
}

export interface ConfirmationPlan {
  /** confirming: messages are due or known; waiting: nothing can be told yet; unreachable: nowhere to write to. */
  status: Extract<InterviewStatus, 'confirming' | 'waiting' | 'unreachable' | 'cancelled' | 'led' | 'over'>;
  messages: PlannedMessage[];
  /** Changes with what is told: people are told once of each that cannot be. */
  fingerprint: string;
  /** When nothing about the interview matters any more, ISO 8601 UTC; null when that is not known. */
  endsAt: string | null;
  /** How long a report is waited for when it is in doubt whether a message was taken. */
  doubtWaitMs: number;
}

/** Why people are told about an interview. `key` tells one such message from another. */
export interface InterviewEscalation {
  kind: 'unmatched' | 'ambiguous' | 'unreachable' | 'failed' | 'not_sent' | 'in_doubt' | 'undelivered';
  key: string;
  reason: string;
}

export interface InterviewActivities {
  /** Finds the application an appointment belongs to, or queues it for a person. */
  matchInterview(interview: InterviewRef, choice: CandidateChoice | null): Promise<InterviewMatch>;
  /**
   * Works out what the candidate has to be told that they have not been told, and keeps it in the ledger.
   * @param resend id of a person's request to tell them once more.
   */
  composeConfirmation(interview: InterviewRef, resend: string | null): Promise<ConfirmationPlan>;
  /** Sends a message effectively once; never again while it is in doubt whether it was sent. */
  dispatchConfirmation(
    interview: InterviewRef,
    messageKey: string,
  ): Promise<{ state: PlannedMessage['state'] | 'superseded' }>;
  /** Tells recruiting, with the run's link. */
  escalateInterview(interview: InterviewRef, escalation: InterviewEscalation): Promise<void>;
  /** Lists where the interview stands. */
  recordInterview(interview: InterviewRef, standing: { status: InterviewStatus; reason: string | null }): Promise<void>;
}
