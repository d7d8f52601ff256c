import type { BonusNotice } from '../../../schemas/notice.js';
import { CONSOLE_URL, RUN_URL } from './notices.js';

export const bonusNotice = (change: Partial<BonusNotice> = {}): BonusNotice => ({
  ...{ kind: 'bonus', bonusId: 'saasquatch:r1:1', workflowId: 'referral-bonus:saasquatch:r1', about: 'payout' },
  ...{ amount: '1500.00 USD', advocate: 'Grace Hopper', candidate: 'Ada Byron' },
  conditions: ['Hired 2026-09-01, and still there', 'Due since 2026-11-30'],
  ...{ runUrl: RUN_URL, consoleUrl: CONSOLE_URL, state: { is: 'open', remindedTimes: 0 } },
  ...change,
});
