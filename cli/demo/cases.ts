import type { DemoCase } from './case.js';
import { clean } from './cases/clean.js';
import { david } from './cases/david.js';
import { hrisDead } from './cases/hris-dead.js';
import { hrisDown } from './cases/hris-down.js';
import { noManager } from './cases/no-manager.js';
import { reversed } from './cases/reversed.js';

/** All cases, in the order in which they are told of. */
export const CASES: readonly DemoCase[] = [clean, david, reversed, noManager, hrisDown, hrisDead];
