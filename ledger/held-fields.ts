import type { HeldFor } from '../schemas/hire-diff.js';
import type { Queryable } from './database.js';

/** How often payroll was held because of one field. */
export interface HeldField {
  field: HeldFor;
  /** Hires that were held because of it at least once. */
  hires: number;
  /** Questions that were asked about it: one hire can be asked about anew. */
  holds: number;
}

/**
 * The fields that payroll was held because of, those that held most hires first. Of the same hires and the same holds as
 * the payroll hold rate (`hiresByDay` in metrics.ts): hires accepted in the last days, today included.
 * @param timeZone IANA name: whose days they are.
 * @param now the instant that ends the window.
 */
export async function heldFields(db: Queryable, timeZone: string, days: number, now: Date): Promise<HeldField[]> {
  const { rows } = await db.query<HeldField>(
    `select difference->>'field' as field, count(distinct holds.application_id) as hires, count(distinct holds.id) as holds
     from hires join holds using (application_id), jsonb_array_elements(holds.diff->'differences') difference
     where coalesce(hires.accepted_at, hires.received_at) >=
         (date_trunc('day', $3::timestamptz at time zone $1) - ($2::int - 1) * interval '1 day') at time zone $1
       and coalesce(hires.accepted_at, hires.received_at) <= $3
       and not holds.diff->'differences' @> '[{"field": "employment"}]'
     group by 1 order by 2 desc, 3 desc, 1`,
    [timeZone, days, now],
  );
  return rows;
}
