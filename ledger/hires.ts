import type { RescissionCause } from '../schemas/events.js';
import type { HireStatus } from '../schemas/hire-status.js';
import type { HireDiff } from '../schemas/hire-diff.js';
import type { HireFields } from '../schemas/hire.js';
import type { Queryable } from './database.js';

/** What is known of a hire after a step; absent fields stay as they are. */
export interface HirePatch {
  candidateId?: string;
  jobId?: string;
  offerId?: string;
  offerVersion?: number;
  /** ISO 8601 with zone. */
  acceptedAt?: string;
  candidateName?: string;
  jobTitle?: string;
  startDate?: string;
  hris?: string;
  employeeId?: string;
  payroll?: string;
  payrollEmployeeId?: string;
  fieldMapVersion?: string;
  offerFields?: HireFields;
  hrisFields?: HireFields;
  comparedDiff?: HireDiff;
  /** The terms as they were last written to the HRIS, and dispatched to payroll. */
  writtenFields?: HireFields;
  dispatchedFields?: HireFields;
}

/** A step of a hire, as it is kept in the list and in the timeline. */
export interface HireProgress {
  applicationId: string;
  ats: string;
  workflowId: string;
  runId: string;
  runUrl: string;
  status: HireStatus;
  /** Why it stands there, for held and failed hires. */
  reason?: string;
  /** The timeline's sentence. */
  text: string;
  details?: unknown;
  patch?: HirePatch;
}

/** Records a step of a hire: its row in the list and its line in the timeline, in one statement. */
export async function recordProgress(db: Queryable, progress: HireProgress): Promise<void> {
  const patch = progress.patch ?? {};
  await db.query({
    name: 'record-progress',
    text: `with hire as (
             insert into hires as h (application_id, ats, workflow_id, run_id, status, status_reason,
               candidate_id, job_id, offer_id, offer_version, candidate_name, job_title, start_date,
               hris, employee_id, payroll, payroll_employee_id, field_map_version, offer_fields, hris_fields, compared_hash, compared_diff, accepted_at,
               written_fields, dispatched_fields, finished_at)
             values ($1, $2, $3, $4, $5, $6, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
               case when $5 in ('done', 'rejected', 'rescinded') then now() end)
             on conflict (application_id) do update set
               workflow_id = excluded.workflow_id, run_id = excluded.run_id,
               status = excluded.status, status_reason = excluded.status_reason,
               candidate_id = coalesce(excluded.candidate_id, h.candidate_id),
               job_id = coalesce(excluded.job_id, h.job_id),
               offer_id = coalesce(excluded.offer_id, h.offer_id),
               offer_version = coalesce(excluded.offer_version, h.offer_version),
               candidate_name = coalesce(excluded.candidate_name, h.candidate_name),
               job_title = coalesce(excluded.job_title, h.job_title),
               start_date = coalesce(excluded.start_date, h.start_date),
               hris = coalesce(excluded.hris, h.hris),
               employee_id = coalesce(excluded.employee_id, h.employee_id),
               payroll = coalesce(excluded.payroll, h.payroll),
               payroll_employee_id = coalesce(excluded.payroll_employee_id, h.payroll_employee_id),
               field_map_version = coalesce(excluded.field_map_version, h.field_map_version),
               offer_fields = coalesce(excluded.offer_fields, h.offer_fields),
               hris_fields = coalesce(excluded.hris_fields, h.hris_fields),
               compared_hash = coalesce(excluded.compared_hash, h.compared_hash),
               compared_diff = coalesce(excluded.compared_diff, h.compared_diff),
               accepted_at = coalesce(excluded.accepted_at, h.accepted_at),
               written_fields = coalesce(excluded.written_fields, h.written_fields),
               dispatched_fields = coalesce(excluded.dispatched_fields, h.dispatched_fields),
               updated_at = now(), finished_at = excluded.finished_at
             returning application_id
           )
           insert into hire_events (application_id, status, text, details, run_url)
           select application_id, $5, $7, $8::jsonb, $9 from hire`,
    values: [
      progress.applicationId,
      progress.ats,
      progress.workflowId,
      progress.runId,
      progress.status,
      progress.reason ?? null,
      progress.text,
      progress.details === undefined ? null : JSON.stringify(progress.details),
      progress.runUrl,
      patch.candidateId ?? null,
      patch.jobId ?? null,
      patch.offerId ?? null,
      patch.offerVersion ?? null,
      patch.candidateName ?? null,
      patch.jobTitle ?? null,
      patch.startDate ?? null,
      patch.hris ?? null,
      patch.employeeId ?? null,
      patch.payroll ?? null,
      patch.payrollEmployeeId ?? null,
      patch.fieldMapVersion ?? null,
      patch.offerFields ? JSON.stringify(patch.offerFields) : null,
      patch.hrisFields ? JSON.stringify(patch.hrisFields) : null,
      patch.comparedDiff?.hash ?? null,
      patch.comparedDiff ? JSON.stringify(patch.comparedDiff) : null,
      patch.acceptedAt ?? null,
      patch.writtenFields ? JSON.stringify(patch.writtenFields) : null,
      patch.dispatchedFields ? JSON.stringify(patch.dispatchedFields) : null,
    ],
  });
}

/** A hire's row. */
export interface Hire {
  applicationId: string;
  ats: string;
  workflowId: string;
  runId: string;
  candidateId: string | null;
  offerId: string | null;
  offerVersion: number | null;
  rescissionAnnounced: boolean;
  rescissionCause: RescissionCause | null;
  anonymizedAt: Date | null;
  candidateName: string | null;
  jobTitle: string | null;
  startDate: string | null;
  status: HireStatus;
  statusReason: string | null;
  hris: string | null;
  employeeId: string | null;
  payroll: string | null;
  payrollEmployeeId: string | null;
  fieldMapVersion: string | null;
  receivedAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

const COLUMNS = `application_id as "applicationId", ats, workflow_id as "workflowId", run_id as "runId",
  candidate_id as "candidateId", offer_id as "offerId", offer_version as "offerVersion",
  rescission_announced as "rescissionAnnounced", rescission_cause as "rescissionCause", anonymized_at as "anonymizedAt", candidate_name as "candidateName", job_title as "jobTitle",
  start_date as "startDate", status, status_reason as "statusReason", hris, employee_id as "employeeId", payroll,
  payroll_employee_id as "payrollEmployeeId", field_map_version as "fieldMapVersion",
  received_at as "receivedAt", updated_at as "updatedAt", finished_at as "finishedAt"`;

export async function findHire(db: Queryable, applicationId: string): Promise<Hire | undefined> {
  const { rows } = await db.query<Hire>(`select ${COLUMNS} from hires where application_id = $1`, [applicationId]);
  return rows[0];
}

/** The hire that an employee of the HRIS belongs to, if hireline wrote or linked it. */
export async function findHireByEmployee(db: Queryable, hris: string, employeeId: string): Promise<Hire | undefined> {
  const { rows } = await db.query<Hire>({
    name: 'hire-by-employee',
    text: `select ${COLUMNS} from hires where hris = $1 and employee_id = $2 and superseded_by is null`,
    values: [hris, employeeId],
  });
  return rows[0];
}

export async function findHireByPayrollEmployee(
  db: Queryable,
  payroll: string,
  payrollEmployeeId: string,
): Promise<Hire | undefined> {
  const { rows } = await db.query<Hire>(
    `select ${COLUMNS} from hires where payroll = $1 and payroll_employee_id = $2 and superseded_by is null`,
    [payroll, payrollEmployeeId],
  );
  return rows[0];
}

/** What the two sides said at the last reading. */
export interface HireSnapshot {
  candidateId: string | null;
  employeeId: string | null;
  payrollEmployeeId: string | null;
  offerFields: HireFields | null;
  hrisFields: HireFields | null;
  comparedDiff: HireDiff | null;
  writtenFields: HireFields | null;
  dispatchedFields: HireFields | null;
  offerVersion: number | null;
  candidateName: string | null;
  jobTitle: string | null;
  startDate: string | null;
}

export async function readSnapshot(db: Queryable, applicationId: string): Promise<HireSnapshot | undefined> {
  const { rows } = await db.query<HireSnapshot>({
    name: 'hire-snapshot',
    text: `select candidate_id as "candidateId", employee_id as "employeeId", payroll_employee_id as "payrollEmployeeId",
             offer_fields as "offerFields", hris_fields as "hrisFields", compared_diff as "comparedDiff",
             written_fields as "writtenFields", dispatched_fields as "dispatchedFields", offer_version as "offerVersion",
             candidate_name as "candidateName", job_title as "jobTitle", start_date as "startDate"
           from hires where application_id = $1`,
    values: [applicationId],
  });
  return rows[0];
}

/** Remembers that the ATS announced a rescission, until it has been looked into. */
export async function announceRescission(db: Queryable, applicationId: string): Promise<void> {
  await db.query('update hires set rescission_announced = true where application_id = $1', [applicationId]);
}

/** An announced rescission has been looked into. @param cause null when the hire stands. */
export async function settleRescission(
  db: Queryable,
  applicationId: string,
  cause: RescissionCause | null,
): Promise<void> {
  await db.query('update hires set rescission_announced = false, rescission_cause = $2 where application_id = $1', [
    applicationId,
    cause,
  ]);
}

/** A former employee was rehired: their earlier hires are not about this employee any more. */
export async function supersedeHires(
  db: Queryable,
  employee: { hris: string; employeeId: string },
  applicationId: string,
): Promise<void> {
  await db.query(
    `update hires set superseded_by = $3
     where hris = $1 and employee_id = $2 and application_id <> $3 and superseded_by is null`,
    [employee.hris, employee.employeeId, applicationId],
  );
}

/** What was written downstream is undone: the employment ended, or the record is gone. */
export async function forgetWritten(
  db: Queryable,
  applicationId: string,
  undone: { in: 'hris' | 'payroll'; deleted: boolean },
): Promise<void> {
  await db.query(
    undone.in === 'hris'
      ? `update hires set written_fields = null, employee_id = case when $2 then null else employee_id end where application_id = $1`
      : `update hires set dispatched_fields = null, payroll_employee_id = case when $2 then null else payroll_employee_id end
         where application_id = $1`,
    [applicationId, undone.deleted],
  );
}

/**
 * Hires, last changed first, a page at a time.
 * @param filter.q part of a name, or an id of any system.
 */
export async function listHires(
  db: Queryable,
  filter: { status?: HireStatus; q?: string },
  page: { limit: number; before?: string },
): Promise<{ items: Hire[]; next: string | null }> {
  const [beforeAt, beforeId] = page.before?.split('|') ?? [];
  const { rows } = await db.query<Hire & { cursor: string }>(
    `select ${COLUMNS}, updated_at::text || '|' || application_id as cursor from hires
     where ($1::text is null or status = $1)
       and ($2::text is null or candidate_name ilike '%' || $2 || '%' or $2 in (application_id, candidate_id, employee_id, payroll_employee_id))
       and ($3::timestamptz is null or (updated_at, application_id) < ($3::timestamptz, $4))
     order by updated_at desc, application_id desc limit $5`,
    [filter.status ?? null, filter.q || null, beforeAt ?? null, beforeId ?? null, page.limit],
  );
  const next = rows.length === page.limit ? (rows[rows.length - 1]?.cursor ?? null) : null;
  return { items: rows.map(({ cursor: _, ...hire }) => hire), next };
}

export interface HireEventRow {
  at: Date;
  status: HireStatus | null;
  text: string;
  details: unknown;
  runUrl: string | null;
}

export async function listHireEvents(db: Queryable, applicationId: string): Promise<HireEventRow[]> {
  const { rows } = await db.query<HireEventRow>(
    `select at, status, text, details, run_url as "runUrl" from hire_events where application_id = $1 order by id`,
    [applicationId],
  );
  return rows;
}
