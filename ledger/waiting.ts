import { BONUS_NEEDS_PERSON } from './bonus-list.js';
import { CONFIRMATION_NEEDS_PERSON } from './hire-confirmations.js';
import type { Queryable } from './database.js';
import { NEEDS_PERSON as INTERVIEW_NEEDS_PERSON } from './interview-list.js';
import { REFERRAL_NEEDS_PERSON } from './referral-list.js';

/** Everything that can wait for a person: what API, command line and console count, and where each is listed. */
export const WAITING_KINDS = [
  /** Payroll is held. */
  'hold',
  /** A hire has failed. */
  'hire',
  /** A hire did not get to the CRM or the advocacy platform, or may not before the candidate agrees. */
  'confirmation',
  'referral',
  /** To be decided, or failed. */
  'bonus',
  /** Advocacy platform, ATS and CRM do not agree. */
  'variance',
  /** ATS and HRIS do not agree. */
  'reconciliation',
  'interview',
  'screening',
  /** A vendor is not as mapped. */
  'drift',
  /** A delivery that could not be understood. */
  'delivery',
] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** Something that waits for a person. */
export interface WaitingItem {
  kind: WaitingKind;
  /** What it is known by, as its route takes it: an interview by its source and its event's id. */
  ids: string[];
  /** The application it is about, where there is one. */
  applicationId: string | null;
  since: Date;
  /** What it is about, for people. A hold's names the candidate. */
  about: string | null;
}

/** How much of a kind waits. */
export interface WaitingCount {
  kind: WaitingKind;
  count: number;
  oldest: Date | null;
}

const among = (statuses: readonly string[]): string => statuses.map((status) => `'${status}'`).join(', ');

const SOURCES: Record<WaitingKind, string> = {
  hold: `select array[id], application_id, opened_at, hire from holds where status = 'open'`,
  hire: `select array[application_id], application_id, updated_at, status_reason from hires where status = 'failed'`,
  confirmation: `select array[application_id], application_id, updated_at, status_reason
    from hire_confirmations where status in (${among(CONFIRMATION_NEEDS_PERSON)})`,
  referral: `select array[r.advocacy, r.referral_id], r.application_id, r.updated_at, r.status_reason
    from referrals r where ${REFERRAL_NEEDS_PERSON}`,
  bonus: `select array[bonus_id], application_id, updated_at,
      concat_ws(': ', amount || ' ' || currency || ', ' || replace(status, '_', ' '), status_reason)
    from referral_bonuses where status in (${among(BONUS_NEEDS_PERSON)})`,
  variance: `select array[id], application_id, first_seen_at, reason
    from attribution_variances where status = 'open' and current`,
  reconciliation: `select array[id], application_id, first_seen_at, reason
    from reconciliation_items where status = 'open'`,
  interview: `select array[source, event_id], application_id, updated_at, concat_ws(': ', replace(status, '_', ' '), reason)
    from interviews where status in (${among(INTERVIEW_NEEDS_PERSON)})`,
  screening: `select array[screening, result_id], application_id, updated_at, status_reason
    from screening_results where status = 'failed'`,
  drift: `select array[id::text], null, first_seen_at,
      vendor || ', ' || place || ': expected ' || expected || ', found ' || found
    from vendor_drift where status = 'open'`,
  delivery: `select array[id], null, received_at, concat_ws(': ', vendor, reason)
    from deliveries where status = 'quarantined'`,
};

/** The runs that stand as failed, or wait for somebody. Those of which somebody decides, or acts on a queue, are no failures. */
export const STOPPED_RUNS = `select workflow_id from hires where status = 'failed'
  union select workflow_id from hire_confirmations where status in (${among(CONFIRMATION_NEEDS_PERSON)})
  union select r.workflow_id from referrals r where ${REFERRAL_NEEDS_PERSON}
  union select workflow_id from referral_bonuses where status = 'failed'
  union select workflow_id from interviews where status in (${among(INTERVIEW_NEEDS_PERSON)})
  union select workflow_id from screening_results where status = 'failed'`;

const EVERYTHING = WAITING_KINDS.map(
  (kind) => `select '${kind}' as kind, s.* from (${SOURCES[kind]}) s(ids, application_id, since, about)`,
).join('\nunion all\n');

/** Every kind is there, also with none. */
export async function countWaiting(db: Queryable): Promise<WaitingCount[]> {
  const { rows } = await db.query<WaitingCount>(
    `select kind, count(*) as count, min(since) as oldest from (${EVERYTHING}) w group by kind`,
  );
  const found = new Map(rows.map((row) => [row.kind, row]));
  return WAITING_KINDS.map((kind) => found.get(kind) ?? { kind, count: 0, oldest: null });
}

/** What waits, longest waiting first, a page at a time. */
export async function listWaiting(
  db: Queryable,
  filter: { kind?: WaitingKind | undefined },
  page: { limit: number; offset?: number },
): Promise<WaitingItem[]> {
  const { rows } = await db.query<WaitingItem>(
    `select kind, ids, application_id as "applicationId", since, about from (${EVERYTHING}) w
     where $1::text is null or kind = $1 order by since, kind, ids limit $2 offset $3`,
    [filter.kind ?? null, page.limit, page.offset ?? 0],
  );
  return rows;
}
