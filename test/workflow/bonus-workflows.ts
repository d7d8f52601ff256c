import { condition, setHandler } from '@temporalio/workflow';
import { bonusMeantSignal } from '../../workflows/bonus-contract.js';

// What the tests of confirmations and bonuses run them beside.
export { hireConfirmation } from '../../workflows/hire-confirmation.js';
export { referralBonus } from '../../workflows/referral-bonus.js';

/** Stands in for the run of an earlier round: ends when it is told of the next one. */
export async function earlierBonus(): Promise<string> {
  let next: string | undefined;
  setHandler(bonusMeantSignal, ({ bonusId }) => void (next = bonusId));
  await condition(() => next !== undefined);
  return next ?? '';
}
