import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { kindOfError, type Logger } from '../config/logger.js';
import { limitAlerted, limitAlertsDue } from '../ledger/vendor-usage.js';
import { TASK_QUEUE } from '../workflows/contract.js';
import type { limitAlert } from '../workflows/limit-alert.js';

const LOOK_EVERY_MS = 10_000;

/** Has people told when much of a vendor's limit is used, once an hour and vendor, while there is time to do something. */
export function watchLimits(
  { db, client, logger, alertAtPercent }: { db: pg.Pool; client: Client; logger: Logger; alertAtPercent: number },
  everyMs = LOOK_EVERY_MS,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      await startAlerts(db, client, alertAtPercent).catch((error: unknown) =>
        logger.warn({ err: kindOfError(error) }, 'limits could not be looked at yet'),
      );
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await watching;
    },
  };
}

/** By runs of their own, so that an alert is as durable as the count. @returns how many. */
export async function startAlerts(db: pg.Pool, client: Client, alertAtPercent: number): Promise<number> {
  const due = await limitAlertsDue(db, alertAtPercent);
  for (const { vendor, hour, peakUsed, peakLimit } of due) {
    await client.withDeadline(Date.now() + LOOK_EVERY_MS, () =>
      client.workflow.start<typeof limitAlert>('limitAlert', {
        taskQueue: TASK_QUEUE,
        workflowId: `limit-alert:${vendor}:${hour.toISOString()}`,
        args: [{ vendor, hour: hour.toISOString(), used: peakUsed ?? 0, limit: peakLimit ?? 1 }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `The rate limit of ${vendor} is near`,
      }),
    );
    await limitAlerted(db, { vendor, hour });
  }
  return due.length;
}
