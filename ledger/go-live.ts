import type { GoLiveReport } from '../schemas/go-live.js';
import type { Queryable } from './database.js';

export const GO_LIVE_OUTCOMES = ['running', 'passed', 'failed'] as const;
export type GoLiveOutcome = (typeof GO_LIVE_OUTCOMES)[number];

/** A go-live check, under way or through. */
export interface GoLiveRun {
  id: string;
  seq: number;
  requestedBy: string;
  write: boolean;
  workflowId: string;
  runUrl: string;
  startedAt: Date;
  finishedAt: Date | null;
  outcome: GoLiveOutcome;
  report: GoLiveReport;
}

const COLUMNS = `id, seq, requested_by as "requestedBy", writes as "write", workflow_id as "workflowId", run_url as "runUrl",
  started_at as "startedAt", finished_at as "finishedAt", outcome, report`;

/** When real people began to be served; null before. Starts the daily review of errors, and the audit after a week. */
export async function goLiveAt(db: Queryable): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>('select went_live_at as at from deployment');
  return rows[0]?.at ?? null;
}

/**
 * Records the moment of going live; the first one stays.
 * @param declared.despite why, where no check speaks for it.
 * @returns the moment.
 */
export async function goLive(
  db: Queryable,
  { by, at, despite }: { by: string; at: Date; despite: string | null },
): Promise<Date> {
  const { rows } = await db.query<{ at: Date }>(
    `update deployment set went_live_by = case when went_live_at is null then $1 else went_live_by end,
       went_live_despite = case when went_live_at is null then $3 else went_live_despite end,
       went_live_at = coalesce(went_live_at, $2)
     returning went_live_at as at`,
    [by, at, despite],
  );
  const [row] = rows;
  if (!row) throw new Error('the ledger does not say what kind of deployment it belongs to: it is not migrated');
  return row.at;
}

/** Lists a check as begun. Safe to repeat. @returns its number among all checks, from 1. */
export async function beginGoLiveRun(
  db: Queryable,
  run: Pick<GoLiveRun, 'id' | 'requestedBy' | 'write' | 'workflowId' | 'runUrl' | 'report'>,
): Promise<number> {
  const { rows } = await db.query<{ seq: number }>(
    `insert into golive_runs (id, requested_by, writes, workflow_id, run_url, report) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set run_url = excluded.run_url returning seq`,
    [run.id, run.requestedBy, run.write, run.workflowId, run.runUrl, JSON.stringify(run.report)],
  );
  return Number(rows[0]?.seq);
}

/** Keeps what a check has found so far; with an outcome, it is through. */
export async function recordGoLiveReport(db: Queryable, report: GoLiveReport, outcome: GoLiveOutcome): Promise<void> {
  await db.query(
    `update golive_runs set report = $2, outcome = $3, finished_at = case when $3 = 'running' then null else now() end
     where id = $1`,
    [report.goLiveId, JSON.stringify(report), outcome],
  );
}

export async function findGoLiveRun(db: Queryable, id: string): Promise<GoLiveRun | undefined> {
  const { rows } = await db.query<GoLiveRun>(`select ${COLUMNS} from golive_runs where id = $1`, [id]);
  return rows[0];
}

/** Newest first. */
export async function listGoLiveRuns(db: Queryable, limit: number): Promise<GoLiveRun[]> {
  const { rows } = await db.query<GoLiveRun>(
    `select ${COLUMNS} from golive_runs order by started_at desc, seq desc limit $1`,
    [limit],
  );
  return rows;
}

/** The platform's own webhook about a referral, as it arrived. */
export interface ArrivedWebhook {
  id: string;
  body: Buffer;
  headers: Record<string, string>;
  receivedAt: Date;
}

/** The first webhook of a platform that told of a referral, or of its referred user. */
export async function findReferralWebhook(
  db: Queryable,
  advocacy: string,
  of: { referralId: string | null; referredUserId: string },
): Promise<ArrivedWebhook | undefined> {
  const { rows } = await db.query<ArrivedWebhook>(
    `select id, body, headers, received_at as "receivedAt" from deliveries
     where vendor = $1 and (event ->> 'referredUserId' = $3 or event ->> 'referralId' = $2)
     order by seq limit 1`,
    [advocacy, of.referralId, of.referredUserId],
  );
  return rows[0];
}

/** Whether a message of a run has been sent. @param step as it was posted under: "alert.quarantine". */
export async function wasSent(db: Queryable, workflowId: string, step: string): Promise<boolean> {
  const { rows } = await db.query(`select from outbound_writes where key = $1 and state = 'done'`, [
    `${workflowId}:${step}`,
  ]);
  return rows.length > 0;
}

/** A hire that was confirmed to the CRM, newest first. */
export async function confirmedHire(
  db: Queryable,
): Promise<
  { ats: string; applicationId: string; candidateId: string; advocacy: string; referralId: string } | undefined
> {
  const { rows } = await db.query<{
    ats: string;
    applicationId: string;
    candidateId: string;
    advocacy: string;
    referralId: string;
  }>(
    `select ats, application_id as "applicationId", candidate_id as "candidateId", advocacy, referral_id as "referralId"
     from hire_confirmations
     where status = 'confirmed' and candidate_id is not null and referral_id is not null and contact_id is not null
     order by confirmed_at desc limit 1`,
  );
  return rows[0];
}

/** How many of the ATS's own webhooks have told that an application changed its stage. */
export async function countStageWebhooks(db: Queryable, ats: string, applicationId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from deliveries
     where vendor = $1 and event ->> 'kind' = 'stageChanged' and event ->> 'applicationId' = $2`,
    [ats, applicationId],
  );
  return rows[0]?.count ?? 0;
}
