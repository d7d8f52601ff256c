import { createHash } from 'node:crypto';
import type { DeliveryStatus, InboxEvent } from '../schemas/delivery.js';
import type { Queryable } from './database.js';

/** A delivery to keep: what arrived, and what it means. */
export interface NewDelivery {
  vendor: string;
  /** The vendor's event id, or a hash of the content: known for ever. */
  eventId: string;
  eventType: string | undefined;
  event: InboxEvent | undefined;
  orderKey: string;
  status: Extract<DeliveryStatus, 'pending' | 'ignored' | 'quarantined'>;
  reason: string | undefined;
  workflowId: string | undefined;
  body: Buffer;
  headers: Record<string, string>;
  url: string;
}

export interface RecordedDelivery {
  deliveryId: string;
  duplicate: boolean;
  status: DeliveryStatus;
  reason: string | null;
  workflowId: string | null;
}

/** A delivery that is to be handed on. */
export interface ClaimedDelivery {
  seq: number;
  id: string;
  vendor: string;
  event: InboxEvent;
  workflowId: string | null;
  attempts: number;
}

/** The id under which hireline keeps a vendor's event: the same event always has the same one. */
export function deliveryId(vendor: string, eventId: string): string {
  return `dlv_${createHash('sha256').update(`${vendor}\n${eventId}`).digest('hex').slice(0, 32)}`;
}

/** Keeps a delivery. When this resolves, it is durable: known as a duplicate from now on, and never lost. */
export async function recordDelivery(db: Queryable, delivery: NewDelivery): Promise<RecordedDelivery> {
  const id = deliveryId(delivery.vendor, delivery.eventId);
  const inserted = await db.query<{ id: string }>({
    name: 'record-delivery',
    text: `insert into deliveries (id, vendor, event_id, event_type, event, order_key, status, reason, alert_pending, workflow_id, body, headers, url)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
           on conflict (id) do nothing returning id`,
    values: [
      id,
      delivery.vendor,
      delivery.eventId,
      delivery.eventType ?? null,
      delivery.event ? JSON.stringify(delivery.event) : null,
      delivery.orderKey,
      delivery.status,
      delivery.reason ?? null,
      delivery.status === 'quarantined',
      delivery.workflowId ?? null,
      delivery.body,
      JSON.stringify(delivery.headers),
      delivery.url,
    ],
  });
  if (inserted.rows.length > 0) {
    return {
      deliveryId: id,
      duplicate: false,
      status: delivery.status,
      reason: delivery.reason ?? null,
      workflowId: delivery.workflowId ?? null,
    };
  }
  const { rows } = await db.query<{ status: DeliveryStatus; reason: string | null; workflow_id: string | null }>(
    'select status, reason, workflow_id from deliveries where id = $1',
    [id],
  );
  const known = rows[0];
  if (!known) throw new Error('a delivery was neither inserted nor found');
  return { deliveryId: id, duplicate: true, status: known.status, reason: known.reason, workflowId: known.workflow_id };
}

/** How long a forwarder may take over what it has claimed before another one may take it. */
const CLAIM = '30 seconds';

/** Takes deliveries to hand on: at most one of each order key, the oldest, and never one that another forwarder has. */
export async function claimDeliveries(db: Queryable, limit: number): Promise<ClaimedDelivery[]> {
  const { rows } = await db.query<ClaimedDelivery>({
    name: 'claim-deliveries',
    text: `update deliveries set claimed_until = now() + interval '${CLAIM}', attempts = attempts + 1
           where seq in (
             select seq from deliveries d
             where status = 'pending' and next_attempt_at <= now() and (claimed_until is null or claimed_until < now())
               and not exists (
                 select 1 from deliveries e where e.status = 'pending' and e.order_key = d.order_key and e.seq < d.seq
               )
             order by seq limit $1
             for update skip locked
           )
           returning seq, id, vendor, event, workflow_id as "workflowId", attempts`,
    values: [limit],
  });
  return rows.sort((a, b) => a.seq - b.seq);
}

/** What became of a claimed delivery. */
export interface DeliveryOutcome {
  seq: number;
  status: Extract<DeliveryStatus, 'forwarded' | 'ignored' | 'waiting'>;
  reason: string | null;
  workflowId: string | null;
  /** The hire whose run was started, to be listed as received. */
  started: { applicationId: string; ats: string; runId: string } | null;
}

/** What came of handing an event over, as far as the event tells. */
export type Outcome = Pick<DeliveryOutcome, 'status'> & Partial<DeliveryOutcome>;

/**
 * Settles a batch of claimed deliveries, and lists the hires that were started, in one statement.
 * @returns whether others of the same order keys have waited behind them.
 */
export async function settleDeliveries(db: Queryable, outcomes: DeliveryOutcome[]): Promise<boolean> {
  const { rows } = await db.query<{ behind: boolean }>({
    name: 'settle-deliveries',
    text: `with outcome as (
             select * from jsonb_to_recordset($1::jsonb)
               as o (seq bigint, status text, reason text, "workflowId" text, "applicationId" text, ats text, "runId" text)
           ), listed as (
             insert into hires (application_id, ats, workflow_id, run_id, status)
             select distinct on ("applicationId") "applicationId", ats, "workflowId", "runId", 'received' from outcome where "applicationId" is not null
             on conflict (application_id) do nothing
           ), settled as (
             update deliveries d
             set status = o.status, reason = o.reason, workflow_id = coalesce(o."workflowId", d.workflow_id),
                 forwarded_at = case when o.status = 'forwarded' then now() end, claimed_until = null
             from outcome o where d.seq = o.seq
             returning d.order_key, d.seq
           )
           select exists (
             select 1 from settled join deliveries behind
               on behind.order_key = settled.order_key and behind.status = 'pending' and behind.seq > settled.seq
           ) as behind`,
    values: [JSON.stringify(outcomes.map(({ started, ...outcome }) => ({ ...outcome, ...started })))],
  });
  return rows[0]?.behind ?? false;
}

/** Gives claimed deliveries back, to be tried again after a while; later ones of the same key wait behind them. */
export async function returnDeliveries(db: Queryable, seqs: number[], delayMs: number, reason: string): Promise<void> {
  await db.query(
    `update deliveries set claimed_until = null, next_attempt_at = now() + $2 * interval '1 millisecond', reason = $3 where seq = any($1)`,
    [seqs, delayMs, reason],
  );
}

/** Lets deliveries go on that waited for this key to become known. @returns how many. */
export async function wakeWaiting(db: Queryable, orderKey: string): Promise<number> {
  const { rowCount } = await db.query({
    name: 'wake-waiting',
    text: `update deliveries set status = 'pending', next_attempt_at = now() where order_key = $1 and status = 'waiting'`,
    values: [orderKey],
  });
  return rowCount ?? 0;
}

/**
 * Lets those of these deliveries go on whose employee has become known between being looked up and being settled as
 * waiting: whoever made the employee known has found nothing waiting yet.
 * @returns how many.
 */
export async function wakeKnown(db: Queryable, hris: string, seqs: readonly number[]): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries d set status = 'pending', next_attempt_at = now() from hires h
     where d.seq = any($1) and d.status = 'waiting'
       and h.hris = $2 and h.employee_id = d.event->>'employeeId' and h.superseded_by is null`,
    [seqs, hris],
  );
  return rowCount ?? 0;
}

/** Quarantined deliveries that people have not been told of yet. */
export async function quarantineAlertsDue(
  db: Queryable,
  limit: number,
): Promise<{ seq: number; id: string; vendor: string; eventType: string | null; reason: string }[]> {
  const { rows } = await db.query(
    `select seq, id, vendor, event_type as "eventType", coalesce(reason, '') as reason
     from deliveries where alert_pending order by seq limit $1`,
    [limit],
  );
  return rows as { seq: number; id: string; vendor: string; eventType: string | null; reason: string }[];
}

export async function quarantineAlerted(db: Queryable, seqs: number[]): Promise<void> {
  await db.query('update deliveries set alert_pending = false where seq = any($1)', [seqs]);
}

/** A delivery as it arrived, to be parsed again. */
export interface KeptDelivery {
  id: string;
  vendor: string;
  status: DeliveryStatus;
  body: Buffer;
  headers: Record<string, string>;
  url: string;
  receivedAt: Date;
}

export async function findDelivery(db: Queryable, id: string): Promise<KeptDelivery | undefined> {
  const { rows } = await db.query<KeptDelivery>(
    `select id, vendor, status, body, headers, url, received_at as "receivedAt" from deliveries where id = $1`,
    [id],
  );
  return rows[0];
}

/** Makes a kept delivery pending (or ignored, or quarantined) anew, as it was parsed just now. */
export async function replayDelivery(
  db: Queryable,
  id: string,
  parsed: Pick<NewDelivery, 'event' | 'eventType' | 'orderKey' | 'status' | 'reason' | 'workflowId'>,
): Promise<void> {
  await db.query(
    `update deliveries set event = $2, event_type = $3, order_key = $4, status = $5, reason = $6, workflow_id = $7,
       claimed_until = null, next_attempt_at = now(), alert_pending = false
     where id = $1`,
    [
      id,
      parsed.event ? JSON.stringify(parsed.event) : null,
      parsed.eventType ?? null,
      parsed.orderKey,
      parsed.status,
      parsed.reason ?? null,
      parsed.workflowId ?? null,
    ],
  );
}

/** A delivery as the console lists it. */
export interface DeliveryListItem {
  id: string;
  vendor: string;
  eventType: string | null;
  status: DeliveryStatus;
  reason: string | null;
  workflowId: string | null;
  receivedAt: Date;
  forwardedAt: Date | null;
  attempts: number;
}

/**
 * Deliveries, newest first, a page at a time.
 * @param page.before the cursor of the previous page's last item.
 */
export async function listDeliveries(
  db: Queryable,
  filter: { status?: DeliveryStatus; workflowId?: string },
  page: { limit: number; before?: number },
): Promise<{ items: DeliveryListItem[]; next: number | null }> {
  const { rows } = await db.query<DeliveryListItem & { seq: number }>(
    `select seq, id, vendor, event_type as "eventType", status, reason, workflow_id as "workflowId",
       received_at as "receivedAt", forwarded_at as "forwardedAt", attempts
     from deliveries
     where ($1::text is null or status = $1) and ($2::text is null or workflow_id = $2) and ($3::bigint is null or seq < $3)
     order by seq desc limit $4`,
    [filter.status ?? null, filter.workflowId ?? null, page.before ?? null, page.limit],
  );
  const next = rows.length === page.limit ? (rows[rows.length - 1]?.seq ?? null) : null;
  return { items: rows.map(({ seq: _, ...item }) => item), next };
}
