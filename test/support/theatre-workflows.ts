import { condition, setHandler } from '@temporalio/workflow';
import { bonusMeantSignal } from '../../workflows/bonus-contract.js';
import { retrySignal, screeningChangedSignal } from '../../workflows/contract.js';

// What the tests of workflows run: all that a worker runs, and what that is played beside.
// eslint-disable-next-line no-restricted-syntax -- nothing that a worker runs may be missing here
export * from '../../workflows/index.js';

/** Stands in for the run of an earlier round of a bonus: ends when it is told of the next one. */
export async function earlierBonus(): Promise<string> {
  let next: string | undefined;
  setHandler(bonusMeantSignal, ({ bonusId }) => void (next = bonusId));
  await condition(() => next !== undefined);
  return next ?? '';
}

/** Stands in for a hire that has failed: ends when it is retried. */
export async function failedHire(): Promise<string> {
  let by: string | undefined;
  setHandler(retrySignal, ({ requestedBy }) => void (by = requestedBy));
  await condition(() => by !== undefined);
  return by ?? '';
}

/** Stands in for a hire: ends when it has been told so often that a screening result changed. */
export async function listeningHire(times: number): Promise<number> {
  let told = 0;
  setHandler(screeningChangedSignal, () => void (told += 1));
  await condition(() => told >= times);
  return told;
}
