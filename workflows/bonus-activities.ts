import type { BonusVerdict } from '../domain/bonus-conditions.js';
import type { BonusDecision, BonusStatus } from '../schemas/referral-bonus.js';
import type { PayrollWord } from './bonus-contract.js';

/** How long is waited for what. */
export interface BonusPolicy {
  checkEveryMs: number;
  reminderMs: number;
  escalationMs: number;
  expiryMs: number;
}

/** A bonus as it stands, with its conditions read anew. */
export interface BonusLook {
  status: BonusStatus;
  verdict: BonusVerdict;
  /** ISO 8601 UTC; null where the start date of the hire is not known yet. */
  dueAt: string | null;
  /** Until when it can be taken back, ISO 8601 UTC; null before it is paid. */
  clawbackUntil: string | null;
  /** Whether people have approved that it is taken back. */
  clawbackApproved: boolean;
  policy: BonusPolicy;
}

/** Which question. */
export interface BonusQuestionRef {
  questionId: string;
  about: BonusDecision['about'];
}

/** The steps of a referral bonus. Implemented in activities/. */
export interface BonusActivities {
  /** Reads the bonus, and what the systems say of the hire and of the advocate. One that failed goes on where it stood. */
  lookAtBonus(bonusId: string): Promise<BonusLook>;
  /** Ends a bonus. @param end.undone whether because the hire is none any more. */
  endBonus(bonusId: string, end: { as: 'void' | 'settled'; reason: string; undone: boolean }): Promise<void>;

  /** Asks people whether it is paid, or taken back. */
  announceBonus(bonusId: string, question: BonusQuestionRef): Promise<void>;
  /** @param reminder.times the number of this reminder. */
  remindOfBonus(bonusId: string, reminder: BonusQuestionRef & { escalate: boolean; times: number }): Promise<void>;
  /** Records a decision, if it may be made: `why` says why not. */
  acceptBonusDecision(questionId: string, decision: BonusDecision): Promise<{ accepted: boolean; why: string | null }>;
  /** Makes the question's message say how it stands. @param report.close why it closes without a decision. */
  reportBonusQuestion(questionId: string, report: { close?: 'void' | 'expired'; progress: string }): Promise<void>;

  /**
   * Hands an approved bonus to payroll, once; when its conditions are not met any more, and payroll does not have it,
   * it is void.
   * @param word a person's, where it could not be told whether payroll has it.
   */
  payBonus(bonusId: string, word: PayrollWord | null): Promise<{ paid: boolean; summary: string }>;
  /** Has payroll take it back, once. */
  deductBonus(bonusId: string, word: PayrollWord | null): Promise<{ summary: string }>;

  /** Lists the bonus as failed, and alerts HR ops with the run's link. @param failure.times the number of this alert. */
  reportBonusFailure(bonusId: string, failure: { step: string; reason: string; times: number }): Promise<void>;
  /** Lists the bonus of a run that was stopped. */
  reportBonusStopped(bonusId: string, why: string): Promise<void>;
}
