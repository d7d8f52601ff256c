import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import type { Duration } from '@temporalio/common';
import { failureOf } from './failure-of.js';

/**
 * Tells people that a run has stopped, and waits until there is reason to go on. The alert does not keep it waiting:
 * whoever asks for a retry knows already.
 * @param goOn whether somebody has asked for a retry, or there is news.
 * @param patience after which it goes on by itself; absent: it never does.
 */
export async function stopUntil(report: () => Promise<void>, goOn: () => boolean, patience?: Duration): Promise<void> {
  const alert = new CancellationScope();
  const alerted = alert.run(report);
  const told = alerted.catch((error: unknown) => {
    if (!isCancellation(error)) log.error('people could not be told', { reason: failureOf(error) });
  });
  if (patience === undefined) await condition(goOn);
  else await condition(goOn, patience);
  alert.cancel();
  await told;
}
