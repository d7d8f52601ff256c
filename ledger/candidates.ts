import type { Queryable } from './database.js';

/** Takes two candidates as one: what was known under the old id is found under the one that lives on. */
export async function aliasCandidate(
  db: Queryable,
  ats: string,
  candidateId: string,
  mergedInto: string,
): Promise<void> {
  await db.query(
    `with alias as (
       insert into candidate_aliases (ats, candidate_id, merged_into) values ($1, $2, $3)
       on conflict (ats, candidate_id) do update set merged_into = excluded.merged_into
     ), earlier as (
       -- whoever was merged into the one that is now merged itself
       update candidate_aliases set merged_into = $3 where ats = $1 and merged_into = $2 and candidate_id <> $3
     ), referred as (
       update referrals set candidate_id = $3, updated_at = now() where ats = $1 and candidate_id = $2
     )
     update hires set candidate_id = $3 where ats = $1 and candidate_id = $2`,
    [ats, candidateId, mergedInto],
  );
}

/** The id a candidate goes by now, and all ids they went by before. */
export async function candidateIds(db: Queryable, ats: string, candidateId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `with living as (
       select coalesce((select merged_into from candidate_aliases where ats = $1 and candidate_id = $2), $2) as id
     )
     select id from living
     union select candidate_id from candidate_aliases where ats = $1 and merged_into = (select id from living)`,
    [ats, candidateId],
  );
  return rows.map(({ id }) => id);
}

/** The id a candidate goes by now. */
export async function livingCandidate(db: Queryable, ats: string, candidateId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'select merged_into as id from candidate_aliases where ats = $1 and candidate_id = $2',
    [ats, candidateId],
  );
  return rows[0]?.id ?? candidateId;
}

/** The candidate's hires, and whether each is under way. */
export async function hiresOfCandidate(
  db: Queryable,
  ats: string,
  candidateIds: readonly string[],
): Promise<{ applicationId: string; open: boolean }[]> {
  const { rows } = await db.query<{ applicationId: string; open: boolean }>(
    `select application_id as "applicationId", status not in ('done', 'rejected', 'rescinded') as open
     from hires where ats = $1 and candidate_id = any($2) order by application_id`,
    [ats, candidateIds],
  );
  return rows;
}

/** A line in the timeline of a hire that changes nothing about where it stands. */
export async function noteOnHires(db: Queryable, applicationIds: readonly string[], text: string, runUrl: string) {
  await db.query(
    `insert into hire_events (application_id, status, text, run_url) select unnest($1::text[]), null, $2, $3`,
    [applicationIds, text, runUrl],
  );
}

/** Those of these applications whose candidate has been anonymised. */
export async function erasedApplications(db: Queryable, applicationIds: readonly string[]): Promise<Set<string>> {
  if (applicationIds.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>(
    'select application_id as id from hires where application_id = any($1) and anonymized_at is not null',
    [applicationIds],
  );
  return new Set(rows.map(({ id }) => id));
}
