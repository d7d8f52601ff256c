import type { Queryable } from './database.js';

/** What is known of the nights that were reconciled. */
export interface ReconciledNights {
  /** Runs of completed nights, newest first. */
  completed: string[];
  /** Up to when the newest of them looked; null before the first. */
  reconciledUntil: Date | null;
  /** When this deployment began: no earlier night is its own. */
  since: Date;
}

/**
 * @param most how many of the newest completed nights are wanted.
 */
export async function readNights(db: Queryable, most: number): Promise<ReconciledNights> {
  const { rows } = await db.query<{ id: string; until: Date }>(
    `select id, window_to as until from reconciliation_runs
     where outcome = 'completed' and not dry_run and kind <> 'manual' order by window_to desc limit $1`,
    [most],
  );
  const begun = await db.query<{ at: Date }>('select coalesce(min(created_at), now()) as at from deployment');
  return {
    completed: rows.map(({ id }) => id),
    reconciledUntil: rows[0]?.until ?? null,
    since: begun.rows[0]?.at ?? new Date(),
  };
}
