import type { Queryable } from './database.js';
import { lastFinishedRun } from './reconciliation-runs.js';

/** Whether the two sides are still compared. */
export interface ReconciliationWatch {
  /** When a run that keeps the queue last came to its end; null before the first. */
  lastFinishedAt: Date | null;
  overdue: boolean;
  /** From when on it is overdue: also while that lies ahead. */
  since: Date;
}

/**
 * Whether the reconciliation has not run for longer than policy allows. Before its first run ever, the time counts from
 * when the ledger was made.
 * @param overdueAfter milliseconds (policy reconciliation.overdueAfter).
 */
export async function watchReconciliation(
  db: Queryable,
  overdueAfter: number,
  now = new Date(),
): Promise<ReconciliationWatch> {
  const lastFinishedAt = (await lastFinishedRun(db))?.finishedAt ?? null;
  const from = lastFinishedAt ?? (await ledgerMadeAt(db)) ?? now;
  const since = new Date(from.getTime() + overdueAfter);
  return { lastFinishedAt, overdue: now >= since, since };
}

async function ledgerMadeAt(db: Queryable): Promise<Date | undefined> {
  const { rows } = await db.query<{ at: Date }>('select created_at as at from deployment');
  return rows[0]?.at;
}
