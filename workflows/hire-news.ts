import { setHandler } from '@temporalio/workflow';
import type { RescissionCause } from '../schemas/events.js';
import type { DecisionRequest } from '../schemas/hold.js';
import {
  decideSignal,
  employeeCreatedSignal,
  offerChangedSignal,
  offerRescindedSignal,
  payrollChangedSignal,
  recordChangedSignal,
  retrySignal,
  screeningChangedSignal,
} from './contract.js';

/** The ATS has announced that the hire is none any more. */
export interface AnnouncedRescission {
  cause: RescissionCause;
  /** It announced something newer since, or a person asked to go on after the ATS did not bear it out. */
  reasserted: boolean;
  /** The ATS was asked, and people were told that it still shows an accepted hire. */
  unconfirmed?: boolean;
}

/** What has been signalled to a hire and has not been heeded yet. Whoever heeds something takes it back. */
export interface HireNews {
  confirmedByHris: boolean;
  payrollChanged: boolean;
  /** Something that is compared may read differently now. */
  recordsChanged: boolean;
  /** The terms of the offer may have changed since they were compared. */
  termsChanged: boolean;
  /** How often the offer was announced to have changed: tells what came while something was under way. */
  offerNews: number;
  rescission: AnnouncedRescission | undefined;
  retryRequested: boolean;
  decisions: DecisionRequest[];
}

/** Listens to all signals of a hire, in any order and at any moment. */
export function listenForNews(): HireNews {
  const news: HireNews = {
    confirmedByHris: false,
    payrollChanged: false,
    recordsChanged: false,
    termsChanged: false,
    offerNews: 0,
    rescission: undefined,
    retryRequested: false,
    decisions: [],
  };
  setHandler(employeeCreatedSignal, () => void (news.confirmedByHris = true));
  setHandler(recordChangedSignal, () => void (news.recordsChanged = true));
  setHandler(screeningChangedSignal, () => void (news.recordsChanged = true));
  setHandler(payrollChangedSignal, () => void (news.payrollChanged = true));
  setHandler(retrySignal, () => {
    news.retryRequested = true;
    if (news.rescission?.unconfirmed) news.rescission = { ...news.rescission, reasserted: true };
  });
  setHandler(decideSignal, (request) => void news.decisions.push(request));
  setHandler(offerChangedSignal, () => {
    news.termsChanged = true;
    news.offerNews += 1;
    if (news.rescission) news.rescission = { ...news.rescission, reasserted: true };
  });
  setHandler(offerRescindedSignal, ({ cause }) => void (news.rescission = { cause, reasserted: false }));
  return news;
}
