import { closeConfirmedHire } from './attribution-variances.js';
import type { Queryable } from './database.js';
import type { ReferralKey } from './referrals.js';

export const CONFIRMATION_STATUSES = [
  'checking',
  /** The candidate has not agreed that the CRM gets to know them. */
  'waiting_for_consent',
  /** CRM and advocacy platform, as far as they are connected, say that the candidate was hired. */
  'confirmed',
  'not_referred',
  'not_hired',
  /** The CRM has erased the record for privacy: it is not made again. */
  'erased',
  'failed',
] as const;
export type ConfirmationStatus = (typeof CONFIRMATION_STATUSES)[number];

/** Where a confirmation stands when it waits for a person. */
export const CONFIRMATION_NEEDS_PERSON = ['failed', 'waiting_for_consent'] as const satisfies ConfirmationStatus[];

/** Which hire. */
export interface ConfirmationKey {
  ats: string;
  applicationId: string;
}

/** A hire on its way to the CRM and to the advocacy platform. */
export interface HireConfirmation extends ConfirmationKey {
  candidateId: string | null;
  status: ConfirmationStatus;
  statusReason: string | null;
  /** The referral that owns the hire. */
  advocacy: string | null;
  referralId: string | null;
  advocateId: string | null;
  /** YYYY-MM-DD, company's time zone. */
  hiredOn: string | null;
  crm: string | null;
  contactId: string | null;
  workflowId: string;
  runUrl: string;
  confirmedAt: Date | null;
  updatedAt: Date;
}

const COLUMNS = `ats, application_id as "applicationId", candidate_id as "candidateId", status,
  status_reason as "statusReason", advocacy, referral_id as "referralId", advocate_id as "advocateId",
  to_char(hired_on, 'YYYY-MM-DD') as "hiredOn", crm, contact_id as "contactId", workflow_id as "workflowId",
  run_url as "runUrl", confirmed_at as "confirmedAt", updated_at as "updatedAt"`;

/** Records that a run is at a hire. @returns what was known of it before, as it stands. */
export async function beginConfirmation(
  db: Queryable,
  key: ConfirmationKey,
  run: { workflowId: string; runId: string; runUrl: string },
): Promise<HireConfirmation> {
  const { rows } = await db.query<HireConfirmation>(
    `insert into hire_confirmations (ats, application_id, workflow_id, run_id, run_url) values ($1, $2, $3, $4, $5)
     on conflict (ats, application_id) do update set
       workflow_id = excluded.workflow_id, run_id = excluded.run_id, run_url = excluded.run_url
     returning ${COLUMNS}`,
    [key.ats, key.applicationId, run.workflowId, run.runId, run.runUrl],
  );
  const [record] = rows;
  if (!record) throw new Error('hire_confirmations: the upsert returned no row');
  return record;
}

/** What a step has found out or done; absent fields stay as they are. */
export interface ConfirmationPatch {
  candidateId?: string;
  advocacy?: string;
  referralId?: string;
  advocateId?: string;
  hiredOn?: string;
  crm?: string;
  contactId?: string;
}

export async function recordConfirmation(db: Queryable, key: ConfirmationKey, patch: ConfirmationPatch): Promise<void> {
  await db.query(
    `update hire_confirmations set candidate_id = coalesce($3, candidate_id), advocacy = coalesce($4, advocacy),
       referral_id = coalesce($5, referral_id), advocate_id = coalesce($6, advocate_id),
       hired_on = coalesce($7, hired_on), crm = coalesce($8, crm), contact_id = coalesce($9, contact_id),
       updated_at = now()
     where ats = $1 and application_id = $2`,
    [
      ...[key.ats, key.applicationId, patch.candidateId ?? null, patch.advocacy ?? null, patch.referralId ?? null],
      ...[patch.advocateId ?? null, patch.hiredOn ?? null, patch.crm ?? null, patch.contactId ?? null],
    ],
  );
}

/** Records that no system says any more that the candidate was hired. */
export async function recordWithdrawal(db: Queryable, key: ConfirmationKey, reason: string): Promise<void> {
  await db.query(
    `update hire_confirmations set status = 'not_hired', status_reason = $3, hired_on = null, updated_at = now()
     where ats = $1 and application_id = $2 and status <> 'erased'`,
    [key.ats, key.applicationId, reason],
  );
}

/**
 * Records where a confirmation stands. An erased one stays erased.
 * @param reason why it waits for a person, or ended; null otherwise.
 */
export async function settleConfirmation(
  db: Queryable,
  key: ConfirmationKey,
  status: ConfirmationStatus,
  reason: string | null,
): Promise<void> {
  await db.query(
    `update hire_confirmations set status = $3, status_reason = $4, updated_at = now(),
       confirmed_at = case when $3 = 'confirmed' then coalesce(confirmed_at, now()) else confirmed_at end,
       contact_id = case when $3 = 'erased' then null else contact_id end
     where ats = $1 and application_id = $2 and status <> 'erased'`,
    [key.ats, key.applicationId, status, reason],
  );
  if (status === 'confirmed') await closeConfirmedHire(db, key.applicationId);
}

export async function findConfirmation(db: Queryable, key: ConfirmationKey): Promise<HireConfirmation | undefined> {
  const { rows } = await db.query<HireConfirmation>(
    `select ${COLUMNS} from hire_confirmations where ats = $1 and application_id = $2`,
    [key.ats, key.applicationId],
  );
  return rows[0];
}

/** A confirmation with whom it is about, as far as the ledger still knows them. */
export interface ListedConfirmation extends HireConfirmation {
  /** Personal data; null once the candidate is erased. */
  candidateName: string | null;
  /** Whether the ledger has the hire itself: the ATS may have had it before hireline was there. */
  hasHire: boolean;
}

/** Confirmations, a page at a time: those that wait for a person first, longest waiting first; then the last changed. */
export async function listConfirmations(
  db: Queryable,
  filter: { statuses?: readonly ConfirmationStatus[] | undefined },
  page: { limit: number; offset?: number },
): Promise<ListedConfirmation[]> {
  const { rows } = await db.query<ListedConfirmation>(
    `select c.*, coalesce(h.candidate_name, nullif(concat_ws(' ', r.first_name, r.last_name), '')) as "candidateName",
       h.application_id is not null as "hasHire"
     from (select ${COLUMNS} from hire_confirmations) c
     left join hires h on h.application_id = c."applicationId" and h.ats = c.ats
     left join referrals r on r.advocacy = c.advocacy and r.referral_id = c."referralId"
     where $1::text[] is null or c.status = any($1)
     order by c.status <> all($4), case when c.status = any($4) then c."updatedAt" end, c."updatedAt" desc,
       c."applicationId"
     limit $2 offset $3`,
    [filter.statuses ?? null, page.limit, page.offset ?? 0, CONFIRMATION_NEEDS_PERSON],
  );
  return rows;
}

/** The hires whose records in the CRM these are. */
export async function confirmationsOfContacts(
  db: Queryable,
  crm: string,
  contactIds: readonly string[],
): Promise<HireConfirmation[]> {
  const { rows } = await db.query<HireConfirmation>(
    `select ${COLUMNS} from hire_confirmations where crm = $1 and contact_id = any($2) order by application_id`,
    [crm, contactIds],
  );
  return rows;
}

/**
 * How many confirmed hires an advocate has brought.
 * @param counted whether the one of this application is one of them, however it is listed now
 */
export async function countHiresOf(
  db: Queryable,
  advocateId: string,
  applicationId: string,
  counted: boolean,
): Promise<number> {
  const { rows } = await db.query<{ hires: number }>(
    `select count(distinct application_id)::int as hires from hire_confirmations
     where advocate_id = $1 and case when application_id = $2 then $3 else status = 'confirmed' end`,
    [advocateId, applicationId, counted],
  );
  return rows[0]?.hires ?? 0;
}

/**
 * Attaches a referral, that the ATS names and the ledger has just got to know, to its application. It is the owner
 * where no other one is.
 */
export async function attachReferral(
  db: Queryable,
  key: ReferralKey,
  application: { ats: string; candidateId: string; applicationId: string },
): Promise<void> {
  await db.query(
    `update referrals r set ats = $3, candidate_id = $4, application_id = $5,
       disposition = coalesce(r.disposition, 'linked'), status = 'captured', status_reason = null, updated_at = now(),
       share = coalesce(r.share, case when exists (
         select from referrals o where o.application_id = $5 and o.share > 0
           and (o.advocacy, o.referral_id) <> (r.advocacy, r.referral_id)) then 0 else 1 end),
       ownership_reason = coalesce(r.ownership_reason, 'the ATS names this referral')
     where advocacy = $1 and referral_id = $2 and anonymized_at is null`,
    [key.advocacy, key.referralId, application.ats, application.candidateId, application.applicationId],
  );
}
