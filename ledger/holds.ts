import type { HireDiff } from '../schemas/hire-diff.js';
import type { DecisionRequest, HoldDecision, HoldStatus } from '../schemas/hold.js';
import type { Queryable } from './database.js';

/** Payroll that waits, or waited, for a person. */
export interface Hold {
  id: string;
  applicationId: string;
  workflowId: string;
  runId: string;
  diff: HireDiff;
  diffHash: string;
  /** The hire in one line, for people. */
  hire: string;
  note: string | null;
  status: HoldStatus;
  openedAt: Date;
  closedAt: Date | null;
  remindedTimes: number;
  channelId: string | null;
  messageId: string | null;
  decision: HoldDecision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  /** What has been done about the decision so far. */
  progress: string | null;
}

const COLUMNS = `id, application_id as "applicationId", workflow_id as "workflowId", run_id as "runId", diff,
  diff_hash as "diffHash", hire, note, status, opened_at as "openedAt", closed_at as "closedAt",
  reminded_times as "remindedTimes", channel_id as "channelId", message_id as "messageId", decision,
  decided_by as "decidedBy", decided_at as "decidedAt", reason, progress`;

export type NewHold = Pick<Hold, 'id' | 'applicationId' | 'workflowId' | 'runId' | 'diff' | 'hire' | 'note'>;

/** Opens a hold; opening the same one again changes nothing. */
export async function openHold(db: Queryable, hold: NewHold): Promise<void> {
  await db.query(
    `insert into holds (id, application_id, workflow_id, run_id, diff, diff_hash, hire, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
    [
      hold.id,
      hold.applicationId,
      hold.workflowId,
      hold.runId,
      JSON.stringify(hold.diff),
      hold.diff.hash,
      hold.hire,
      hold.note,
    ],
  );
}

export async function findHold(db: Queryable, id: string): Promise<Hold | undefined> {
  const { rows } = await db.query<Hold>(`select ${COLUMNS} from holds where id = $1`, [id]);
  return rows[0];
}

/** Where the hold's question was posted, to update the message later. */
export async function recordHoldMessage(
  db: Queryable,
  id: string,
  message: { channelId: string; messageId: string },
): Promise<void> {
  await db.query('update holds set channel_id = $2, message_id = $3 where id = $1', [
    id,
    message.channelId,
    message.messageId,
  ]);
}

export async function countReminder(db: Queryable, id: string): Promise<void> {
  await db.query(`update holds set reminded_times = reminded_times + 1 where id = $1 and status = 'open'`, [id]);
}

/** Closes an open hold by a person's decision. Of two decisions the first counts; the same one again changes nothing. */
export async function decideHold(db: Queryable, request: DecisionRequest, progress: string): Promise<void> {
  await db.query(
    `update holds set status = 'decided', decision = $2, decided_by = $3, decided_at = $4, reason = $5, progress = $6, closed_at = now()
     where id = $1 and status = 'open'`,
    [request.holdId, request.decision, request.decidedBy, request.decidedAt, request.reason ?? null, progress],
  );
}

/** Closes an open hold without a decision. */
export async function closeHold(db: Queryable, id: string, status: 'void' | 'expired', why: string): Promise<void> {
  await db.query(`update holds set status = $2, progress = $3, closed_at = now() where id = $1 and status = 'open'`, [
    id,
    status,
    why,
  ]);
}

export async function recordHoldProgress(db: Queryable, id: string, progress: string): Promise<void> {
  await db.query('update holds set progress = $2 where id = $1', [id, progress]);
}

/** Holds, oldest open first, then newest closed. */
export async function listHolds(
  db: Queryable,
  filter: { status?: HoldStatus; applicationId?: string },
  limit: number,
  offset = 0,
): Promise<Hold[]> {
  const { rows } = await db.query<Hold>(
    `select ${COLUMNS} from holds
     where ($1::text is null or status = $1) and ($2::text is null or application_id = $2)
     order by status <> 'open', case when status = 'open' then opened_at end, opened_at desc limit $3 offset $4`,
    [filter.status ?? null, filter.applicationId ?? null, limit, offset],
  );
  return rows;
}
