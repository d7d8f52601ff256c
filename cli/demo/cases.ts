import type { DemoCase } from './case.js';
import { anonymised } from './cases/anonymised.js';
import { clean } from './cases/clean.js';
import { david } from './cases/david.js';
import { disputedReferral } from './cases/disputed-referral.js';
import { duplicateReferral } from './cases/duplicate-referral.js';
import { hrisDead } from './cases/hris-dead.js';
import { hrisDown } from './cases/hris-down.js';
import { interview } from './cases/interview.js';
import { lostReferral } from './cases/lost-referral.js';
import { noManager } from './cases/no-manager.js';
import { reconciliation } from './cases/reconciliation.js';
import { referral } from './cases/referral.js';
import { rehired } from './cases/rehired.js';
import { rescinded } from './cases/rescinded.js';
import { reversed } from './cases/reversed.js';
import { screening } from './cases/screening.js';
import { startMoved } from './cases/start-moved.js';

/** All cases, in the order in which they are told of. */
export const CASES: readonly DemoCase[] = [
  ...[clean, david, reversed, noManager, interview, screening],
  ...[startMoved, rescinded, rehired, anonymised],
  ...[referral, duplicateReferral, disputedReferral, lostReferral],
  ...[reconciliation, hrisDown, hrisDead],
];
