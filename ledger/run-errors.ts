import type { ErrorCause } from '../domain/error-cause.js';
import type { Queryable } from './database.js';
import { STOPPED_RUNS } from './waiting.js';

/** A step that was given up. */
export interface NewRunError {
  workflowId: string;
  runId: string;
  workflowType: string;
  step: string;
  /** The failure's own type, not that its attempts are exhausted. */
  failureType: string;
  cause: ErrorCause;
  vendor: string | null;
  /** Without personal data. */
  message: string;
}

export async function recordRunError(db: Queryable, error: NewRunError): Promise<void> {
  await db.query(
    `insert into run_errors (workflow_id, run_id, workflow_type, step, failure_type, cause, vendor, message)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[error.workflowId, error.runId, error.workflowType, error.step],
      ...[error.failureType, error.cause, error.vendor, error.message],
    ],
  );
}

/** A failed run, or a delivery that could not be understood, with its newest error. */
export interface FailedRun {
  /** Null for a delivery that started nothing. */
  workflowId: string | null;
  /** The run in which it happened last; null for a delivery. */
  runId: string | null;
  deliveryId: string | null;
  /** "hireLifecycle"; for a delivery, the vendor's word for the event. */
  what: string;
  step: string;
  cause: ErrorCause;
  vendor: string | null;
  message: string;
  /** Errors of this run in the period. */
  times: number;
  firstAt: Date;
  lastAt: Date;
  /** Whether it still waits for somebody. */
  open: boolean;
}

/**
 * What failed in a period, newest first.
 * @param period instants; `from` is included, `to` is not.
 */
export async function listFailedRuns(
  db: Queryable,
  period: { from: Date; to: Date; cause?: ErrorCause },
  limit: number,
): Promise<FailedRun[]> {
  const { rows } = await db.query<FailedRun>(
    `with failed as (
       select distinct on (workflow_id, cause) workflow_id as "workflowId", run_id as "runId", null as "deliveryId",
         workflow_type as what, step, cause, vendor, message,
         count(*) over same as times, min(at) over same as "firstAt", max(at) over same as "lastAt",
         workflow_id in (${STOPPED_RUNS}) as open
       from run_errors where at >= $1 and at < $2
       window same as (partition by workflow_id, cause)
       order by workflow_id, cause, id desc
     ), quarantined as (
       select workflow_id, null, id, coalesce(event_type, 'unknown event'), 'receiving', 'field_mismatch', vendor,
         coalesce(reason, ''), 1, received_at, received_at, true
       from deliveries where status = 'quarantined' and received_at >= $1 and received_at < $2
     )
     select * from (select * from failed union all select * from quarantined) all_of_them
     where $3::text is null or cause = $3
     order by open desc, "lastAt" desc limit $4`,
    [period.from, period.to, period.cause ?? null, limit],
  );
  return rows;
}
