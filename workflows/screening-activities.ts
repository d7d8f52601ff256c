import type { HireRef } from './hire-activities.js';
import type { CandidateChoice } from './screening-contract.js';

/** Which result a step is about. */
export interface ScreeningRef {
  screening: string;
  resultId: string;
}

/** What reading a result came to. No outcome, no score: these are in the ledger. */
export interface RecordedScreening {
  ats: string;
  /** The number of its newest state. */
  sequence: number;
  /** The hires to be woken: what keeps their payroll waiting may have changed. */
  hires: HireRef[];
}

/** The steps of a screening result. Implemented in activities/. */
export interface ScreeningActivities {
  /** Reads the result as it stands now, appends it to the ledger where it is news, and finds out whose it is. */
  readScreening(ref: ScreeningRef): Promise<RecordedScreening>;
  /** Records a person's word whose the result is, when the ATS knows whom they mean. */
  assignScreening(ref: ScreeningRef, choice: CandidateChoice): Promise<void>;
  /** Brings every state of the result to the ATS: a note each, and the candidate's list of results. Safe to repeat. */
  appendToAts(ref: ScreeningRef): Promise<void>;
  /** Lists the result as failed, and alerts HR ops with the run's link. @param failure.times the number of this alert. */
  reportScreeningFailure(ref: ScreeningRef, failure: { step: string; reason: string; times: number }): Promise<void>;
  /** Lists the result of a run that was stopped. */
  reportScreeningStopped(ref: ScreeningRef, why: string): Promise<void>;
}
