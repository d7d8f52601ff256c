import { condition, setHandler } from '@temporalio/workflow';
import { screeningChangedSignal } from '../../workflows/contract.js';

// What the tests of screeningWriteback run it beside.
export { screeningWriteback } from '../../workflows/screening-writeback.js';

/** Stands in for a hire: ends when it has been told so often that a screening result changed. */
export async function listeningHire(times: number): Promise<number> {
  let told = 0;
  setHandler(screeningChangedSignal, () => void (told += 1));
  await condition(() => told >= times);
  return told;
}
