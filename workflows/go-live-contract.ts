import { defineQuery } from '@temporalio/workflow';
import type { GoLiveCheck, GoLiveReport, LeftBehind } from '../schemas/go-live.js';

/** What goLiveCheck is started with. */
export interface GoLiveInput {
  goLiveId: string;
  requestedBy: string;
  /** Whether test records may be written. */
  write: boolean;
  /** The ATS's id of the job that test candidates apply for; absent: one that is open. */
  jobId?: string;
  /** Milliseconds that one step may take. */
  stepLimitMs?: number;
}

/** What `goLiveReport` answers: what has been found so far; null before anything was. */
export const goLiveReportQuery = defineQuery<GoLiveReport | null>('goLiveReport');

/** A check passes as a whole when none of its parts has failed. */
export const outcomeOf = ({ sections }: Pick<GoLiveReport, 'sections'>): 'passed' | 'failed' =>
  sections.some(({ checks }) => checks.some(({ status }) => status === 'failed')) ? 'failed' : 'passed';

/** A candidate made up for the check. Who they are is made anew from the number, and stands in no history. */
export interface TestCandidate {
  /** Of all that were ever made up here. */
  number: number;
  /** Begins with "golive-". */
  referredUserId: string;
  advocateId: string;
  jobId: string;
}

/** A test candidate whose referral the ATS has. */
export interface CapturedCandidate extends TestCandidate {
  referralId: string;
  candidateId: string;
  applicationId: string;
}

/** What a step has found, and what it has left in the systems. */
export interface StepResult {
  checks: GoLiveCheck[];
  leftBehind?: LeftBehind[];
}

/** The steps of a go-live check. Implemented in activities/. */
export interface GoLiveActivities {
  /** Lists the check, and makes its empty report. */
  beginGoLive(input: GoLiveInput): Promise<GoLiveReport>;
  /** What every connected account lets hireline do. Reads only. */
  auditSystems(): Promise<StepResult>;
  /** Makes candidates up, with an advocate each; none where there are no advocates or no open job. */
  planTestCandidates(input: GoLiveInput): Promise<StepResult & { candidates: TestCandidate[] }>;
  /** Applies as a candidate would, through the advocate's link. Safe to repeat. */
  applyThroughLink(candidate: TestCandidate): Promise<StepResult>;
  /** Waits until the platform's webhook has come, and the ATS has the referral; within the limit. */
  awaitCapture(candidate: TestCandidate, limitMs: number): Promise<StepResult & { captured: CapturedCandidate | null }>;
  /** Every field of the referral map as each system holds it. */
  compareFields(candidate: CapturedCandidate): Promise<StepResult>;
  /** Sends the platform's webhook again, byte by byte, to hireline's own address. */
  repeatDelivery(candidate: CapturedCandidate): Promise<StepResult>;
  /** The same person through the same link under another id: what the ATS has is updated, and nothing created. */
  applyAgain(candidate: CapturedCandidate, limitMs: number): Promise<StepResult>;
  /** A rightly signed body that cannot be understood: kept, and alerted. */
  sendMalformed(input: GoLiveInput, limitMs: number): Promise<StepResult>;
  /** Moves the application to its next stage, and waits until the advocate is shown it. */
  advanceStage(candidate: CapturedCandidate, step: number, limitMs: number): Promise<StepResult & { last: boolean }>;
  /** The advocate's id as platform, ATS and CRM hold it. */
  compareAdvocateIds(candidates: CapturedCandidate[]): Promise<StepResult>;
  /** Keeps the report as it is; @param finished when nothing follows. */
  recordGoLive(report: GoLiveReport, finished: boolean): Promise<void>;
  /** Tells HR ops how the check ended. */
  tellGoLive(report: GoLiveReport): Promise<void>;
}
