import type { AdvocateStatus, Disposition, Referral, ReferralStatus } from '../schemas/referral.js';
import { closeSettledReferral } from './attribution-variances.js';
import type { Queryable } from './database.js';

/** Which referral: ids are the platform's own. */
export interface ReferralKey {
  advocacy: string;
  referralId: string;
}

/** A referral as the ledger has it. Names, address and number are personal data. */
export interface ReferralRecord extends ReferralKey {
  advocateId: string | null;
  referredUserId: string | null;
  jobId: string | null;
  shareLink: string | null;
  referredAt: Date | null;
  consentAt: Date | null;
  consentRecordedAt: Date | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  ats: string | null;
  candidateId: string | null;
  applicationId: string | null;
  disposition: Disposition | null;
  /** Decimal text, 0 to 1: the part of the candidate that is this advocate's. */
  share: string | null;
  ownershipReason: string | null;
  status: ReferralStatus;
  statusReason: string | null;
  advocateStatus: AdvocateStatus | null;
  workflowId: string;
  runUrl: string | null;
  receivedAt: Date;
  updatedAt: Date;
  anonymizedAt: Date | null;
}

export const REFERRAL_COLUMNS = `advocacy, referral_id as "referralId", advocate_id as "advocateId",
  referred_user_id as "referredUserId", job_id as "jobId", share_link as "shareLink", referred_at as "referredAt",
  consent_at as "consentAt", consent_recorded_at as "consentRecordedAt", first_name as "firstName",
  last_name as "lastName", email, phone, ats, candidate_id as "candidateId", application_id as "applicationId",
  disposition, share, ownership_reason as "ownershipReason", status, status_reason as "statusReason",
  advocate_status as "advocateStatus", workflow_id as "workflowId", run_url as "runUrl",
  received_at as "receivedAt", updated_at as "updatedAt", anonymized_at as "anonymizedAt"`;

export async function findReferral(db: Queryable, key: ReferralKey): Promise<ReferralRecord | undefined> {
  const { rows } = await db.query<ReferralRecord>(
    `select ${REFERRAL_COLUMNS} from referrals where advocacy = $1 and referral_id = $2`,
    [key.advocacy, key.referralId],
  );
  return rows[0];
}

/** The referrals that are attached to an application, rejected ones included; oldest first. */
export async function referralsOfApplication(db: Queryable, applicationId: string): Promise<ReferralRecord[]> {
  const { rows } = await db.query<ReferralRecord>({
    name: 'referrals-of-application',
    text: `select ${REFERRAL_COLUMNS} from referrals where application_id = $1 order by referred_at, referral_id`,
    values: [applicationId],
  });
  return rows;
}

/** The run that is at a referral. */
export interface ReferralRun {
  workflowId: string;
  runId: string;
  runUrl: string;
}

/** Records that a run is at a referral, before anything is known of it but its id. What it came to before stays. */
export async function beginReferral(db: Queryable, key: ReferralKey, run: ReferralRun): Promise<ReferralRecord> {
  const { rows } = await db.query<ReferralRecord>(
    `insert into referrals as r (advocacy, referral_id, workflow_id, run_id, run_url)
     values ($1, $2, $3, $4, $5)
     on conflict (advocacy, referral_id) do update set
       workflow_id = excluded.workflow_id, run_id = excluded.run_id, run_url = excluded.run_url, updated_at = now(),
       status_reason = case when r.status = 'rejected' then r.status_reason end,
       status = case when r.status = 'failed' then 'received' else r.status end
     returning ${REFERRAL_COLUMNS}`,
    [key.advocacy, key.referralId, run.workflowId, run.runId, run.runUrl],
  );
  const [record] = rows;
  if (!record) throw new Error('referrals: the upsert returned no row');
  return record;
}

/**
 * Keeps what the platform says of a referral; what hireline has made of it stays. Without a consent, only ids are kept,
 * and what was known of the person goes: a consent that is not there any more was withdrawn.
 */
export async function recordReferral(
  db: Queryable,
  advocacy: string,
  referral: Referral,
  run: ReferralRun,
): Promise<void> {
  const { consentAt } = referral;
  const person =
    consentAt === null ? { firstName: null, lastName: null, email: null, phone: null } : referral.candidate;
  await db.query(
    `insert into referrals as r (advocacy, referral_id, advocate_id, referred_user_id, job_id, share_link, referred_at,
       consent_at, consent_recorded_at, first_name, last_name, email, phone, workflow_id, run_id, run_url)
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8::timestamptz is not null then now() end,
       $9, $10, $11, $12, $13, $14, $15)
     on conflict (advocacy, referral_id) do update set
       advocate_id = excluded.advocate_id, referred_user_id = excluded.referred_user_id, job_id = excluded.job_id,
       share_link = excluded.share_link, referred_at = excluded.referred_at, consent_at = excluded.consent_at,
       consent_recorded_at = case when excluded.consent_at is not null
         then coalesce(r.consent_recorded_at, excluded.consent_recorded_at) end,
       first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email, phone = excluded.phone,
       workflow_id = excluded.workflow_id, run_id = excluded.run_id, run_url = excluded.run_url, updated_at = now()
     where r.anonymized_at is null`,
    [
      ...[advocacy, referral.referralId, referral.advocateId, referral.referredUserId, referral.jobId],
      ...[referral.shareLink, referral.referredAt, consentAt],
      ...[person.firstName, person.lastName, person.email, person.phone],
      ...[run.workflowId, run.runId, run.runUrl],
    ],
  );
}

/**
 * Records where a referral stands. What the ATS has does not become less by what fails later: of a captured one, only
 * the reason is kept then.
 * @param reason why it waits for a person; null when it does not.
 */
export async function settleReferral(
  db: Queryable,
  key: ReferralKey,
  status: ReferralStatus,
  reason: string | null,
): Promise<void> {
  await db.query(
    `update referrals set status_reason = $4, updated_at = now(),
       status = case when $3 in ('failed', 'capturing') and status in ('captured', 'rejected') then status else $3 end
     where advocacy = $1 and referral_id = $2`,
    [key.advocacy, key.referralId, status, reason],
  );
}

/** What a referral became. */
export interface ReferralOutcome {
  ats: string;
  candidateId: string | null;
  applicationId: string | null;
  disposition: Disposition;
  share: string;
  ownershipReason: string | null;
  status: Extract<ReferralStatus, 'captured' | 'rejected'>;
  statusReason: string | null;
}

export async function recordOutcome(db: Queryable, key: ReferralKey, outcome: ReferralOutcome): Promise<void> {
  await db.query(
    `update referrals set ats = $3, candidate_id = $4, application_id = $5, disposition = $6, share = $7,
       ownership_reason = $8, status = $9, status_reason = $10, updated_at = now()
     where advocacy = $1 and referral_id = $2`,
    [
      ...[key.advocacy, key.referralId, outcome.ats, outcome.candidateId, outcome.applicationId, outcome.disposition],
      ...[outcome.share, outcome.ownershipReason, outcome.status, outcome.statusReason],
    ],
  );
  await closeSettledReferral(db, key.referralId);
}

/** Records whom a person has said that a referral is about. */
export async function recordCandidate(
  db: Queryable,
  key: ReferralKey,
  ats: string,
  candidateId: string,
): Promise<void> {
  await db.query(
    `update referrals set ats = $3, candidate_id = $4, updated_at = now() where advocacy = $1 and referral_id = $2`,
    [key.advocacy, key.referralId, ats, candidateId],
  );
}

/** Records what the advocate was shown. */
export async function recordShown(db: Queryable, key: ReferralKey, shown: AdvocateStatus): Promise<void> {
  await db.query(
    `update referrals set advocate_status = $3, updated_at = now()
     where advocacy = $1 and referral_id = $2 and advocate_status is distinct from $3`,
    [key.advocacy, key.referralId, shown],
  );
}

/** Whether an application is, at least in part, this advocate's. */
export const isAttached = ({ status, applicationId, share }: ReferralRecord): boolean =>
  status === 'captured' && applicationId !== null && Number(share) > 0;

/** One link of the chain from share to payout, told without personal data. The same key again adds nothing. */
export interface ReferralEventNote {
  /** "applied", "consent", "ownership", "captured", "stage", "offer", "hired", "bonus" … */
  type: string;
  text: string;
  runUrl: string | null;
  eventKey: string;
  at?: Date;
}

export async function noteOnReferral(db: Queryable, key: ReferralKey, note: ReferralEventNote): Promise<void> {
  await db.query(
    `insert into referral_events (advocacy, referral_id, type, text, run_url, event_key, at)
     values ($1, $2, $3, $4, $5, $6, coalesce($7, now())) on conflict do nothing`,
    [key.advocacy, key.referralId, note.type, note.text, note.runUrl, note.eventKey, note.at ?? null],
  );
}

/**
 * Adds a link unless the newest one of its type says the same: a place that an application comes back to is news, one
 * that is announced again is not. It comes after the one that it follows, whatever time it is given. Two at once have to take turns.
 * @param note.mayBeFirst false where it is only news after something else of its type.
 */
export async function noteChange(
  db: Queryable,
  key: ReferralKey,
  note: Omit<ReferralEventNote, 'eventKey'> & { mayBeFirst?: boolean },
): Promise<void> {
  await db.query(
    `with newest as (
       select id, text, at from referral_events
       where advocacy = $1 and referral_id = $2 and type = $3 order by id desc limit 1
     )
     insert into referral_events (advocacy, referral_id, type, text, run_url, event_key, at)
     select $1, $2, $3, $4, $5, $3 || ':' || coalesce((select id from newest), 0),
       greatest(coalesce($6::timestamptz, now()), (select at from newest))
     where not exists (select from newest where text = $4) and ($7 or exists (select from newest))
     on conflict do nothing`,
    [key.advocacy, key.referralId, note.type, note.text, note.runUrl, note.at ?? null, note.mayBeFirst ?? true],
  );
}
