import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { BonusDecision, BonusStatus } from '../schemas/referral-bonus.js';

/** What referralBonus is started with. */
export interface ReferralBonusInput {
  bonusId: string;
  /** Looks that a longer run left to this one: it was announced that the hire is none any more. */
  looksSoon?: number;
}

/** How a bonus ended. */
export interface ReferralBonusOutcome {
  status: Extract<BonusStatus, 'void' | 'rejected' | 'clawed_back' | 'settled'>;
}

/** What `referralBonusStatus` answers, without personal data. */
export interface ReferralBonusState {
  status: BonusStatus;
  /** Why it waits for a person, in a sentence; null when it does not. */
  reason: string | null;
  /** ISO 8601 UTC; null before it is known. */
  dueAt: string | null;
}

/** A person's word whether payroll has what could not be told. */
export interface PayrollWord {
  about: BonusDecision['about'];
  says: 'has_it' | 'has_it_not';
  /** How often payroll was said not to have it before: the same word twice is one. */
  tries: number;
  reason: string;
  /** "console:dana" */
  saidBy: string;
}

export const referralBonusStatusQuery = defineQuery<ReferralBonusState>('referralBonusStatus');

/** A person decided about a bonus. */
export const decideBonusSignal = defineSignal<[BonusDecision]>('decideBonus');
/** A person has looked into payroll. */
export const payrollWordSignal = defineSignal<[PayrollWord]>('payrollWord');
/** Another bonus of the same referral is meant: the run of the one before goes on with it when it ends. */
export const bonusMeantSignal = defineSignal<[{ bonusId: string }]>('bonusMeant');
