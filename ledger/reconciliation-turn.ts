import type { ReconciliationProgress } from '../workflows/reconciliation-contract.js';
import type { Queryable } from './database.js';

/** How long a run that says nothing may be presumed alive: longer than vendors and retries let it wait. */
const HELD = '15 minutes';

/**
 * Takes the turn to reconcile, or keeps it.
 * @returns false while it is another run's.
 */
export async function takeTurn(db: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into reconciliation_turn as t (run_id, held_until) values ($1, now() + interval '${HELD}')
     on conflict (only_one) do update set run_id = excluded.run_id, held_until = excluded.held_until,
       progress = case when t.run_id = excluded.run_id then t.progress else '{}' end
       where t.run_id = excluded.run_id or t.held_until < now()`,
    [runId],
  );
  return rowCount === 1;
}

/** Keeps the turn, and tells how far the run is; what `progress` does not name stays as it was told before. */
export async function keepTurn(db: Queryable, runId: string, progress: Partial<ReconciliationProgress>): Promise<void> {
  await db.query(
    `update reconciliation_turn set held_until = now() + interval '${HELD}', progress = progress || $2 where run_id = $1`,
    [runId, JSON.stringify(progress)],
  );
}

/** Gives the turn back; nothing when it is another run's by now. */
export async function releaseTurn(db: Queryable, runId: string): Promise<void> {
  await db.query('delete from reconciliation_turn where run_id = $1', [runId]);
}

/** How far the run is that has the turn; undefined when this run does not have it. */
export async function readProgress(db: Queryable, runId: string): Promise<Partial<ReconciliationProgress> | undefined> {
  const { rows } = await db.query<{ progress: Partial<ReconciliationProgress> }>(
    'select progress from reconciliation_turn where run_id = $1',
    [runId],
  );
  return rows[0]?.progress;
}
