import { createHash } from 'node:crypto';
import { targetsOf } from '../domain/reconciliation-action.js';
import { recordDelivery } from '../ledger/deliveries.js';
import type { QueuedItem } from '../ledger/reconciliation-items.js';
import { findItem } from '../ledger/reconciliation-queue.js';
import type { ReconciliationRequest } from '../schemas/reconciliation.js';
import type { IngressContext } from './context.js';
import { routeOf } from './routing.js';

/** What came of somebody's wish to do something about an item. */
export type RequestAnswer =
  /** Kept: it reaches its workflow, now or when Temporal is back. */
  | { outcome: 'kept'; item: QueuedItem; workflowId: string }
  | { outcome: 'refused'; status: 404 | 409 | 422; reason: string };

/**
 * Keeps a person's wish to do something about an item of the reconciliation queue in the inbox, from where it starts its
 * workflow. The same wish about the item as it stands is one wish, however often it comes.
 * @param source where it was made: "console".
 * @param abandoned whether the run of the action under way has ended without saying so.
 */
export async function submitRequest(
  context: IngressContext,
  source: string,
  request: ReconciliationRequest,
  abandoned: (workflowId: string) => Promise<boolean>,
): Promise<RequestAnswer> {
  const item = await findItem(context.db, request.itemId);
  if (!item) return { outcome: 'refused', status: 404, reason: 'There is no such item.' };
  const free =
    item.status === 'open' ||
    (item.status === 'resolving' && item.workflowId !== null && (await abandoned(item.workflowId)));
  if (!free) return { outcome: 'refused', status: 409, reason: takenReason(item) };
  const targets = targetsOf(item, request);
  if ('refusal' in targets) return { outcome: 'refused', status: 422, reason: targets.refusal };
  const event = { kind: 'reconciliationRequested', request } as const;
  const route = routeOf(context.systems, event);
  await recordDelivery(context.db, {
    vendor: source,
    eventId: wishId(item, request),
    eventType: 'reconciliation_request',
    event,
    ...route,
    status: 'pending',
    reason: undefined,
    body: Buffer.from(JSON.stringify(request)),
    headers: {},
    url: '',
  });
  context.forwarder.wake();
  return { outcome: 'kept', item, workflowId: route.workflowId ?? '' };
}

/** An action that has failed may be asked for again: the item then tells of that one. */
function wishId(item: QueuedItem, { requestedAt: _, ...wish }: ReconciliationRequest): string {
  const known = JSON.stringify([wish, item.request?.requestedAt ?? null]);
  return `${item.id}:${createHash('sha256').update(known).digest('hex')}`;
}

function takenReason({ status, request, resolution }: QueuedItem): string {
  if (status === 'resolving')
    return `Somebody is at it: ${request?.action ?? 'an action'} by ${request?.requestedBy ?? 'somebody'}.`;
  return `The item is ${status} already, by ${resolution?.by ?? 'somebody'}.`;
}
