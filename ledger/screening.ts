import type pg from 'pg';
import type { RecordedState } from '../domain/screening-field.js';
import { isAdverse, type AdverseResult, type ScreeningResult } from '../schemas/screening-result.js';
import { transaction, type Queryable } from './database.js';
import type { ResultRef } from './screening-results.js';

/** The states of one result, oldest first. */
export async function listStates(db: Queryable, ref: ResultRef): Promise<RecordedState[]> {
  const { rows } = await db.query<RecordedState>(
    `select sequence, result, recorded_at as "recordedAt" from screening_entries
     where screening = $1 and result_id = $2 order by sequence`,
    [ref.screening, ref.resultId],
  );
  return rows;
}

/**
 * Appends a state to a result's history.
 * @param sequence the number after that of the newest state which the caller knew before it read the result.
 * @returns false when somebody else has appended one since: what was read may be older than theirs.
 */
export async function appendState(
  db: Queryable,
  ref: ResultRef,
  state: { sequence: number; result: ScreeningResult; runUrl: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into screening_entries (screening, result_id, sequence, result, adverse, run_url)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [ref.screening, ref.resultId, state.sequence, JSON.stringify(state.result), isAdverse(state.result), state.runUrl],
  );
  return rowCount === 1;
}

/** An entry of the console's timeline. */
export interface ScreeningHistoryEntry extends RecordedState {
  adverse: boolean;
  runUrl: string;
  candidateId: string | null;
  applicationId: string | null;
  /** The last person who let a hire go on in spite of it. */
  clearedBy: string | null;
  clearedAt: Date | null;
  clearedReason: string | null;
}

/** Whether a result r is about the hire of application $n: ordered for it, or about its candidate as such. */
const concerns = (application: string): string =>
  `(r.application_id = ${application} or (r.application_id is null
     and r.candidate_id = (select h.candidate_id from hires h where h.application_id = ${application})))`;

/** Every state of every result of a candidate, or of one application's hire, in the order they were recorded. */
export async function listScreening(
  db: Queryable,
  of: { candidateId: string } | { applicationId: string },
): Promise<ScreeningHistoryEntry[]> {
  const [condition, id] =
    'candidateId' in of ? ['r.candidate_id = $1', of.candidateId] : [concerns('$1'), of.applicationId];
  const { rows } = await db.query<ScreeningHistoryEntry>(
    `select e.sequence, e.result, e.recorded_at as "recordedAt", e.adverse, e.run_url as "runUrl",
       r.candidate_id as "candidateId", r.application_id as "applicationId",
       c.cleared_by as "clearedBy", c.cleared_at as "clearedAt", c.reason as "clearedReason"
     from screening_results r join screening_entries e using (screening, result_id)
     left join lateral (
       select * from screening_clearances c
       where (c.screening, c.result_id, c.sequence) = (e.screening, e.result_id, e.sequence)
       order by c.cleared_at desc limit 1
     ) c on true
     where ${condition}
     order by e.recorded_at, e.screening, e.result_id, e.sequence`,
    [id],
  );
  return rows;
}

/** Results about a hire whose newest state is adverse, and whether a person has cleared exactly that state for it. */
export async function adverseResults(db: Queryable, applicationId: string): Promise<AdverseResult[]> {
  const { rows } = await db.query<AdverseResult>(
    `select r.screening, r.result_id as "resultId", newest.sequence, newest.result ->> 'adjudication' as adjudication,
       exists (
         select from screening_clearances c
         where (c.screening, c.result_id, c.sequence, c.application_id) = (r.screening, r.result_id, newest.sequence, $1)
       ) as cleared
     from screening_results r join lateral (
       select e.sequence, e.adverse, e.result from screening_entries e
       where (e.screening, e.result_id) = (r.screening, r.result_id) order by e.sequence desc limit 1
     ) newest on newest.adverse
     where ${concerns('$1')}
     order by r.screening, r.result_id`,
    [applicationId],
  );
  return rows;
}

/**
 * Records a person's word that a hire may go on in spite of these states. A later state of a result asks anew.
 * @param by as in DecisionRequest: "slack:U0DANA".
 */
export async function clearAdverseResults(
  db: pg.Pool,
  applicationId: string,
  results: readonly Pick<AdverseResult, 'screening' | 'resultId' | 'sequence'>[],
  by: string,
  reason: string | null,
): Promise<void> {
  await transaction(db, async (client) => {
    for (const { screening, resultId, sequence } of results) {
      await client.query(
        `insert into screening_clearances (screening, result_id, sequence, application_id, cleared_by, reason)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
        [screening, resultId, sequence, applicationId, by, reason],
      );
    }
  });
}
