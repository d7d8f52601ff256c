import { setHandler } from '@temporalio/workflow';
import type { BonusDecision } from '../schemas/referral-bonus.js';
import { bonusMeantSignal, decideBonusSignal, payrollWordSignal, type PayrollWord } from './bonus-contract.js';
import { hireUndoneSignal } from './confirmation-contract.js';
import { retrySignal } from './contract.js';

/** What a bonus has been told and not yet acted upon. */
export interface BonusNews {
  decisions: BonusDecision[];
  /** It was announced that the hire is none any more: looked into when taken. */
  hireUndone: boolean;
  retryRequested: boolean;
  word: PayrollWord | null;
  /** Another bonus of the referral, which is next. */
  next: string | null;
  /** How much has been told that a failed step is tried again for. */
  count(): number;
}

export function listenForBonusNews(): BonusNews {
  let told = 0;
  const news: BonusNews = {
    decisions: [],
    hireUndone: false,
    retryRequested: false,
    word: null,
    next: null,
    count: () => told,
  };
  setHandler(decideBonusSignal, (decision) => void news.decisions.push(decision));
  setHandler(hireUndoneSignal, () => {
    told += 1;
    news.hireUndone = true;
  });
  setHandler(retrySignal, () => void (news.retryRequested = true));
  setHandler(payrollWordSignal, (word) => {
    told += 1;
    news.word = word;
  });
  setHandler(bonusMeantSignal, ({ bonusId }) => void (news.next = bonusId));
  return news;
}
