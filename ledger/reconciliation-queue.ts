import { RECONCILIATION_KINDS, type ReconciliationKind, type ReconciliationStatus } from '../schemas/reconciliation.js';
import type { Queryable } from './database.js';
import { ITEM_COLUMNS, type QueuedItem } from './reconciliation-items.js';

export async function findItem(db: Queryable, id: string): Promise<QueuedItem | undefined> {
  const { rows } = await db.query<QueuedItem>(`select ${ITEM_COLUMNS} from reconciliation_items where id = $1`, [id]);
  return rows[0];
}

export interface ItemFilter {
  status?: ReconciliationStatus;
  kind?: ReconciliationKind;
  /** Part of the person's line, or the whole of an item's, an application's or an employee's id. */
  q?: string;
}

/**
 * Items a page at a time: what waits (open, resolving) oldest first, everything else newest first.
 * @param page.after the `next` of the page before.
 */
export async function listItems(
  db: Queryable,
  filter: ItemFilter,
  page: { limit: number; after?: number },
): Promise<{ items: QueuedItem[]; next: number | null }> {
  const waiting = filter.status === 'open' || filter.status === 'resolving';
  const { rows } = await db.query<QueuedItem & { seq: number }>(
    `select seq, ${ITEM_COLUMNS} from reconciliation_items
     where ($1::text is null or status = $1) and ($2::text is null or kind = $2)
       and ($3::text is null or person ilike '%' || $4 || '%' or id = $3 or application_id = $3 or $3 = any(employee_ids))
       and ($5::bigint is null or seq ${waiting ? '>' : '<'} $5)
     order by seq ${waiting ? 'asc' : 'desc'} limit $6`,
    [
      filter.status ?? null,
      filter.kind ?? null,
      filter.q ?? null,
      filter.q?.replace(/[\\%_]/g, '\\$&') ?? null,
      page.after ?? null,
      page.limit,
    ],
  );
  const next = rows.length === page.limit ? (rows[rows.length - 1]?.seq ?? null) : null;
  return { items: rows.map(({ seq: _, ...item }) => item), next };
}

/** What waits for a person, now. */
export interface OpenItems {
  /** Open, and being resolved. */
  total: number;
  /** Every kind is there, also with none. */
  byKind: Record<ReconciliationKind, number>;
  /** When the oldest of them was first seen. */
  oldest: Date | null;
}

export async function countOpen(db: Queryable): Promise<OpenItems> {
  const { rows } = await db.query<{ kind: ReconciliationKind; count: number; oldest: Date }>(
    `select kind, count(*), min(first_seen_at) as oldest from reconciliation_items
     where status in ('open', 'resolving') group by kind`,
  );
  const oldest = rows.map((row) => row.oldest).sort((one, other) => one.getTime() - other.getTime())[0] ?? null;
  return {
    total: rows.reduce((sum, { count }) => sum + count, 0),
    byKind: Object.fromEntries(
      RECONCILIATION_KINDS.map((kind) => [kind, rows.find((row) => row.kind === kind)?.count ?? 0]),
    ) as Record<ReconciliationKind, number>,
    oldest,
  };
}

/** How long the queue was at the end of one day. */
export interface DepthDay {
  /** YYYY-MM-DD in the company's time zone. */
  date: string;
  /** The instant at which the day begins. */
  startsAt: Date;
  /** Items that were in the queue when the day ended (today: are now); null before anything had been reconciled. */
  depth: number | null;
}

/**
 * The queue's depth over the last days, today included, a row a day, oldest first. The one definition of the metric:
 * an item counts from the moment it was first seen until it was resolved, ignored or closed, whatever day it is of.
 * @param timeZone IANA name: whose days they are.
 * @param now the instant that ends the last of them.
 */
export async function depthSeries(db: Queryable, timeZone: string, days: number, now: Date): Promise<DepthDay[]> {
  const { rows } = await db.query<DepthDay>(
    `with day as (
       select d::date as date, d at time zone $1 as starts,
         -- an instant of the program's clock stands for the whole millisecond that the database divides further
         least((d + interval '1 day') at time zone $1, $3::timestamptz + interval '1 millisecond') as ends
       from generate_series(
         date_trunc('day', $3::timestamptz at time zone $1) - ($2::int - 1) * interval '1 day',
         date_trunc('day', $3::timestamptz at time zone $1), interval '1 day') d
     ), measured as (
       select min(finished_at) as since from reconciliation_runs where outcome = 'completed' and not dry_run
     )
     select day.date, day.starts as "startsAt",
       case when measured.since <= day.ends then (
         select count(*) from reconciliation_items i
         where i.first_seen_at <= day.ends and (i.closed_at is null or i.closed_at > day.ends)
       ) end as depth
     from day, measured order by day.date`,
    [timeZone, days, now],
  );
  return rows;
}
