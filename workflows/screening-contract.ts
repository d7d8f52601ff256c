import { defineQuery, defineSignal } from '@temporalio/workflow';

/** What screeningWriteback is started with. */
export interface ScreeningWritebackInput {
  screening: string;
  resultId: string;
  /** Events that a longer run left to this one. */
  pending?: number;
}

/** How a run ended: the ATS has every state of the result. */
export interface ScreeningOutcome {
  /** The number of the newest state. */
  sequence: number;
}

/** What `screeningStatus` answers: where one result stands, without what it says. */
export interface ScreeningState {
  status: 'reading' | 'writing' | 'failed' | 'written';
  /** Why it waits for a person, in a sentence; null when it does not. */
  reason: string | null;
  /** The number of the newest recorded state; null before the first. */
  sequence: number | null;
}

/** A person's word whose a result is. */
export interface CandidateChoice {
  candidateId: string;
  /** The application it was ordered for; null where it is about the person as such. */
  applicationId: string | null;
  /** "console:dana" */
  chosenBy: string;
}

export const screeningStatusQuery = defineQuery<ScreeningState>('screeningStatus');

/** The vendor says that the result is new, or has changed. Starts a run where there is none. */
export const screeningResultChangedSignal = defineSignal('screeningResultChanged');
/** A person says whose a result is that could not be told apart. Starts a run where there is none. */
export const chooseCandidateSignal = defineSignal<[CandidateChoice]>('chooseCandidate');
