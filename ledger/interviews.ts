import type { InterviewRef } from '../workflows/interview-activities.js';
import type { InterviewStatus } from '../workflows/interview-contract.js';
import type { Queryable } from './database.js';

/** One interview as the ledger lists it. */
export interface Interview {
  source: string;
  eventId: string;
  workflowId: string;
  applicationId: string | null;
  candidateId: string | null;
  matchedBy: string | null;
  chosenApplicationId: string | null;
  atsInterviewIds: string[];
  ledBy: string | null;
  status: InterviewStatus;
  reason: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
}

const COLUMNS = `source, event_id as "eventId", workflow_id as "workflowId", application_id as "applicationId",
  candidate_id as "candidateId", matched_by as "matchedBy", chosen_application_id as "chosenApplicationId",
  ats_interview_ids as "atsInterviewIds", led_by as "ledBy", status, reason, starts_at as "startsAt", ends_at as "endsAt"`;

export async function findInterviewRun(
  db: Queryable,
  { source, eventId }: InterviewRef,
): Promise<Interview | undefined> {
  const { rows } = await db.query<Interview>(`select ${COLUMNS} from interviews where source = $1 and event_id = $2`, [
    source,
    eventId,
  ]);
  return rows[0];
}

/**
 * Lists these interviews where they are not listed yet, and locks them until the transaction ends, always in the same
 * order: what their runs tell a candidate is decided by one of them at a time.
 */
export async function lockInterviews(
  db: Queryable,
  interviews: readonly (InterviewRef & { workflowId: string })[],
): Promise<Interview[]> {
  const all = JSON.stringify(interviews);
  await db.query(
    `insert into interviews (source, event_id, workflow_id)
     select source, "eventId", "workflowId" from jsonb_to_recordset($1::jsonb) as r (source text, "eventId" text, "workflowId" text)
     order by source, "eventId" on conflict do nothing`,
    [all],
  );
  const { rows } = await db.query<Interview>(
    `select ${COLUMNS} from interviews
     where (source, event_id) in (select source, "eventId" from jsonb_to_recordset($1::jsonb) as r (source text, "eventId" text))
     order by source, event_id for update`,
    [all],
  );
  return rows;
}

/** What may be changed of a listed interview; what is undefined stays. */
export type InterviewPatch = Partial<
  Pick<
    Interview,
    | 'applicationId'
    | 'candidateId'
    | 'matchedBy'
    | 'chosenApplicationId'
    | 'atsInterviewIds'
    | 'ledBy'
    | 'status'
    | 'reason'
    | 'startsAt'
    | 'endsAt'
  >
> & { chosenBy?: string };

const PATCHED: Record<keyof InterviewPatch, string> = {
  applicationId: 'application_id',
  candidateId: 'candidate_id',
  matchedBy: 'matched_by',
  chosenApplicationId: 'chosen_application_id',
  chosenBy: 'chosen_by',
  atsInterviewIds: 'ats_interview_ids',
  ledBy: 'led_by',
  status: 'status',
  reason: 'reason',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
};

export async function patchInterview(
  db: Queryable,
  { source, eventId }: InterviewRef,
  patch: InterviewPatch,
): Promise<void> {
  const set = Object.entries(patch).filter(([, value]) => value !== undefined);
  const assignments = set.map(([name], index) => `${PATCHED[name as keyof InterviewPatch]} = $${index + 3}`);
  await db.query(
    `update interviews set ${[...assignments, 'updated_at = now()'].join(', ')} where source = $1 and event_id = $2`,
    [source, eventId, ...set.map(([, value]) => value)],
  );
}

/** Queues an interview whose candidate is not known for certain. */
export async function queueMatch(
  db: Queryable,
  { source, eventId }: InterviewRef,
  match: { status: 'unmatched' | 'ambiguous'; applicationIds: string[]; candidateIds: string[] },
): Promise<void> {
  await db.query(
    `insert into interview_matches as m (source, event_id, status, application_ids, candidate_ids) values ($1, $2, $3, $4, $5)
     on conflict (source, event_id) do update set status = $3, application_ids = $4, candidate_ids = $5,
       since = case when m.status = 'resolved' then now() else m.since end, resolved_at = null, resolved_by = null`,
    [source, eventId, match.status, match.applicationIds, match.candidateIds],
  );
}

/** Takes an interview off the queue. @param by who or what settled it: "console:dana", or how it was matched. */
export async function resolveMatch(db: Queryable, { source, eventId }: InterviewRef, by: string): Promise<void> {
  await db.query(
    `update interview_matches set status = 'resolved', resolved_at = now(), resolved_by = $3
     where source = $1 and event_id = $2 and status <> 'resolved'`,
    [source, eventId, by],
  );
}

/** An interview that waits for a person to say whose it is. */
export interface QueuedMatch extends InterviewRef {
  workflowId: string;
  status: 'unmatched' | 'ambiguous';
  applicationIds: string[];
  candidateIds: string[];
  startsAt: Date | null;
  since: Date;
}

/** The queue, oldest first. */
export async function listQueuedMatches(db: Queryable, limit: number): Promise<QueuedMatch[]> {
  const { rows } = await db.query<QueuedMatch>(
    `select m.source, m.event_id as "eventId", i.workflow_id as "workflowId", m.status, m.application_ids as "applicationIds",
       m.candidate_ids as "candidateIds", i.starts_at as "startsAt", m.since
     from interview_matches m join interviews i using (source, event_id)
     where m.status <> 'resolved' order by m.since, m.event_id limit $1`,
    [limit],
  );
  return rows;
}
