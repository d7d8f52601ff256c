import { replayEvent } from '../domain/replay-event.js';
import type { Queryable } from '../ledger/database.js';
import { recordDelivery } from '../ledger/deliveries.js';
import { replayRequested, runsToReplay } from '../ledger/vendor-drift.js';
import { PRIORITIES } from '../schemas/delivery.js';

/** A run that was asked to try again, by a delivery of the inbox. */
export interface AskedRun {
  workflowId: string;
  deliveryId: string;
}

/**
 * Asks the runs that stopped on a drift to try again, through the inbox. Those which a schedule or a person starts
 * anyway are passed over.
 * @param most how many; the first that stopped are first.
 */
export async function replayRuns(
  db: Queryable,
  driftId: number,
  requestedBy: string,
  most = Infinity,
): Promise<AskedRun[]> {
  const asked: AskedRun[] = [];
  for (const workflowId of await runsToReplay(db, driftId)) {
    if (asked.length >= most) break;
    const event = replayEvent(workflowId, requestedBy);
    if (!event) continue;
    const { deliveryId } = await recordDelivery(db, {
      ...{
        vendor: 'hireline',
        eventId: `drift:${driftId}:${workflowId}:${Date.now()}`,
        eventType: 'drift_replay',
        event,
      },
      ...{ orderKey: workflowId, workflowId, priority: PRIORITIES.usual },
      ...{ status: 'pending', reason: undefined, body: Buffer.from(JSON.stringify(event)), headers: {}, url: '' },
    });
    await replayRequested(db, driftId, workflowId);
    asked.push({ workflowId, deliveryId });
  }
  return asked;
}
