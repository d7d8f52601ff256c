import type { InboxEvent } from '../schemas/delivery.js';
import type { Queryable } from './database.js';
import type { DeliveryListItem } from './deliveries.js';

/** A delivery with what the inbox made of it. */
export interface DeliveryDetails extends DeliveryListItem {
  event: InboxEvent | null;
  orderKey: string;
  /** The URL it was sent to; empty for what people did in Slack or the console. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

const LISTED = `id, vendor, event_type as "eventType", status, reason, workflow_id as "workflowId",
  received_at as "receivedAt", forwarded_at as "forwardedAt", attempts`;

export async function readDelivery(db: Queryable, id: string): Promise<DeliveryDetails | undefined> {
  const { rows } = await db.query<DeliveryDetails>(
    `select ${LISTED}, event, order_key as "orderKey", url, headers, body from deliveries where id = $1`,
    [id],
  );
  return rows[0];
}

/**
 * What arrived about one hire, oldest first: the deliveries of its run, and those that name only its employee.
 * @param orderKeys the keys of the hire's employee in the HRIS and in payroll, as far as they are known.
 */
export async function deliveriesOfHire(
  db: Queryable,
  workflowId: string,
  orderKeys: readonly string[],
  limit: number,
): Promise<DeliveryListItem[]> {
  const { rows } = await db.query<DeliveryListItem>(
    `select ${LISTED} from deliveries
     where seq in (
       select seq from deliveries where workflow_id = $1 union select seq from deliveries where order_key = any($2)
     )
     order by seq limit $3`,
    [workflowId, orderKeys, limit],
  );
  return rows;
}

/** When a vendor's newest delivery arrived; null when none ever has. */
export async function lastReceivedAt(db: Queryable, vendor: string): Promise<Date | null> {
  const { rows } = await db.query<{ receivedAt: Date }>(
    `select received_at as "receivedAt" from deliveries where vendor = $1 order by seq desc limit 1`,
    [vendor],
  );
  return rows[0]?.receivedAt ?? null;
}
