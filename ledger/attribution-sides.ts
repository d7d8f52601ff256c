import type { KnownReferral, Unconfirmed } from '../domain/attribution-audit.js';
import type { Queryable } from './database.js';

/** What hireline has made of these referrals; those it has never heard of are left out. */
export async function auditedReferrals(
  db: Queryable,
  advocacy: string,
  referralIds: readonly string[],
): Promise<KnownReferral[]> {
  const { rows } = await db.query<KnownReferral>(
    `select referral_id as "referralId", advocate_id as "advocateId", application_id as "applicationId",
       candidate_id as "candidateId", status, disposition, share > 0 as owned
     from referrals where advocacy = $1 and referral_id = any($2)`,
    [advocacy, referralIds],
  );
  return rows;
}

/** Those of these runs to which a delivery was handed, or is to be. */
export async function addressedRuns(db: Queryable, workflowIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select distinct workflow_id as id from deliveries where workflow_id = any($1)`,
    [workflowIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Those of these referrals that a quarantined delivery names anywhere in its body. */
export async function quarantinedReferrals(
  db: Queryable,
  advocacy: string,
  referralIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ body: Buffer }>(
    `select body from deliveries where vendor = $1 and status = 'quarantined'`,
    [advocacy],
  );
  const bodies = rows.map(({ body }) => body.toString('utf8'));
  return new Set(referralIds.filter((id) => bodies.some((body) => body.includes(JSON.stringify(id)))));
}

/**
 * Hires of these applications that are not confirmed, and why.
 * @param since when the systems were begun to be read: one that is confirmed since was none when its record was read.
 */
export async function unconfirmedHires(
  db: Queryable,
  applicationIds: readonly string[],
  since: Date,
): Promise<Map<string, Unconfirmed>> {
  const { rows } = await db.query<{ id: string; why: Unconfirmed }>(
    `select application_id as id,
       case status when 'waiting_for_consent' then 'consent' when 'confirmed' then 'checking' else status end as why
     from hire_confirmations
     where application_id = any($1) and (status in ('checking', 'waiting_for_consent', 'failed', 'erased')
       or (status = 'confirmed' and updated_at >= $2))`,
    [applicationIds, since],
  );
  return new Map(rows.map(({ id, why }) => [id, why]));
}

/** Whether two ids are of one candidate, by what is known of merges of these candidates. */
export async function candidateSameness(
  db: Queryable,
  ats: string,
  candidateIds: readonly string[],
): Promise<(one: string, other: string) => boolean> {
  const { rows } = await db.query<{ candidateId: string; mergedInto: string }>(
    `select candidate_id as "candidateId", merged_into as "mergedInto" from candidate_aliases
     where ats = $1 and (candidate_id = any($2) or merged_into = any($2))`,
    [ats, candidateIds],
  );
  const living = new Map(rows.map(({ candidateId, mergedInto }) => [candidateId, mergedInto]));
  return (one, other) => (living.get(one) ?? one) === (living.get(other) ?? other);
}
