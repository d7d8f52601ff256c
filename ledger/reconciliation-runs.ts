import type { TimeWindow } from '../connectors/roles/ats.js';
import type { ReconciliationKind } from '../schemas/reconciliation.js';
import type { Queryable } from './database.js';

export const RUN_KINDS = ['nightly', 'manual', 'catch-up'] as const;
/** nightly: by the schedule; manual: by a person, any window; catch-up: by the schedule, for nights that were missed. */
export type RunKind = (typeof RUN_KINDS)[number];

/** What a run came to. */
export interface RunCounts {
  /** Records that were read on each side, those that were looked up one by one included. */
  ats: number;
  hris: number;
  /** What it found, in the queue before or not; in a dry run too. */
  found: Record<ReconciliationKind, number>;
  /** Items it put into the queue, and items it took out as their cause had disappeared. */
  opened: number;
  closed: number;
}

export interface ReconciliationRun {
  id: string;
  kind: RunKind;
  /** Whose days were compared. */
  window: { from: Date; to: Date };
  dryRun: boolean;
  startedAt: Date;
  finishedAt: Date | null;
  outcome: 'running' | 'completed' | 'failed';
  /** Why it failed, without personal data. */
  failure: string | null;
  counts: RunCounts | null;
}

const COLUMNS = `id, kind, jsonb_build_object('from', window_from, 'to', window_to) as window, dry_run as "dryRun",
  started_at as "startedAt", finished_at as "finishedAt", outcome, failure, counts`;

type Row = Omit<ReconciliationRun, 'window'> & { window: { from: string; to: string } };

const toRun = (row: Row): ReconciliationRun => ({
  ...row,
  window: { from: new Date(row.window.from), to: new Date(row.window.to) },
});

/** Records that a run begins. The same run again is the run that is known, with the start it had. */
export async function startRun(
  db: Queryable,
  run: { id: string; kind: RunKind; window: TimeWindow; dryRun: boolean },
): Promise<ReconciliationRun> {
  const { rows } = await db.query<Row>(
    `insert into reconciliation_runs (id, kind, window_from, window_to, dry_run) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set outcome = 'running', finished_at = null, failure = null
     returning ${COLUMNS}`,
    [run.id, run.kind, run.window.from, run.window.to, run.dryRun],
  );
  if (!rows[0]) throw new Error('a reconciliation run was neither inserted nor found');
  return toRun(rows[0]);
}

/** Records that a run is through. */
export async function finishRun(db: Queryable, id: string, counts: RunCounts): Promise<void> {
  await db.query(
    `update reconciliation_runs set outcome = 'completed', finished_at = now(), failure = null, counts = $2 where id = $1`,
    [id, JSON.stringify(counts)],
  );
}

/** @param failure in words, without personal data. */
export async function failRun(db: Queryable, id: string, failure: string): Promise<void> {
  await db.query(
    `update reconciliation_runs set outcome = 'failed', finished_at = now(), failure = $2
     where id = $1 and outcome = 'running'`,
    [id, failure],
  );
}

export async function findRun(db: Queryable, id: string): Promise<ReconciliationRun | undefined> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from reconciliation_runs where id = $1`, [id]);
  return rows[0] && toRun(rows[0]);
}

/** Runs, the newest first. */
export async function listRuns(db: Queryable, limit: number): Promise<ReconciliationRun[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from reconciliation_runs order by started_at desc, number desc limit $1`,
    [limit],
  );
  return rows.map(toRun);
}

/**
 * The last run that kept the queue: completed, and not a dry run. The watchdog alerts when its `finishedAt` is more
 * than 26 hours ago. A manual run over a narrower window counts only with `of: 'any'`.
 */
export async function lastFinishedRun(
  db: Queryable,
  of: 'scheduled' | 'any' = 'any',
): Promise<ReconciliationRun | undefined> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from reconciliation_runs
     where outcome = 'completed' and not dry_run and ($1 = 'any' or kind <> 'manual')
     order by finished_at desc limit 1`,
    [of],
  );
  return rows[0] && toRun(rows[0]);
}
