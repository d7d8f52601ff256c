import { condition, setHandler } from '@temporalio/workflow';
import { retrySignal } from '../../workflows/contract.js';

// What the tests of the reconciliation run it beside.
export { dailyReconciliation } from '../../workflows/daily-reconciliation.js';
export { nightlyReconciliation } from '../../workflows/nightly-reconciliation.js';
export { reconciliationAction } from '../../workflows/reconciliation-action.js';
export { watchdog } from '../../workflows/watchdog.js';

/** Stands in for a hire that has failed: ends when it is retried. */
export async function failedHire(): Promise<string> {
  let by: string | undefined;
  setHandler(retrySignal, ({ requestedBy }) => void (by = requestedBy));
  await condition(() => by !== undefined);
  return by ?? '';
}
