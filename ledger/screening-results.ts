import type { Queryable } from './database.js';

/** A result, by the vendor's name and the vendor's id of it. */
export interface ResultRef {
  screening: string;
  resultId: string;
}

/** Whose a result is. */
export interface ResultOwner {
  candidateId: string;
  /** Null where the result belongs to the person as such. */
  applicationId: string | null;
}

/** A result, as its way to the ATS stands. */
export interface ScreeningRecord extends ResultRef {
  workflowId: string;
  runUrl: string;
  candidateId: string | null;
  applicationId: string | null;
  /** The person who said whose it is, e.g. "console:dana"; null where the systems know. */
  chosenBy: string | null;
  status: 'reading' | 'written' | 'failed';
  statusReason: string | null;
  updatedAt: Date;
}

const RECORD = `r.screening, r.result_id as "resultId", r.workflow_id as "workflowId", r.run_url as "runUrl",
  r.candidate_id as "candidateId", r.application_id as "applicationId", r.chosen_by as "chosenBy", r.status,
  r.status_reason as "statusReason", r.updated_at as "updatedAt"`;

/** Records that a run is at a result. */
export async function beginScreening(
  db: Queryable,
  ref: ResultRef,
  run: { workflowId: string; runId: string; runUrl: string },
): Promise<ScreeningRecord> {
  const { rows } = await db.query<ScreeningRecord>(
    `insert into screening_results as r (screening, result_id, workflow_id, run_id, run_url, status)
     values ($1, $2, $3, $4, $5, 'reading')
     on conflict (screening, result_id) do update set
       workflow_id = excluded.workflow_id, run_id = excluded.run_id, run_url = excluded.run_url,
       status = 'reading', status_reason = null, updated_at = now()
     returning ${RECORD}`,
    [ref.screening, ref.resultId, run.workflowId, run.runId, run.runUrl],
  );
  const [record] = rows;
  if (!record) throw new Error('screening_results: the upsert returned no row');
  return record;
}

export async function findScreening(db: Queryable, ref: ResultRef): Promise<ScreeningRecord | undefined> {
  const { rows } = await db.query<ScreeningRecord>(
    `select ${RECORD} from screening_results r where screening = $1 and result_id = $2`,
    [ref.screening, ref.resultId],
  );
  return rows[0];
}

/**
 * Records how an attempt ended. What is written has not failed: an alert that comes late changes nothing about it.
 * @param reason why a failed result waits for a person; null otherwise.
 */
export async function settleScreening(
  db: Queryable,
  ref: ResultRef,
  status: 'written' | 'failed',
  reason: string | null,
): Promise<void> {
  await db.query(
    `update screening_results set status = $3, status_reason = $4, updated_at = now()
     where screening = $1 and result_id = $2 and (status <> 'written' or $3 = 'written')`,
    [ref.screening, ref.resultId, status, reason],
  );
}

/** Results that wait for a person, longest first. */
export async function listFailedScreening(db: Queryable, limit: number): Promise<ScreeningRecord[]> {
  const { rows } = await db.query<ScreeningRecord>(
    `select ${RECORD} from screening_results r where status = 'failed' order by updated_at limit $1`,
    [limit],
  );
  return rows;
}

/** @param chosenBy the person who said so; undefined leaves an earlier person's word standing. */
export async function recordOwner(db: Queryable, ref: ResultRef, owner: ResultOwner, chosenBy?: string): Promise<void> {
  await db.query(
    `update screening_results set candidate_id = $3, application_id = $4, chosen_by = coalesce($5, chosen_by), updated_at = now()
     where screening = $1 and result_id = $2`,
    [ref.screening, ref.resultId, owner.candidateId, owner.applicationId, chosenBy ?? null],
  );
}

/** Two candidates turned out to be one: the results of `from` are those of `to` from now on. */
export async function moveScreening(db: Queryable, from: string, to: string): Promise<void> {
  await db.query('update screening_results set candidate_id = $2, updated_at = now() where candidate_id = $1', [
    from,
    to,
  ]);
}

/** The hires that hireline knows of and a result is about. */
export async function hiresConcerned(db: Queryable, ref: ResultRef): Promise<{ ats: string; applicationId: string }[]> {
  const { rows } = await db.query<{ ats: string; applicationId: string }>(
    `select hire.ats, hire.application_id as "applicationId" from screening_results r join hires hire
       on hire.application_id = r.application_id or (r.application_id is null and hire.candidate_id = r.candidate_id)
     where r.screening = $1 and r.result_id = $2 order by hire.application_id`,
    [ref.screening, ref.resultId],
  );
  return rows;
}
