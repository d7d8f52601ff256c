import type { AuditCounts, AuditKind } from '../schemas/attribution-audit.js';
import type { Queryable } from './database.js';

/** Days of the company's time zone (YYYY-MM-DD), both included. */
export interface AuditDays {
  firstDay: string;
  lastDay: string;
}

export interface AttributionAudit extends AuditDays {
  id: string;
  kind: AuditKind;
  startedAt: Date;
  /** Null while it is under way, or where it has failed. */
  finishedAt: Date | null;
  counts: AuditCounts | null;
}

const COLUMNS = `id, kind, first_day as "firstDay", last_day as "lastDay", started_at as "startedAt",
  finished_at as "finishedAt", counts`;

/** Safe to repeat: an audit that is begun again keeps its beginning. */
export async function startAudit(db: Queryable, audit: AuditDays & { id: string; kind: AuditKind }): Promise<Date> {
  const { rows } = await db.query<{ startedAt: Date }>(
    `insert into attribution_audits (id, kind, first_day, last_day) values ($1, $2, $3, $4)
     on conflict (id) do update set kind = excluded.kind returning started_at as "startedAt"`,
    [audit.id, audit.kind, audit.firstDay, audit.lastDay],
  );
  return rows[0]?.startedAt ?? new Date();
}

export async function finishAudit(db: Queryable, id: string, counts: AuditCounts): Promise<void> {
  await db.query('update attribution_audits set finished_at = now(), counts = $2 where id = $1', [
    id,
    JSON.stringify(counts),
  ]);
}

/** Newest first. */
export async function listAudits(db: Queryable, limit: number): Promise<AttributionAudit[]> {
  const { rows } = await db.query<AttributionAudit>(
    `select ${COLUMNS} from attribution_audits order by started_at desc limit $1`,
    [limit],
  );
  return rows;
}

export async function findAudit(db: Queryable, id: string): Promise<AttributionAudit | undefined> {
  const { rows } = await db.query<AttributionAudit>(`select ${COLUMNS} from attribution_audits where id = $1`, [id]);
  return rows[0];
}

/** The last day of the newest finished audit of each kind. */
export async function lastAudits(db: Queryable): Promise<Partial<Record<AuditKind, string>>> {
  const { rows } = await db.query<{ kind: AuditKind; lastDay: string }>(
    `select kind, max(last_day) as "lastDay" from attribution_audits where finished_at is not null group by kind`,
  );
  return Object.fromEntries(rows.map(({ kind, lastDay }) => [kind, lastDay]));
}
