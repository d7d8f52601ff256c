import type { ScreeningResult } from '../schemas/screening-result.js';
import type { Queryable } from './database.js';
import type { ResultRef, ScreeningRecord } from './screening-results.js';

export const SCREENING_STATUSES = ['reading', 'written', 'failed'] as const satisfies ScreeningRecord['status'][];

/** A result with its newest state, as far as it could be read. */
export interface ListedScreening extends ScreeningRecord {
  receivedAt: Date;
  /** How many states it was seen in. */
  states: number;
  newest: ScreeningResult | null;
}

const SELECT = `select r.screening, r.result_id as "resultId", r.workflow_id as "workflowId", r.run_url as "runUrl",
    r.candidate_id as "candidateId", r.application_id as "applicationId", r.chosen_by as "chosenBy", r.status,
    r.status_reason as "statusReason", r.received_at as "receivedAt", r.updated_at as "updatedAt",
    coalesce(newest.sequence, 0) as states, newest.result as newest
  from screening_results r left join lateral (
    select e.sequence, e.result from screening_entries e
    where (e.screening, e.result_id) = (r.screening, r.result_id) order by e.sequence desc limit 1
  ) newest on true`;

/** Results, a page at a time: those that failed first, longest waiting first; then the last changed. */
export async function listScreeningResults(
  db: Queryable,
  filter: { status?: ScreeningRecord['status'] | undefined },
  page: { limit: number; offset?: number },
): Promise<ListedScreening[]> {
  const { rows } = await db.query<ListedScreening>(
    `${SELECT} where $1::text is null or r.status = $1
     order by r.status <> 'failed', case when r.status = 'failed' then r.updated_at end, r.updated_at desc, r.result_id
     limit $2 offset $3`,
    [filter.status ?? null, page.limit, page.offset ?? 0],
  );
  return rows;
}

export async function findListedScreening(
  db: Queryable,
  { screening, resultId }: ResultRef,
): Promise<ListedScreening | undefined> {
  const { rows } = await db.query<ListedScreening>(`${SELECT} where r.screening = $1 and r.result_id = $2`, [
    screening,
    resultId,
  ]);
  return rows[0];
}
