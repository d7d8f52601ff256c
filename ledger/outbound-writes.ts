import type { Queryable } from './database.js';

/** The run and the person a write is about; goes into every audit row. */
export interface RunRef {
  workflowId: string;
  runId: string;
  /** URL of the run in the Temporal Web UI: `sent_from`. */
  runUrl: string;
  applicationId: string | null;
  candidateId: string | null;
  fieldMapVersion: string;
}

/** A write that is about to be made. `step` names it within the run, the same on every attempt. */
export interface IntendedWrite {
  step: string;
  vendor: string;
  /** "create employee" */
  operation: string;
}

/** What the ledger knew of a write when it was intended again. */
export interface WriteState {
  /** True on the very first attempt: nothing can have been written by an earlier one. */
  fresh: boolean;
  done: boolean;
  recordId: string | null;
  /** When the write was first meant: bounds the search for what it may have left. */
  intendedAt: Date;
}

export const writeKey = (workflowId: string, step: string): string => `${workflowId}:${step}`;

/**
 * Records that these writes are meant, before any of them leaves, and takes the lease on them.
 * @param holder identifies this attempt.
 * @returns what was known of each, by step; undefined when another attempt, not yet presumed dead, is at one of them.
 */
export async function intendWrites(
  db: Queryable,
  run: RunRef,
  writes: readonly IntendedWrite[],
  holder: string,
  leaseMs: number,
): Promise<Map<string, WriteState> | undefined> {
  const { rows } = await db.query<{
    key: string;
    fresh: boolean;
    done: boolean;
    recordId: string | null;
    intendedAt: Date;
  }>({
    name: 'intend-writes',
    text: `insert into outbound_writes as w (key, vendor, operation, application_id, leased_by, leased_until)
           select i.key, i.vendor, i.operation, $2, $3, now() + $4 * interval '1 millisecond'
           from jsonb_to_recordset($1::jsonb) as i (key text, vendor text, operation text)
           on conflict (key) do update set
             attempts = w.attempts + 1, leased_by = excluded.leased_by, leased_until = excluded.leased_until
             where w.leased_until is null or w.leased_until < now() or w.leased_by = excluded.leased_by
           returning key, xmax = 0 as fresh, state = 'done' as done, record_id as "recordId", intended_at as "intendedAt"`,
    values: [
      JSON.stringify(writes.map(({ step, ...write }) => ({ key: writeKey(run.workflowId, step), ...write }))),
      run.applicationId,
      holder,
      leaseMs,
    ],
  });
  if (rows.length < writes.length) {
    await releaseWrites(db, holder);
    return undefined;
  }
  const byKey = new Map(rows.map(({ key, ...state }) => [key, state]));
  return new Map(
    writes.flatMap(({ step }) => {
      const state = byKey.get(writeKey(run.workflowId, step));
      return state ? [[step, state] as const] : [];
    }),
  );
}

/** Keeps the lease while a slow attempt is alive. @returns false when it has been lost to another attempt. */
export async function renewWrites(db: Queryable, holder: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update outbound_writes set leased_until = now() + $2 * interval '1 millisecond' where leased_by = $1`,
    [holder, leaseMs],
  );
  return (rowCount ?? 0) > 0;
}

async function releaseWrites(db: Queryable, holder: string): Promise<void> {
  await db.query('update outbound_writes set leased_by = null, leased_until = null where leased_by = $1', [holder]);
}

/** How a write ended: written; adopted (it was there already); unchanged (already as wanted); failed. */
export type WriteOutcome = 'written' | 'adopted' | 'unchanged' | 'failed';

/** What is known of a write after the attempt. */
export interface WriteResult extends IntendedWrite {
  outcome: WriteOutcome;
  sentTo: string;
  recordId: string | null;
  payloadHash: string | null;
  httpStatus: number | null;
  failure: string | null;
}

/** Settles an attempt: what was written is done for good, one audit row each, and the lease is given back. */
export async function settleWrites(
  db: Queryable,
  run: RunRef,
  results: readonly WriteResult[],
  holder: string,
): Promise<void> {
  await db.query({
    name: 'settle-writes',
    text: `with result as (
             select * from jsonb_to_recordset($1::jsonb) as r (
               key text, step text, vendor text, operation text, outcome text, "sentTo" text, "recordId" text,
               "payloadHash" text, "httpStatus" int, failure text)
           ), audited as (
             insert into audit (workflow_id, run_id, sent_from, sent_to, step, vendor, operation, application_id, candidate_id,
               field_map_version, payload_hash, outcome, record_id, http_status, failure)
             select $2, $3, $4, "sentTo", step, vendor, operation, $5, $6, $7, "payloadHash", outcome, "recordId", "httpStatus", failure
             from result
           ), released as (
             update outbound_writes set leased_by = null, leased_until = null
             where leased_by = $8 and key not in (select key from result)
           )
           update outbound_writes w
           set leased_by = null, leased_until = null,
               state = case when r.outcome = 'failed' then w.state else 'done' end,
               record_id = coalesce(r."recordId", w.record_id),
               payload_hash = coalesce(r."payloadHash", w.payload_hash),
               settled_at = case when r.outcome = 'failed' then w.settled_at else now() end
           from result r where w.key = r.key`,
    values: [
      JSON.stringify(results.map((result) => ({ key: writeKey(run.workflowId, result.step), ...result }))),
      run.workflowId,
      run.runId,
      run.runUrl,
      run.applicationId,
      run.candidateId,
      run.fieldMapVersion,
      holder,
    ],
  });
}

/** What is known of a run's write; undefined when it was never meant. */
export async function findWrite(
  db: Queryable,
  workflowId: string,
  step: string,
): Promise<{ done: boolean; recordId: string | null } | undefined> {
  const { rows } = await db.query<{ done: boolean; recordId: string | null }>(
    `select state = 'done' as done, record_id as "recordId" from outbound_writes where key = $1`,
    [writeKey(workflowId, step)],
  );
  return rows[0];
}

/** The records these steps wrote are undone: when a step comes again, it looks for what there is. */
export async function reopenWrites(db: Queryable, workflowId: string, steps: readonly string[]): Promise<void> {
  await db.query(`update outbound_writes set state = 'intended', record_id = null where key = any($1)`, [
    steps.map((step) => writeKey(workflowId, step)),
  ]);
}
