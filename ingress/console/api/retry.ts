import { randomUUID } from 'node:crypto';
import { recordDelivery } from '../../../ledger/deliveries.js';
import type { Hire } from '../../../ledger/hires.js';
import type { InboxEvent } from '../../../schemas/delivery.js';
import type { IngressContext } from '../../context.js';
import { routeOf } from '../../routing.js';
import { Refusal } from './refusal.js';
import { runState } from './run.js';

/**
 * Keeps a person's wish to try a failed hire again in the inbox, from where it reaches the run. A run that has ended
 * is started anew.
 * @throws Refusal when the hire has not failed.
 */
export async function retryHire(context: IngressContext, hire: Hire, user: string): Promise<{ deliveryId: string }> {
  if (hire.status !== 'failed') throw new Refusal(409, `The hire has not failed: it is ${hire.status}.`);
  const state = await runState(context, hire.workflowId);
  if (state === 'completed') throw new Refusal(409, 'The run has completed.');
  const { applicationId } = hire;
  const requestedBy = `console:${user}`;
  const event: InboxEvent =
    state === 'stopped'
      ? { kind: 'candidateHired', applicationId }
      : { kind: 'retryRequested', applicationId, requestedBy };
  const { deliveryId } = await recordDelivery(context.db, {
    vendor: 'console',
    // Asking again later is another wish.
    eventId: randomUUID(),
    eventType: state === 'stopped' ? 'restart_requested' : 'retry_requested',
    event,
    ...routeOf(context.systems, event),
    status: 'pending',
    reason: undefined,
    body: Buffer.from(JSON.stringify({ applicationId, requestedBy })),
    headers: {},
    url: '',
  });
  context.forwarder.wake();
  return { deliveryId };
}
