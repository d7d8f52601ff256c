import { z } from 'zod';
import { listDeliveries, type DeliveryListItem } from '../../../ledger/deliveries.js';
import { readDelivery, type DeliveryDetails } from '../../../ledger/delivery-lookup.js';
import { dismissDelivery } from '../../../ledger/dismissal.js';
import { DELIVERY_STATUSES } from '../../../schemas/delivery.js';
import { hireWorkflowId, parseHireWorkflowId } from '../../../workflows/contract.js';
import type { IngressContext } from '../../context.js';
import { mayActAs } from '../access/session.js';
import { Refusal } from './refusal.js';
import { replay } from './replay.js';
import { route, type ApiRoute } from './route.js';
import { Before, IdParam, Instant, Limit, MaybeInstant, name, nextOf, oneOf, page, Text } from './schemas.js';

const DeliveryPageQuery = z.strictObject({
  status: oneOf(DELIVERY_STATUSES).optional(),
  applicationId: z.string().optional().meta({ description: "Only what reached this hire's run." }),
  limit: Limit,
  before: Before,
});

const DeliveryStatusWord = oneOf(DELIVERY_STATUSES);
const listed = {
  id: z.string(),
  vendor: z.string(),
  eventType: Text,
  status: DeliveryStatusWord,
  reason: Text,
  applicationId: Text.meta({ description: 'The hire whose run it reached.' }),
  workflowId: Text,
  runUrl: Text,
  receivedAt: Instant,
  forwardedAt: MaybeInstant,
  attempts: z.number(),
};
const DeliveryItem = name('DeliveryListItem', z.object(listed));
const DeliveryPage = name('DeliveryPage', page(DeliveryItem));
const DeliveryShape = name(
  'DeliveryDetails',
  z.object({
    ...listed,
    url: z.string(),
    bytes: z.number().meta({ description: "The body's size." }),
    content: z
      .object({
        headers: z.record(z.string(), z.string()),
        base64: z.string(),
        text: Text.meta({ description: 'The body where it is UTF-8.' }),
      })
      .nullable()
      .meta({ description: 'As it arrived. Null for viewers: it can hold personal data.' }),
  }),
);
const Replayed = name(
  'Replayed',
  z.object({ deliveryId: z.string(), status: DeliveryStatusWord, reason: z.string().optional() }),
);
const Dismissal = name(
  'DeliveryDismissal',
  z.strictObject({ reason: z.string().trim().min(1, 'expected why nobody has to act on it') }),
);

export function deliveryRoutes(context: IngressContext): ApiRoute[] {
  const { db, systems } = context;
  const item = (delivery: DeliveryListItem): z.input<typeof DeliveryItem> => ({
    ...delivery,
    applicationId: parseHireWorkflowId(delivery.workflowId ?? '')?.applicationId ?? null,
    runUrl: delivery.workflowId ? context.links.run(delivery.workflowId) : null,
  });

  return [
    route({
      method: 'get',
      path: '/deliveries',
      summary: 'What arrived from vendors, and what people asked for, newest first.',
      role: 'viewer',
      query: DeliveryPageQuery,
      answer: { status: 200, schema: DeliveryPage },
      async handle({ query: { status, applicationId, limit, before } }) {
        const workflowId = applicationId ? hireWorkflowId(systems.roles.ats, applicationId) : undefined;
        const found = await listDeliveries(db, { status, workflowId }, { limit, before });
        return { items: found.items.map(item), next: nextOf(found.next) };
      },
    }),
    route({
      method: 'get',
      path: '/deliveries/{id}',
      summary: 'One delivery; with its body for operators and approvers.',
      role: 'viewer',
      params: IdParam,
      answer: { status: 200, schema: DeliveryShape },
      refusals: [404],
      async handle({ params, session }) {
        const delivery = await readDelivery(db, params.id);
        if (!delivery) throw new Refusal(404);
        return {
          ...item(delivery),
          url: delivery.url,
          bytes: delivery.body.length,
          content: mayActAs(session, 'operator') ? contentOf(delivery) : null,
        };
      },
    }),
    route({
      method: 'post',
      path: '/deliveries/{id}/replay',
      summary: 'Reads a kept delivery anew and hands it on again.',
      role: 'operator',
      params: IdParam,
      answer: { status: 202, schema: Replayed },
      refusals: [404, 409],
      async handle({ params, session }) {
        const delivery = await readDelivery(db, params.id);
        if (!delivery) throw new Refusal(404);
        const result = await replay(context, delivery);
        context.logger.info({ deliveryId: delivery.id, user: session.user, ...result }, 'a delivery was replayed');
        return { deliveryId: delivery.id, ...result };
      },
    }),
    route({
      method: 'post',
      path: '/deliveries/{id}/dismiss',
      summary: 'Takes a delivery out of quarantine that nobody has to act on. It is kept, and can be replayed.',
      role: 'operator',
      params: IdParam,
      body: Dismissal,
      answer: { status: 200, schema: Replayed },
      refusals: [404, 409],
      async handle({ params, body: { reason }, session }) {
        const delivery = await readDelivery(db, params.id);
        if (!delivery) throw new Refusal(404);
        const why = `console:${session.user} dismissed it: ${reason}`;
        if (!(await dismissDelivery(db, delivery.id, why))) {
          throw new Refusal(409, `The delivery is not in quarantine: it is ${delivery.status}.`);
        }
        context.logger.info({ deliveryId: delivery.id, user: session.user }, 'a delivery was dismissed');
        return { deliveryId: delivery.id, status: 'ignored' as const, reason: why };
      },
    }),
  ];
}

function contentOf({ headers, body }: DeliveryDetails): {
  headers: Record<string, string>;
  base64: string;
  text: string | null;
} {
  return { headers, base64: body.toString('base64'), text: utf8(body) };
}

function utf8(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
