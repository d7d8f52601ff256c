import { modules } from '../../../connectors/registry.js';
import { replayDelivery, type NewDelivery } from '../../../ledger/deliveries.js';
import type { DeliveryDetails } from '../../../ledger/delivery-lookup.js';
import type { DeliveryStatus } from '../../../schemas/delivery.js';
import type { IngressContext } from '../../context.js';
import { interpret } from '../../webhooks.js';
import { Refusal } from './refusal.js';

type Parsed = Pick<NewDelivery, 'event' | 'eventType' | 'orderKey' | 'status' | 'reason' | 'workflowId'>;

/**
 * Reads a kept delivery as if it arrived now, and puts it into the inbox again: what could not be understood may be
 * by now. What people did in Slack or the console is handed on as it was kept.
 * @throws Refusal when it is in the inbox already, or nobody reads such deliveries any more.
 */
export async function replay(
  context: IngressContext,
  delivery: DeliveryDetails,
): Promise<{ status: DeliveryStatus; reason?: string }> {
  if (delivery.status === 'pending') throw new Refusal(409, 'The delivery is about to be handed on already.');
  const parsed = readAnew(context, delivery);
  await replayDelivery(context.db, delivery.id, parsed);
  context.forwarder.wake();
  return { status: parsed.status, ...(parsed.reason ? { reason: parsed.reason } : {}) };
}

function readAnew(context: IngressContext, delivery: DeliveryDetails): Parsed {
  const source = modules.get(delivery.vendor)?.webhooks;
  if (source) {
    const { headers, body, url, receivedAt } = delivery;
    return interpret(context, source, { headers, rawBody: body, url, receivedAt });
  }
  const { event, eventType, orderKey, workflowId } = delivery;
  if (!event) throw new Refusal(409, `Nobody reads deliveries of ${delivery.vendor} any more.`);
  return {
    event,
    eventType: eventType ?? undefined,
    orderKey,
    status: 'pending',
    reason: undefined,
    workflowId: workflowId ?? undefined,
  };
}
