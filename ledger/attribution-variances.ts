import type pg from 'pg';
import type {
  Variance,
  VarianceAction,
  VarianceKind,
  VarianceRequest,
  VarianceStatus,
} from '../schemas/attribution-audit.js';
import { transaction, type Queryable } from './database.js';

/** A variance as the queue has it. */
export interface QueuedVariance extends Omit<Variance, 'action'> {
  id: string;
  action: VarianceAction;
  status: VarianceStatus;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
  resolution: { action: VarianceAction | null; by: string; reason: string | null } | null;
  request: VarianceRequest | null;
  workflowId: string | null;
  /** Why the last action failed. */
  failure: string | null;
}

const COLUMNS = `id, key, kind, cause, reason, referral_id as "referralId", application_id as "applicationId",
  advocate_ids as "advocateIds", action, status, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
  closed_at as "closedAt", resolution, request, workflow_id as "workflowId", failure`;

/**
 * Brings the queue to what an audit found. What is there keeps its id and age; an ignored variance comes back, as a new
 * one, when its cause has changed; what was open and is not found any more is closed, where the audit has looked at it.
 * @param looked whether the audit has looked at what an open variance is about.
 */
export async function recordVariances(
  db: pg.Pool,
  audit: { id: string; startedAt: Date },
  found: readonly Variance[],
  looked: (variance: QueuedVariance) => boolean,
): Promise<{ opened: number; closed: number; open: number }> {
  const rows = JSON.stringify(found.filter(({ action }) => action !== null));
  return transaction(db, async (client) => {
    await client.query(
      `update attribution_variances v set current = false
       from jsonb_to_recordset($1) as f(key text, cause text)
       where v.current and v.status = 'ignored' and v.key = f.key and v.cause <> f.cause`,
      [rows],
    );
    const recorded = await client.query<{ opened: boolean }>(
      `insert into attribution_variances as v (id, key, kind, cause, reason, referral_id, application_id, advocate_ids,
         action, last_seen_audit)
       select 'var_' || md5(f.key || ' ' || $2), f.key, f.kind, f.cause, f.reason, f."referralId", f."applicationId",
         f."advocateIds", f.action, $2
       from jsonb_to_recordset($1) as f(key text, kind text, cause text, reason text, "referralId" text,
         "applicationId" text, "advocateIds" jsonb, action text)
       on conflict (key) where current do update set cause = excluded.cause, reason = excluded.reason,
         referral_id = excluded.referral_id, application_id = excluded.application_id,
         advocate_ids = excluded.advocate_ids, action = excluded.action, last_seen_at = now(),
         last_seen_audit = excluded.last_seen_audit
       returning xmax = 0 as opened`,
      [rows, audit.id],
    );
    const open = await client.query<QueuedVariance>(
      `select ${COLUMNS} from attribution_variances
       where current and status = 'open' and last_seen_audit <> $1 and last_seen_at < $2`,
      [audit.id, audit.startedAt],
    );
    const gone = open.rows.filter(looked).map(({ id }) => id);
    await client.query(
      `update attribution_variances set status = 'closed', current = false, closed_at = now(),
         resolution = '{"action": null, "by": "audit", "reason": "Its cause has disappeared."}'
       where id = any($1)`,
      [gone],
    );
    const left = await client.query<{ open: number }>(
      `select count(*) as open from attribution_variances where current and status in ('open', 'resolving')`,
    );
    return {
      opened: recorded.rows.filter(({ opened }) => opened).length,
      closed: gone.length,
      open: left.rows[0]?.open ?? 0,
    };
  });
}

/** Variances a page at a time, newest first. @param page.before the `next` of the page before. */
export async function listVariances(
  db: Queryable,
  filter: { status?: VarianceStatus; kind?: VarianceKind },
  page: { limit: number; before?: number },
): Promise<{ items: QueuedVariance[]; next: number | null }> {
  const { rows } = await db.query<QueuedVariance & { seq: number }>(
    `select seq, ${COLUMNS} from attribution_variances
     where ($1::text is null or status = $1) and ($2::text is null or kind = $2) and ($3::bigint is null or seq < $3)
     order by seq desc limit $4`,
    [filter.status ?? null, filter.kind ?? null, page.before ?? null, page.limit],
  );
  const next = rows.length === page.limit ? (rows.at(-1)?.seq ?? null) : null;
  return { items: rows.map(({ seq: _, ...item }) => item), next };
}

export async function findVariance(db: Queryable, id: string): Promise<QueuedVariance | undefined> {
  const { rows } = await db.query<QueuedVariance>(`select ${COLUMNS} from attribution_variances where id = $1`, [id]);
  return rows[0];
}

/**
 * @returns undefined when it is not open, and no earlier attempt of this run has taken it; or when the action is
 *   neither the suggested one nor to ignore it.
 */
export async function startVarianceAction(
  db: Queryable,
  request: VarianceRequest,
  workflowId: string,
): Promise<QueuedVariance | undefined> {
  const { rows } = await db.query<QueuedVariance>(
    `update attribution_variances set status = 'resolving', request = $2, workflow_id = $3, failure = null
     where id = $1 and current and (status = 'open' or (status = 'resolving' and workflow_id = $3))
       and $4 in (action, 'ignore')
     returning ${COLUMNS}`,
    [request.varianceId, JSON.stringify(request), workflowId, request.action],
  );
  return rows[0];
}

/** Takes it out of the queue by the request it was started with. */
export async function finishVarianceAction(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update attribution_variances set status = case request->>'action' when 'ignore' then 'ignored' else 'resolved' end,
       current = request->>'action' = 'ignore', closed_at = now(),
       resolution = jsonb_build_object('action', request->'action', 'by', request->'requestedBy', 'reason', request->'reason')
     where id = $1 and status = 'resolving'`,
    [id],
  );
}

/** Puts it back. @param failure in words, without personal data. */
export async function failVarianceAction(db: Queryable, id: string, failure: string): Promise<void> {
  await db.query(
    `update attribution_variances set status = 'open', failure = $2 where id = $1 and status = 'resolving'`,
    [id, failure],
  );
}

/** Closes what an audit has found about a referral: its run has brought it to the ATS, or a rule has decided, since. */
export const closeSettledReferral = (db: Queryable, referralId: string): Promise<void> =>
  closeSettled(db, [`missing_in_ats:referral:${referralId}`, `differing:referral:${referralId}`]);

/** Closes what an audit has found about a hire that is confirmed since. */
export const closeConfirmedHire = (db: Queryable, applicationId: string): Promise<void> =>
  closeSettled(db, [`missing_in_crm:hire:${applicationId}`]);

/** One that somebody has asked something for is looked at by the run that does it. */
async function closeSettled(db: Queryable, keys: readonly string[]): Promise<void> {
  await db.query(
    `update attribution_variances set status = 'closed', current = false, closed_at = now(),
       resolution = '{"action": null, "by": "run", "reason": "Its own run has settled it."}'
     where key = any($1) and current and status = 'open'`,
    [keys],
  );
}
