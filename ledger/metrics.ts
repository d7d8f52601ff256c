import { DELIVERY_STATUSES, type DeliveryStatus } from '../schemas/delivery.js';
import { HIRE_STATUSES, type HireStatus } from '../schemas/hire-status.js';
import type { Queryable } from './database.js';

/**
 * What one day's hires came to. A hire belongs to the day on which its offer was accepted (until the ATS has been asked: on
 * which it was received) in the company's time zone; what happens to it later still counts for that day.
 */
export interface HireDay {
  /** YYYY-MM-DD in the company's time zone. */
  date: string;
  /** The instant at which the day begins. */
  startsAt: Date;
  /** Hires that were started. */
  started: number;
  /**
   * Of these, the hires whose write to the HRIS failed for good at least once: they stand as failed without an
   * employee, or were stopped at that step before somebody retried them.
   */
  failedInHris: number;
  /** Hires whose offer was compared with the HRIS. */
  compared: number;
  /**
   * Of these, the hires whose payroll waited for a person at least once: over terms that differ, or over an adverse
   * action on a screening result. The question whether a rescinded hire that payroll has paid is undone holds no payroll.
   */
  held: number;
}

/** What a failed HRIS write is called in the timeline; the name of the step in workflows/hire-lifecycle.ts. */
export const HRIS_WRITE_STEP = 'writing the new hire to the HRIS';

/**
 * The hires of the last days, today included, a row a day, oldest first. The one definition of both rates.
 * @param timeZone IANA name: whose days they are.
 * @param now the instant that ends the window.
 */
export async function hiresByDay(db: Queryable, timeZone: string, days: number, now: Date): Promise<HireDay[]> {
  const { rows } = await db.query<HireDay>(
    `with day as (
       select d::date as date, d at time zone $1 as starts, (d + interval '1 day') at time zone $1 as ends
       from generate_series(
         date_trunc('day', $3::timestamptz at time zone $1) - ($2::int - 1) * interval '1 day',
         date_trunc('day', $3::timestamptz at time zone $1), interval '1 day') d
     ), hire as (
       select coalesce(accepted_at, received_at) as accepted,
         (status = 'failed' and employee_id is null) or exists (
           select 1 from hire_events e
           where e.application_id = h.application_id and e.status = 'failed' and e.text like 'Stopped at ' || $4 || ':%'
         ) as failed,
         compared_hash is not null as compared,
         exists (
           select 1 from holds where holds.application_id = h.application_id
             and not holds.diff->'differences' @> '[{"field": "employment"}]'
         ) as held
       from hires h
       where coalesce(accepted_at, received_at) >= (select min(starts) from day) and coalesce(accepted_at, received_at) <= $3
     )
     select day.date, day.starts as "startsAt", count(hire.accepted) as started,
       count(*) filter (where hire.failed) as "failedInHris",
       count(*) filter (where hire.compared or hire.held) as compared,
       count(*) filter (where hire.held) as held
     from day left join hire on hire.accepted >= day.starts and hire.accepted < day.ends
     group by day.date, day.starts order by day.date`,
    [timeZone, days, now, HRIS_WRITE_STEP],
  );
  return rows;
}

/** How many there are of what, now. Every status is there, also with none. */
export interface LedgerCounts {
  hires: Record<HireStatus, number>;
  deliveries: Record<DeliveryStatus, number>;
  openHolds: number;
}

export async function countLedger(db: Queryable): Promise<LedgerCounts> {
  const { rows } = await db.query<{ what: 'hire' | 'delivery' | 'hold'; status: string; count: number }>(
    `select 'hire' as what, status, count(*) from hires group by status
     union all select 'delivery', status, count(*) from deliveries group by status
     union all select 'hold', 'open', count(*) from holds where status = 'open'`,
  );
  const of = (what: string, status: string) =>
    rows.find((row) => row.what === what && row.status === status)?.count ?? 0;
  const each = <S extends string>(what: string, statuses: readonly S[]) =>
    Object.fromEntries(statuses.map((status) => [status, of(what, status)])) as Record<S, number>;
  return {
    hires: each('hire', HIRE_STATUSES),
    deliveries: each('delivery', DELIVERY_STATUSES),
    openHolds: of('hold', 'open'),
  };
}
