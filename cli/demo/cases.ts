import type { DemoCase } from './case.js';
import { anonymised } from './cases/anonymised.js';
import { clean } from './cases/clean.js';
import { david } from './cases/david.js';
import { hrisDead } from './cases/hris-dead.js';
import { hrisDown } from './cases/hris-down.js';
import { interview } from './cases/interview.js';
import { noManager } from './cases/no-manager.js';
import { reconciliation } from './cases/reconciliation.js';
import { rehired } from './cases/rehired.js';
import { rescinded } from './cases/rescinded.js';
import { reversed } from './cases/reversed.js';
import { screening } from './cases/screening.js';
import { startMoved } from './cases/start-moved.js';

/** All cases, in the order in which they are told of. */
export const CASES: readonly DemoCase[] = [
  ...[clean, david, reversed, noManager, interview, screening],
  ...[startMoved, rescinded, rehired, anonymised],
  ...[reconciliation, hrisDown, hrisDead],
];
