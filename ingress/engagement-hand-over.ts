import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import type { Outcome } from '../ledger/deliveries.js';
import { isOldestWaiting, recordEngagements } from '../ledger/engagements.js';
import { PRIORITIES } from '../schemas/delivery.js';
import type { EngagementEvent } from '../schemas/events.js';
import { ENGAGEMENT_TYPES, type Engagement, type EngagementType } from '../schemas/referral.js';
import type { clickCapture } from '../workflows/click-capture.js';
import { engagementWorkflowId, TASK_QUEUE } from '../workflows/contract.js';
import { engagementsWaitSignal } from '../workflows/referral-contract.js';
import type { shareCapture } from '../workflows/share-capture.js';

/**
 * Keeps shares and clicks in the ledger, and sees to a run that takes them in. In a campaign's burst, few deliveries
 * signal: only those of which a row is the oldest that waits once it is committed. No row is left without a run:
 * - Whoever has the oldest row signals, again after a crash, and the run looks after the signal.
 * - Whoever has not has seen an older row that waits. A run will take that one by a look that commits later, and a look
 *   that takes something is followed by another, which then sees what was committed before.
 */
export async function handOverEngagements(
  db: pg.Pool,
  client: Client,
  { source, engagements }: EngagementEvent,
): Promise<Outcome> {
  if (engagements.length === 0) return { status: 'ignored', reason: 'It tells of nothing.' };
  await recordEngagements(db, source, engagements);
  let workflowId: string | null = null;
  for (const type of ENGAGEMENT_TYPES) {
    const ids = idsOf(engagements, type);
    if (ids.length === 0) continue;
    workflowId ??= engagementWorkflowId(source, type);
    if (await isOldestWaiting(db, { source, type }, ids)) await wake(client, source, type);
  }
  return { status: 'forwarded', workflowId };
}

const idsOf = (engagements: readonly Engagement[], type: EngagementType): string[] =>
  engagements.filter((one) => one.type === type).map(({ engagementId }) => engagementId);

const RUNS: Record<EngagementType, { workflow: 'shareCapture' | 'clickCapture'; words: string }> = {
  share: { workflow: 'shareCapture', words: 'Shares of jobs' },
  click: { workflow: 'clickCapture', words: 'Clicks on shared links' },
};

async function wake(client: Client, source: string, type: EngagementType): Promise<void> {
  const { workflow, words } = RUNS[type];
  await client.workflow.signalWithStart<typeof shareCapture | typeof clickCapture, []>(workflow, {
    taskQueue: TASK_QUEUE,
    workflowId: engagementWorkflowId(source, type),
    args: [{ source }],
    signal: engagementsWaitSignal,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    priority: { priorityKey: PRIORITIES.engagement, fairnessKey: fairnessKey(source) },
    staticSummary: `${words}, told of by ${source}`,
  });
}

/** Temporal takes keys of up to 64 bytes (the SDK's `Priority.fairnessKey`); ids of a vendor may be longer. */
export const fairnessKey = (id: string): string =>
  Buffer.byteLength(id) <= 64 ? id : createHash('sha256').update(id).digest('hex');
