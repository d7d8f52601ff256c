import type { RescissionCause } from '../schemas/events.js';
import type { HeldFor } from '../schemas/hire-diff.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { DecisionRequest } from '../schemas/hold.js';

/** Which hire a step is about. */
export interface HireRef {
  ats: string;
  applicationId: string;
}

/** The policy a run goes by, taken when the hire was collected. Milliseconds. */
export interface HirePolicy {
  hrisEventWaitMs: number;
  onboardingPollMs: number;
  reminderMs: number;
  escalationMs: number;
  expiryMs: number;
}

export interface CollectedHire {
  vendors: string[];
  /** The version of the field map that the hire goes by. */
  fieldMapVersion: string;
  policy: HirePolicy;
  /** The employee that the hire was written as already; absent on a hire that is new to the HRIS. */
  writtenAs?: string;
  /** Newer terms are not accepted yet, and the hire is in payroll by those agreed: it stands as it is. */
  stands?: { payrollEmployeeId: string };
}

/** What comparing the offer with the HRIS came to. No values: these are in the ledger. */
export interface HireComparison {
  /** agree; correct: the system of record wins unasked, by the matrix; hold: a person decides. */
  outcome: 'agree' | 'correct' | 'hold';
  diffHash: string;
  /** What differs, or what the offer changed alone. */
  fields: HeldFor[];
}

/** The steps of a hire. Implemented in activities/, one file a capability. */
export interface HireActivities {
  /** Pulls the hire from the ATS, applies the null rules, and keeps what is to be written in the ledger. */
  collectHire(hire: HireRef): Promise<CollectedHire>;
  /**
   * Writes employee, job and compensation to the HRIS, reads them back, and links the employee in the ATS. A former
   * employee is rehired.
   */
  createEmployee(hire: HireRef): Promise<{ employeeId: string; rehired?: boolean }>;
  /** Looks whether the HRIS has the employee, for when its webhook does not come. */
  findEmployee(hire: HireRef): Promise<{ found: boolean }>;
  /** Reads both sides anew, compares them, and keeps what they said in the ledger. */
  compareHire(hire: HireRef): Promise<HireComparison>;
  /** Corrects the HRIS to the offer's values, on the fields of the comparison with this hash. */
  correctHris(hire: HireRef, correction: { diffHash: string; fields: HeldFor[]; step: string }): Promise<void>;
  /** Dispatches to payroll what the comparison with this hash found, by the terms of one side. Safe to repeat. */
  dispatchPayroll(
    hire: HireRef,
    terms: { side: 'offer' | 'hris'; diffHash: string },
  ): Promise<{ payrollEmployeeId: string; complete: boolean; summary: string }>;
  /** Opens a hold over the comparison with this hash, and asks HR ops about it. */
  announceHold(hire: HireRef, hold: { holdId: string; diffHash: string; note: string | null }): Promise<void>;
  /** Reminds people of an open hold, or escalates it. */
  remindOfHold(hire: HireRef, reminder: { holdId: string; escalate: boolean; times: number }): Promise<void>;
  /** Records a decision; false when it is not this hold's, not the present diff's, or not this person's to make. */
  acceptDecision(hire: HireRef, request: DecisionRequest): Promise<{ accepted: boolean; why: string | null }>;
  /** Records what became of a hold or its decision, and shows it on the message. */
  reportHold(
    hire: HireRef,
    report: { holdId: string; close?: 'void' | 'expired'; progress: string; status?: HireStatus },
  ): Promise<void>;
  /** Lists the hire as failed, and alerts HR ops with the run's link. */
  reportFailure(hire: HireRef, failure: { step: string; reason: string; times: number }): Promise<void>;
  /** Ends a hire that was stopped. */
  reportStopped(hire: HireRef, why: string): Promise<void>;

  /** Records that newer terms wait for the candidate. */
  reportPending(hire: HireRef, why: string): Promise<void>;
  /**
   * Asks the ATS whether an announced rescission is one.
   * @param announced.reasserted whether the ATS has announced something newer since.
   */
  checkRescission(
    hire: HireRef,
    announced: { cause: RescissionCause; reasserted: boolean },
  ): Promise<{ rescinded: boolean }>;
  /** Whether people have to be asked before what was written is undone: where payroll has paid. */
  planUndoing(
    hire: HireRef,
    rescission: { cause: RescissionCause },
  ): Promise<{ policy: HirePolicy; question: { diffHash: string } | null }>;
  /** Removes the hire from payroll, or ends the employment there. Safe to repeat. */
  undoPayroll(hire: HireRef, undoing: { step: string }): Promise<void>;
  /** The same in the HRIS, as policy says. */
  undoEmployee(hire: HireRef, undoing: { step: string }): Promise<void>;
  /** Lists the hire as rescinded. */
  reportRescinded(hire: HireRef, outcome: { kept: boolean }): Promise<void>;
}
