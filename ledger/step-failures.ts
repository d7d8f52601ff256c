import type { Queryable } from './database.js';

/**
 * Counts a failed attempt of a step.
 * @param failure.key `<runId>:<step>`.
 * @param failure.first whether it was the step's first attempt: the count of an earlier time begins anew.
 * @returns how often it has failed this time.
 */
export async function countFailure(
  db: Queryable,
  failure: { key: string; applicationId: string | null; step: string; message: string; first: boolean },
): Promise<number> {
  const { rows } = await db.query<{ failures: number }>(
    `insert into step_failures as f (key, application_id, step, failures, last_failure) values ($1, $2, $3, 1, $4)
     on conflict (key) do update set
       failures = case when $5 then 1 else f.failures + 1 end, last_failure = excluded.last_failure, last_failed_at = now()
     returning failures`,
    [failure.key, failure.applicationId, failure.step, failure.message, failure.first],
  );
  return rows[0]?.failures ?? 1;
}

/** A first attempt that was told to wait: what an earlier time of the same step has counted does not count any more. */
export async function forgetFailures(db: Queryable, key: string): Promise<void> {
  await db.query('delete from step_failures where key = $1', [key]);
}

export interface StepFailure {
  step: string;
  failures: number;
  lastFailure: string;
  lastFailedAt: Date;
}

export async function listFailures(db: Queryable, applicationId: string): Promise<StepFailure[]> {
  const { rows } = await db.query<StepFailure>(
    `select step, failures, last_failure as "lastFailure", last_failed_at as "lastFailedAt"
     from step_failures where application_id = $1 order by last_failed_at`,
    [applicationId],
  );
  return rows;
}
