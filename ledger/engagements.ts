import type { Engagement, EngagementType } from '../schemas/referral.js';
import { NEVER_READ } from './advocates.js';
import type { Queryable } from './database.js';

/** What a source tells of one kind of engagement. */
export interface EngagementStream {
  source: string;
  type: EngagementType;
}

/** Keeps shares and clicks; one that is known already adds nothing. */
export async function recordEngagements(
  db: Queryable,
  source: string,
  engagements: readonly Engagement[],
): Promise<void> {
  await db.query({
    name: 'record-engagements',
    text: `insert into engagements (source, engagement_id, type, advocate_id, job_id, at, channel, share_id)
           select $1, e."engagementId", e.type, e."advocateId", e."jobId", e.at, e.channel, e."shareId"
           from jsonb_to_recordset($2::jsonb) as e ("engagementId" text, type text, "advocateId" text, "jobId" text,
             at timestamptz, channel text, "shareId" text)
           on conflict (source, engagement_id) do nothing`,
    values: [source, JSON.stringify(engagements)],
  });
}

/**
 * Whether the oldest row that waits to be taken in is one of these. Asked once the rows are committed, it tells whose
 * task it is to see to a run: see ingress/engagement-hand-over.ts.
 */
export async function isOldestWaiting(
  db: Queryable,
  { source, type }: EngagementStream,
  engagementIds: readonly string[],
): Promise<boolean> {
  const { rows } = await db.query<{ id: string }>({
    name: 'oldest-waiting-engagement',
    text: `select engagement_id as id from engagements
           where source = $1 and type = $2 and taken_at is null order by seq limit 1`,
    values: [source, type],
  });
  return rows[0] !== undefined && engagementIds.includes(rows[0].id);
}

/**
 * Takes rows in that wait, oldest first. The advocates they name are noted with them.
 * @returns how many; 0: none waits.
 */
export async function takeEngagements(
  db: Queryable,
  { source, type }: EngagementStream,
  advocacy: string,
  limit: number,
): Promise<number> {
  const { rows } = await db.query<{ taken: number }>(
    `with waiting as (
       select seq from engagements where source = $1 and type = $2 and taken_at is null
       order by seq limit $4 for update
     ), taken as (
       update engagements e set taken_at = now() from waiting where e.seq = waiting.seq returning e.advocate_id
     ), noted as (
       insert into advocates (advocacy, advocate_id, seen_at)
       select distinct $3, advocate_id, ${NEVER_READ} from taken order by 2 on conflict do nothing
     )
     select count(*) as taken from taken`,
    [source, type, advocacy, limit],
  );
  return rows[0]?.taken ?? 0;
}
