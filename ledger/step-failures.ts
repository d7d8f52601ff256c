import type { Queryable } from './database.js';

/**
 * Counts a failed attempt of a step.
 * @param key `<runId>:<activityId>`: a step that a person retries is a new one.
 * @returns how often it has failed, this time included.
 */
export async function countFailure(
  db: Queryable,
  failure: { key: string; applicationId: string | null; step: string; message: string },
): Promise<number> {
  const { rows } = await db.query<{ failures: number }>(
    `insert into step_failures as f (key, application_id, step, failures, last_failure) values ($1, $2, $3, 1, $4)
     on conflict (key) do update set failures = f.failures + 1, last_failure = excluded.last_failure, last_failed_at = now()
     returning failures`,
    [failure.key, failure.applicationId, failure.step, failure.message],
  );
  return rows[0]?.failures ?? 1;
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
