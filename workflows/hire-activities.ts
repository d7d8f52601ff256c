import type { HireFieldName } from '../schemas/hire.js';
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
}

/** What comparing the offer with the HRIS came to. No values: these are in the ledger. */
export interface HireComparison {
  /** agree; correct: the system of record wins unasked, by the matrix; hold: a person decides. */
  outcome: 'agree' | 'correct' | 'hold';
  diffHash: string;
  fields: HireFieldName[];
}

/** The steps of a hire. Implemented in activities/, one file a capability. */
export interface HireActivities {
  /** Pulls the hire from the ATS, applies the null rules, and keeps what is to be written in the ledger. */
  collectHire(hire: HireRef): Promise<CollectedHire>;
  /** Writes employee, job and compensation to the HRIS, reads them back, and links the employee in the ATS. */
  createEmployee(hire: HireRef): Promise<{ employeeId: string }>;
  /** Looks whether the HRIS has the employee, for when its webhook does not come. */
  findEmployee(hire: HireRef): Promise<{ found: boolean }>;
  /** Reads both sides anew, compares them, and keeps what they said in the ledger. */
  compareHire(hire: HireRef): Promise<HireComparison>;
  /** Corrects the HRIS to the offer's values, on the fields of the comparison with this hash. */
  correctHris(hire: HireRef, correction: { diffHash: string; fields: HireFieldName[]; step: string }): Promise<void>;
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
}
