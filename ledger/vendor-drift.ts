import type { Queryable } from './database.js';

export const DRIFT_STATUSES = ['suspected', 'open', 'resolved', 'dismissed'] as const;
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

/** access: an audit does not find it; answer, value: of another form; empty: a field that must not be empty was. */
export const DRIFT_KINDS = ['access', 'answer', 'value', 'empty'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** A place where a vendor is not as its connector expects. Carries no value. */
export interface SeenDrift {
  vendor: string;
  kind: DriftKind;
  operation: string;
  place: string;
  expected: string;
  found: string;
  mappedAt: readonly string[];
}

export interface Drift extends SeenDrift {
  id: number;
  status: DriftStatus;
  firstSeenAt: Date;
  lastSeenAt: Date;
  times: number;
  alertedAt: Date | null;
  resolvedAt: Date | null;
  canaryWorkflowId: string | null;
  canaryDeliveryId: string | null;
  canaryAt: Date | null;
}

const COLUMNS = `id::int, vendor, kind, operation, place, expected, found, mapped_at as "mappedAt", status,
  first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", times, alerted_at as "alertedAt",
  resolved_at as "resolvedAt", canary_workflow_id as "canaryWorkflowId", canary_delivery_id as "canaryDeliveryId",
  canary_at as "canaryAt"`;

/**
 * Records that a vendor is not as expected, and the run that stopped on it. An empty field is only suspected: the place
 * may be there, and nobody have filled it in.
 */
export async function recordDrift(db: Queryable, seen: SeenDrift, workflowId: string | null): Promise<void> {
  await db.query({
    name: 'record-drift',
    text: `with drift as (
             insert into vendor_drift as d (vendor, kind, operation, place, expected, found, mapped_at, status)
             values ($1, $2, $3, $4, $5, $6, $7, case when $2 = 'empty' then 'suspected' else 'open' end)
             on conflict (vendor, kind, operation, place) where status in ('suspected', 'open') do update set
               expected = excluded.expected, found = excluded.found, mapped_at = excluded.mapped_at,
               last_seen_at = now(), times = d.times + 1
             returning id
           )
           insert into vendor_drift_runs as r (drift_id, workflow_id)
           select id, $8 from drift where $8::text is not null
           on conflict (drift_id, workflow_id) do update set stopped_at = now(), replay_requested_at = null`,
    values: [
      ...[seen.vendor, seen.kind, seen.operation, seen.place, seen.expected, seen.found, [...seen.mappedAt]],
      workflowId,
    ],
  });
}

/** What is open, or of any of these statuses; newest first. */
export async function listDrift(
  db: Queryable,
  statuses: readonly DriftStatus[],
  limit: number,
): Promise<(Drift & { runs: string[] })[]> {
  const { rows } = await db.query<Drift & { runs: string[] }>(
    `select ${COLUMNS}, (
       select coalesce(array_agg(r.workflow_id order by r.stopped_at), '{}') from vendor_drift_runs r
       where r.drift_id = d.id
     ) as runs
     from vendor_drift d where status = any($1) order by last_seen_at desc, id desc limit $2`,
    [[...statuses], limit],
  );
  return rows;
}

export async function findDrift(db: Queryable, id: number): Promise<Drift | undefined> {
  const { rows } = await db.query<Drift>(`select ${COLUMNS} from vendor_drift where id = $1`, [id]);
  return rows[0];
}

/** Ends an entry: the place is fine again (resolved), or was never gone (dismissed). */
export async function endDrift(db: Queryable, id: number, status: 'resolved' | 'dismissed'): Promise<void> {
  await db.query(
    `update vendor_drift set status = $2, resolved_at = now() where id = $1 and status in ('suspected', 'open')`,
    [id, status],
  );
}

/** What was suspected is so: the place is gone. */
export async function confirmDrift(db: Queryable, id: number): Promise<void> {
  await db.query(`update vendor_drift set status = 'open' where id = $1 and status = 'suspected'`, [id]);
}

/** What was suspected is so, once so many runs have met it. */
export async function confirmDriftOfMany(db: Queryable, seen: SeenDrift, runs: number): Promise<void> {
  await db.query(
    `update vendor_drift d set status = 'open'
     where vendor = $1 and kind = $2 and operation = $3 and place = $4 and status = 'suspected'
       and $5 <= (select count(*) from vendor_drift_runs r where r.drift_id = d.id)`,
    [seen.vendor, seen.kind, seen.operation, seen.place, runs],
  );
}

/** Fields of one record, by where they are mapped. */
export interface MappedFields {
  vendor: string;
  /** "referral.jobId.advocacy" */
  mappedAt: readonly string[];
  /** The run that has read the record. */
  workflowId: string;
}

/** Whether a run is among those that have met one of these fields empty, and that is not over. */
export async function hasMetEmpty(db: Queryable, { vendor, mappedAt, workflowId }: MappedFields): Promise<boolean> {
  const { rows } = await db.query<{ met: boolean }>(
    `select exists (
       select from vendor_drift d join vendor_drift_runs r on r.drift_id = d.id
       where d.vendor = $1 and d.kind = 'empty' and d.status in ('suspected', 'open') and d.mapped_at && $2
         and r.workflow_id = $3
     ) as met`,
    [vendor, [...mappedAt], workflowId],
  );
  return rows[0]?.met ?? false;
}

/**
 * Ends what a record disproves in which these fields are not empty: a suspicion, by any record that is new; what is
 * open, by one that had met it. A record from before a place was renamed proves nothing.
 * @returns the ids of what was open.
 */
export async function endEmptyDrift(
  db: Queryable,
  { vendor, mappedAt, workflowId }: MappedFields,
  isNew: boolean,
): Promise<number[]> {
  const { rows } = await db.query<{ id: number; status: DriftStatus }>(
    `update vendor_drift d set resolved_at = now(),
       status = case when status = 'open' then 'resolved' else 'dismissed' end
     where vendor = $1 and kind = 'empty' and status in ('suspected', 'open') and mapped_at && $2
       and ((status = 'suspected' and $4)
         or exists (select from vendor_drift_runs r where r.drift_id = d.id and r.workflow_id = $3))
     returning id::int, status`,
    [vendor, [...mappedAt], workflowId, isNew],
  );
  return rows.filter(({ status }) => status === 'resolved').map(({ id }) => id);
}

/** The runs that stopped on it and have not been asked to go on since, in the order they stopped. */
export async function runsToReplay(db: Queryable, id: number): Promise<string[]> {
  const { rows } = await db.query<{ workflowId: string }>(
    `select workflow_id as "workflowId" from vendor_drift_runs
     where drift_id = $1 and replay_requested_at is null order by stopped_at, workflow_id`,
    [id],
  );
  return rows.map(({ workflowId }) => workflowId);
}

export async function replayRequested(db: Queryable, id: number, workflowId: string): Promise<void> {
  await db.query(`update vendor_drift_runs set replay_requested_at = now() where drift_id = $1 and workflow_id = $2`, [
    id,
    workflowId,
  ]);
}

/** One run was asked to try again; whether it stops once more tells whether the others may. */
export async function setCanary(
  db: Queryable,
  id: number,
  canary: { workflowId: string; deliveryId: string },
): Promise<void> {
  await db.query(
    `update vendor_drift set canary_workflow_id = $2, canary_delivery_id = $3, canary_at = now() where id = $1`,
    [id, canary.workflowId, canary.deliveryId],
  );
}

/**
 * The open entries whose canary has reached its run and has not stopped on them again.
 * @param quietForMs since the wish was handed on.
 */
export async function driftThatPassed(db: Queryable, quietForMs: number): Promise<Drift[]> {
  const { rows } = await db.query<Drift>(
    `select ${COLUMNS} from vendor_drift d
     where status = 'open' and canary_at is not null and last_seen_at < canary_at and exists (
       select from deliveries v where v.id = d.canary_delivery_id and v.status = 'forwarded'
         and v.forwarded_at < now() - $1 * interval '1 millisecond'
     )`,
    [quietForMs],
  );
  return rows;
}

/** Open entries that people have not been told of. */
export async function driftToTell(db: Queryable): Promise<Drift[]> {
  const { rows } = await db.query<Drift>(
    `select ${COLUMNS} from vendor_drift where status = 'open' and alerted_at is null order by id`,
  );
  return rows;
}

export async function driftTold(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query('update vendor_drift set alerted_at = now() where id = any($1)', [[...ids]]);
}
