import { createHash } from 'node:crypto';
import { PRIORITIES, type DeliveryStatus, type InboxEvent, type Priority } from '../schemas/delivery.js';
import type { Queryable } from './database.js';

/** A delivery to keep: what arrived, and what it means. */
export interface NewDelivery {
  vendor: string;
  /** The vendor's event id, or a hash of the content: known for ever. */
  eventId: string;
  eventType: string | undefined;
  event: InboxEvent | undefined;
  orderKey: string;
  /** What is handed on first: 1 before 5. Default: the usual one. */
  priority?: Priority;
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
  /** Whether it means something; else it was ignored or quarantined on arrival. */
  hasEvent: boolean;
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
  priority: Priority;
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
    text: `insert into deliveries (id, vendor, event_id, event_type, event, order_key, status, reason, alert_pending, workflow_id, body, headers, url, priority)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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
      delivery.priority ?? PRIORITIES.usual,
    ],
  });
  if (inserted.rows.length > 0) {
    return {
      deliveryId: id,
      duplicate: false,
      status: delivery.status,
      hasEvent: delivery.event !== undefined,
      reason: delivery.reason ?? null,
      workflowId: delivery.workflowId ?? null,
    };
  }
  const { rows } = await db.query<Omit<RecordedDelivery, 'deliveryId' | 'duplicate'>>(
    `select status, event is not null as "hasEvent", reason, workflow_id as "workflowId" from deliveries where id = $1`,
    [id],
  );
  const known = rows[0];
  if (!known) throw new Error('a delivery was neither inserted nor found');
  return { deliveryId: id, duplicate: true, ...known };
}

/** How long a forwarder may take over what it has claimed before another one may take it. */
const CLAIM = '30 seconds';
/** Temporal, too, knows 1 to 5. */
const LOWEST_PRIORITY = 5;

/** Free to be handed on: nobody has it, and none of its order key is before it. */
const FREE = `d.status = 'pending' and d.next_attempt_at <= now() and (d.claimed_until is null or d.claimed_until < now())
  -- A subquery with an aggregate is never made into a join, which would read all that is pending for the first few.
  and d.seq = (select min(e.seq) from deliveries e where e.status = 'pending' and e.order_key = d.order_key)`;

/** How many are taken at once. */
export interface ClaimSize {
  all: number;
  /** Of these, at most so many of a campaign: referrals, shares and clicks. */
  campaign: number;
}

/**
 * Takes deliveries to hand on: at most one of each order key, the oldest, and never one that another forwarder has.
 *
 * Which ones: the oldest of each class (priority) has a place in every batch, so that no class starves however much of
 * a higher one there is; all other places go by class, then by age. Few of the places are a campaign's, so that a batch
 * is soon through when a hire comes. A delivery does not overtake an older one of its order key, whatever their classes.
 */
export async function claimDeliveries(db: Queryable, size: ClaimSize): Promise<ClaimedDelivery[]> {
  const { rows } = await db.query<ClaimedDelivery>({
    name: 'claim-deliveries',
    text: `with oldest as materialized (
             select first.seq, first.priority from generate_series(1, ${LOWEST_PRIORITY}) as class (priority)
             cross join lateral (
               select d.seq, d.priority from deliveries d where d.priority = class.priority and ${FREE}
               order by d.seq limit 1 for update skip locked
             ) as first
           ), usual as materialized (
             select d.seq, d.priority from deliveries d where d.priority < ${PRIORITIES.referral} and ${FREE}
             order by d.priority, d.seq limit $1 for update skip locked
           ), campaign as materialized (
             select d.seq, d.priority from deliveries d where d.priority >= ${PRIORITIES.referral} and ${FREE}
             order by d.priority, d.seq limit $2 for update skip locked
           ), candidates as (
             select seq, priority, 1 as turn from oldest
             union all
             select seq, priority, 2 from (table usual union all table campaign) as next
             where seq not in (select seq from oldest)
           ), placed as (
             select *, row_number() over (partition by priority >= ${PRIORITIES.referral} order by turn, priority, seq) as place
             from candidates
           ), chosen as (
             select seq from placed where priority < ${PRIORITIES.referral} or place <= $2
             order by turn, priority, seq limit $1
           )
           update deliveries d set claimed_until = now() + interval '${CLAIM}', attempts = attempts + 1
           from chosen where d.seq = chosen.seq
           returning d.seq, d.id, d.vendor, d.event, d.workflow_id as "workflowId", d.attempts, d.priority`,
    values: [size.all, size.campaign],
  });
  return rows.sort((a, b) => a.priority - b.priority || a.seq - b.seq);
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
  parsed: Pick<NewDelivery, 'event' | 'eventType' | 'orderKey' | 'priority' | 'status' | 'reason' | 'workflowId'>,
): Promise<void> {
  await db.query(
    `update deliveries set event = $2, event_type = $3, order_key = $4, status = $5, reason = $6, workflow_id = $7,
       priority = coalesce($8, priority), claimed_until = null, next_attempt_at = now(), alert_pending = false
     where id = $1`,
    [
      id,
      parsed.event ? JSON.stringify(parsed.event) : null,
      parsed.eventType ?? null,
      parsed.orderKey,
      parsed.status,
      parsed.reason ?? null,
      parsed.workflowId ?? null,
      parsed.priority ?? null,
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
