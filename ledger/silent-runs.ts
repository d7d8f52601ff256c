import type pg from 'pg';
import { transaction, type Queryable } from './database.js';

export const SILENT_KINDS = [
  'hire',
  'inbox',
  'interview',
  'screening',
  'reconciliation action',
  'reconciliation',
] as const;
export type SilentKind = (typeof SILENT_KINDS)[number];

/** Something that has gone on for too long without a step. */
export interface SilentRun {
  id: number;
  kind: SilentKind;
  subject: string;
  workflowId: string | null;
  /** Where it stands, without personal data. */
  reason: string;
  silentSince: Date;
  firstSeenAt: Date;
  alertedAt: Date | null;
  closedAt: Date | null;
}

const COLUMNS = `id, kind, subject, workflow_id as "workflowId", reason, silent_since as "silentSince",
  first_seen_at as "firstSeenAt", alerted_at as "alertedAt", closed_at as "closedAt"`;

/** A silent run as a look finds it. */
export type Silence = Pick<SilentRun, 'kind' | 'subject' | 'workflowId' | 'reason' | 'silentSince'>;

/** How long each may go without a step; milliseconds. */
export interface SilencePolicy {
  silence: number;
  /** Added where a hire waits for the HRIS, or for the employee's own onboarding in payroll. */
  hrisEventWait: number;
  onboardingPoll: number;
}

/** The beginning of activities/alerts.ts `reportPending`: a hire that waits for the candidate is not silent. */
export const WAITS_FOR_CANDIDATE = 'Newer terms wait for the candidate';

/**
 * Everything that is under way by the ledger and has had no step for longer than policy allows. What is held, has failed
 * or waits for somebody has told people already.
 */
export async function findSilence(db: Queryable, policy: SilencePolicy, now = new Date()): Promise<Silence[]> {
  const { rows } = await db.query<Silence>(
    `select 'hire' as kind, workflow_id as subject, workflow_id as "workflowId", 'It stands at ' || status || '.' as reason,
       updated_at as "silentSince"
     from hires h
     where status not in ('done', 'rejected', 'rescinded', 'failed', 'held')
       and (status_reason is null or status_reason not like $5 || '%')
       and not exists (select from holds where holds.application_id = h.application_id and holds.status = 'open')
       and updated_at < $1::timestamptz - interval '1 millisecond' * ($2 +
         case status when 'waiting_for_hris' then $3::float8 when 'dispatching' then $4::float8 else 0 end)
     union all
     select 'inbox', 'inbox', null, count(*) || ' deliveries wait to be handed on.', min(received_at)
     from deliveries where status = 'pending' and received_at < $1::timestamptz - interval '1 millisecond' * $2
     having count(*) > 0
     union all
     select 'interview', workflow_id, workflow_id, 'It stands at ' || status || '.', updated_at
     from interviews where status in ('matching', 'confirming') and updated_at < $1::timestamptz - interval '1 millisecond' * $2
     union all
     select 'screening', workflow_id, workflow_id, 'It stands at ' || status || '.', updated_at
     from screening_results where status = 'reading' and updated_at < $1::timestamptz - interval '1 millisecond' * $2
     union all
     select 'reconciliation action', workflow_id, workflow_id, 'The action ' || (request->>'action') || ' has not ended.',
       (request->>'requestedAt')::timestamptz
     from reconciliation_items
     where status = 'resolving' and (request->>'requestedAt')::timestamptz < $1::timestamptz - interval '1 millisecond' * $2`,
    [now, policy.silence, policy.hrisEventWait, policy.onboardingPoll, WAITS_FOR_CANDIDATE],
  );
  return rows;
}

/** Brings the list of silent runs up to what a look has found: opens, keeps and closes. */
export async function recordSilence(pool: pg.Pool, found: readonly Silence[]): Promise<void> {
  await transaction(pool, async (client) => {
    const rows = JSON.stringify(found);
    await client.query(
      `update silent_runs s set closed_at = now()
       where closed_at is null and not exists (
         select from jsonb_to_recordset($1) as f(kind text, subject text) where f.kind = s.kind and f.subject = s.subject)`,
      [rows],
    );
    await client.query(
      `insert into silent_runs (kind, subject, workflow_id, reason, silent_since)
       select kind, subject, "workflowId", reason, "silentSince" from jsonb_to_recordset($1)
         as f(kind text, subject text, "workflowId" text, reason text, "silentSince" timestamptz)
       on conflict (kind, subject) where closed_at is null do update set
         reason = excluded.reason, silent_since = excluded.silent_since, last_seen_at = now()`,
      [rows],
    );
  });
}

/** Silent runs that people have not been told of, longest silent first. */
export async function silenceToTell(db: Queryable): Promise<SilentRun[]> {
  const { rows } = await db.query<SilentRun>(
    `select ${COLUMNS} from silent_runs where closed_at is null and alerted_at is null order by silent_since, id`,
  );
  return rows;
}

/** Notes that people were told. */
export async function silenceTold(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query('update silent_runs set alerted_at = now() where id = any($1)', [ids]);
}

/** Runs that are silent now, longest first. */
export async function listSilentRuns(db: Queryable, limit: number): Promise<SilentRun[]> {
  const { rows } = await db.query<SilentRun>(
    `select ${COLUMNS} from silent_runs where closed_at is null order by silent_since, id limit $1`,
    [limit],
  );
  return rows;
}
