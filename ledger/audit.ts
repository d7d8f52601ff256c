import type { Queryable } from './database.js';

/** One outbound write, as it is kept for good. */
export interface AuditRow {
  id: number;
  at: Date;
  workflowId: string;
  sentFrom: string;
  sentTo: string;
  step: string;
  vendor: string;
  operation: string;
  applicationId: string | null;
  candidateId: string | null;
  fieldMapVersion: string;
  payloadHash: string | null;
  outcome: string;
  recordId: string | null;
  httpStatus: number | null;
  failure: string | null;
}

/** Times are ISO 8601; `from` is included, `to` is not. */
export interface AuditFilter {
  applicationId?: string;
  candidateId?: string;
  vendor?: string;
  from?: string;
  to?: string;
}

/** Audit rows, newest first, a page at a time. */
export async function listAudit(
  db: Queryable,
  filter: AuditFilter,
  page: { limit: number; before?: number },
): Promise<{ items: AuditRow[]; next: number | null }> {
  const { rows } = await db.query<AuditRow>(
    `select id, at, workflow_id as "workflowId", sent_from as "sentFrom", sent_to as "sentTo", step, vendor, operation,
       application_id as "applicationId", candidate_id as "candidateId", field_map_version as "fieldMapVersion",
       payload_hash as "payloadHash", outcome, record_id as "recordId", http_status as "httpStatus", failure
     from audit
     where ($1::text is null or application_id = $1) and ($2::text is null or candidate_id = $2)
       and ($3::text is null or vendor = $3) and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
       and ($6::bigint is null or id < $6)
     order by id desc limit $7`,
    [
      filter.applicationId ?? null,
      filter.candidateId ?? null,
      filter.vendor ?? null,
      filter.from ?? null,
      filter.to ?? null,
      page.before ?? null,
      page.limit,
    ],
  );
  return { items: rows, next: rows.length === page.limit ? (rows[rows.length - 1]?.id ?? null) : null };
}
