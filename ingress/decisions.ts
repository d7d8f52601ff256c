import { recordDelivery } from '../ledger/deliveries.js';
import { findHold, type Hold } from '../ledger/holds.js';
import { decisionNeedsReason, type DecisionRequest } from '../schemas/hold.js';
import type { IngressContext } from './context.js';
import { routeOf } from './routing.js';

/** What came of somebody's wish to decide. */
export type DecisionAnswer =
  /** Kept: it reaches the run, now or when Temporal is back. */
  { outcome: 'kept'; hold: Hold } | { outcome: 'refused'; status: 404 | 409 | 422; reason: string; hold?: Hold };

/**
 * Keeps a person's decision about a hold in the inbox, from where it reaches the run. The same decision by the same
 * person is one decision, however often it comes.
 * @param source where it was made: "slack" or "console".
 */
export async function submitDecision(
  context: IngressContext,
  source: string,
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  const hold = await findHold(context.db, request.holdId);
  if (!hold) return { outcome: 'refused', status: 404, reason: 'There is no such hold.' };
  if (decisionNeedsReason(request.decision) && !request.reason?.trim()) {
    return { outcome: 'refused', status: 422, reason: 'This decision needs a reason.', hold };
  }
  const same = hold.status === 'decided' && hold.decision === request.decision && hold.decidedBy === request.decidedBy;
  if (same) return { outcome: 'kept', hold };
  if (hold.status !== 'open') return { outcome: 'refused', status: 409, reason: closedReason(hold), hold };
  if (hold.diffHash !== request.diffHash) {
    return {
      outcome: 'refused',
      status: 409,
      reason: 'The difference has changed since you saw it. Look again, then decide.',
      hold,
    };
  }
  const event = { kind: 'holdDecided', applicationId: hold.applicationId, request } as const;
  await recordDelivery(context.db, {
    vendor: source,
    eventId: [request.holdId, request.diffHash, request.decision, request.decidedBy].join(':'),
    eventType: 'hold_decision',
    event,
    ...routeOf(context.systems, event),
    status: 'pending',
    reason: undefined,
    body: Buffer.from(JSON.stringify(request)),
    headers: {},
    url: '',
  });
  context.forwarder.wake();
  return { outcome: 'kept', hold };
}

function closedReason(hold: Hold): string {
  if (hold.status === 'decided') return `It is decided already: ${hold.decision ?? ''} by ${hold.decidedBy ?? ''}.`;
  return `The hold is ${hold.status}: ${hold.progress ?? ''}`;
}
