import type pg from 'pg';
import type { Finding } from '../domain/reconciliation.js';
import type { ReconciliationItem, ReconciliationRequest } from '../schemas/reconciliation.js';
import { transaction, type Queryable } from './database.js';

/** An item as the ledger has it: with the action under way, or what became of the last one. */
export interface QueuedItem extends ReconciliationItem {
  request: ReconciliationRequest | null;
  /** The workflow that carries the request out. */
  workflowId: string | null;
  /** Why the last action failed, without personal data. */
  failure: string | null;
}

export const ITEM_COLUMNS = `id, kind, status, reason, owner, application_id as "applicationId",
  employee_ids as "employeeIds", person, differences, suggested_match as "suggestedMatch",
  suggested_action as "suggestedAction", day, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
  closed_at as "closedAt", resolution, request, workflow_id as "workflowId", failure`;

/** The run that looks: what happened to an item since it began is newer than what it read. */
export interface LookingRun {
  id: string;
  startedAt: Date;
}

/**
 * Puts findings into the queue. One that is there keeps its id, its age and its status, and gets what is now known of
 * it; an ignored one comes back, as a new item, when its fingerprint has changed. A cause that was dealt with after
 * the run began is left out: the run may have read what was there before. The same findings again change nothing.
 * @param at when they were seen; the database's clock by default.
 * @returns how many items this run has put into the queue, of these findings.
 */
export async function recordFindings(
  db: pg.Pool,
  run: LookingRun,
  findings: readonly Finding[],
  at: Date | null = null,
): Promise<number> {
  if (findings.length === 0) return 0;
  const rows = JSON.stringify(findings);
  return transaction(db, async (client) => {
    await client.query(
      `update reconciliation_items i set current = false
       from jsonb_to_recordset($1) as f(cause text, fingerprint text)
       where i.current and i.status = 'ignored' and i.cause = f.cause and i.fingerprint <> f.fingerprint`,
      [rows],
    );
    const recorded = await client.query<{ opened: boolean }>(
      `insert into reconciliation_items as i (id, cause, fingerprint, kind, reason, owner, application_id, employee_ids,
         person, differences, suggested_match, suggested_action, day, first_seen_at, first_seen_run, last_seen_at, last_seen_run)
       select 'rec_' || md5(f.cause || ' ' || f.fingerprint || ' ' || $2), f.cause, f.fingerprint, f.kind, f.reason, f.owner,
         f."applicationId", array(select jsonb_array_elements_text(f."employeeIds")), f.person, f.differences,
         nullif(f."suggestedMatch", 'null'), f."suggestedAction", f.day, seen.at, $2, seen.at, $2
       from (
         select distinct on (cause) * from jsonb_to_recordset($1) as all_found(cause text, fingerprint text, kind text,
           reason text, owner text, "applicationId" text, "employeeIds" jsonb, person text, differences jsonb,
           "suggestedMatch" jsonb, "suggestedAction" text, day date)
       ) f, (select coalesce($3::timestamptz, now()) as at) seen
       where not exists (
         select from reconciliation_items past
         where past.cause = f.cause and not past.current and past.status <> 'ignored' and past.closed_at >= $4)
       on conflict (cause) where current do update set
         fingerprint = excluded.fingerprint, reason = excluded.reason, owner = excluded.owner,
         application_id = excluded.application_id, employee_ids = excluded.employee_ids, person = excluded.person,
         differences = excluded.differences, suggested_match = excluded.suggested_match,
         suggested_action = excluded.suggested_action, last_seen_at = excluded.last_seen_at,
         last_seen_run = excluded.last_seen_run
       returning first_seen_run = $2 as opened`,
      [rows, run.id, at, run.startedAt],
    );
    return recorded.rows.filter(({ opened }) => opened).length;
  });
}

/**
 * Closes open items whose cause has disappeared: those that the run was able to check and did not find. Call it after
 * all of the run's findings were recorded. An item that was seen by somebody else since the run began stays.
 * @param checked ids of items the run has checked (ledger/reconciliation-look-ups.ts `checkedItems`).
 * @returns how many were closed.
 */
export async function closeDisappeared(
  db: Queryable,
  run: LookingRun,
  checked: readonly string[],
  at: Date | null = null,
): Promise<number> {
  const { rowCount } = await db.query(
    `update reconciliation_items set status = 'closed', current = false, closed_at = coalesce($4::timestamptz, now()),
       resolution = jsonb_build_object('action', null, 'by', 'reconciliation', 'reason', 'Its cause has disappeared.')
     where id = any($1) and current and status = 'open' and last_seen_run <> $2 and last_seen_at < $3`,
    [checked, run.id, run.startedAt, at],
  );
  return rowCount ?? 0;
}

/**
 * Marks an item as being dealt with.
 * @param workflowId of the run that does it: the same one again is let through.
 * @returns undefined when the item is not open: it does not exist, is dealt with, or somebody else is at it.
 */
export async function startResolution(
  db: Queryable,
  request: ReconciliationRequest,
  workflowId: string,
): Promise<QueuedItem | undefined> {
  const { rows } = await db.query<QueuedItem>(
    `update reconciliation_items set status = 'resolving', request = $2, workflow_id = $3, failure = null
     where id = $1 and current and (status = 'open' or (status = 'resolving' and workflow_id = $3))
     returning ${ITEM_COLUMNS}`,
    [request.itemId, JSON.stringify(request), workflowId],
  );
  return rows[0];
}

/**
 * Takes an item out of the queue by the request it was started with: ignored, or resolved.
 * @param settled the two records that are now one hire: the open items that miss either of them are closed with it.
 * @returns false when it is not being resolved.
 */
export async function finishResolution(
  db: pg.Pool,
  itemId: string,
  settled?: { applicationId: string; employeeId: string },
  at: Date | null = null,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const { rows } = await client.query<{ by: string }>(
      `update reconciliation_items set
         status = case request->>'action' when 'ignore' then 'ignored' else 'resolved' end,
         current = request->>'action' = 'ignore', closed_at = coalesce($2::timestamptz, now()),
         resolution = jsonb_build_object('action', request->'action', 'by', request->'requestedBy', 'reason', request->'reason')
       where id = $1 and status = 'resolving' returning resolution->>'by' as by`,
      [itemId, at],
    );
    if (!rows[0]) return false;
    if (settled) {
      await client.query(
        `update reconciliation_items set status = 'closed', current = false, closed_at = coalesce($4::timestamptz, now()),
           resolution = jsonb_build_object('action', null, 'by', $3::text, 'reason', 'Its other half was settled.')
         where current and status = 'open'
           and ((kind = 'ats_only' and application_id = $1) or (kind = 'hris_only' and employee_ids = array[$2]))`,
        [settled.applicationId, settled.employeeId, rows[0].by, at],
      );
    }
    return true;
  });
}

/**
 * Puts an item whose action failed back into the queue.
 * @param failure in words, without personal data.
 */
export async function failResolution(db: Queryable, itemId: string, failure: string): Promise<void> {
  await db.query(
    `update reconciliation_items set status = 'open', failure = $2 where id = $1 and status = 'resolving'`,
    [itemId, failure],
  );
}

/** Records that two records are one hire although the HRIS does not say so; a later link of the employee replaces it. */
export async function linkRecords(
  db: Queryable,
  link: { applicationId: string; employeeId: string; by: string; reason: string | null },
): Promise<void> {
  await db.query(
    `insert into reconciliation_links (application_id, employee_id, linked_by, reason) values ($1, $2, $3, $4)
     on conflict (employee_id) do update set application_id = excluded.application_id, linked_by = excluded.linked_by,
       reason = excluded.reason, linked_at = now()`,
    [link.applicationId, link.employeeId, link.by, link.reason],
  );
}
