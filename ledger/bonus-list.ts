import type { BonusStatus } from '../schemas/referral-bonus.js';
import type { BonusQuestion } from './bonus-questions.js';
import type { Queryable } from './database.js';
import type { Bonus } from './referral-bonuses.js';

/** A bonus with the people it is about, as far as the ledger still knows them, and what was asked last. */
export interface ListedBonus extends Pick<
  Bonus,
  | ('bonusId' | 'advocacy' | 'referralId' | 'round' | 'advocateId' | 'ats' | 'applicationId' | 'share' | 'amount')
  | ('currency' | 'hiredAt' | 'dueAt' | 'status' | 'statusReason' | 'failedIn' | 'payroll' | 'paidAt' | 'clawedBackAt')
  | ('workflowId' | 'runUrl' | 'createdAt' | 'updatedAt')
> {
  /** Personal data; null where the platform does not say. */
  advocateName: string | null;
  /** Personal data; null once the candidate is erased. */
  candidateName: string | null;
  question: Pick<
    BonusQuestion,
    'about' | 'status' | 'openedAt' | 'decision' | 'decidedBy' | 'decidedAt' | 'reason' | 'progress'
  > | null;
}

interface Row extends Omit<ListedBonus, 'question'> {
  about: BonusQuestion['about'] | null;
  questionStatus: BonusQuestion['status'];
  openedAt: Date;
  decision: BonusQuestion['decision'];
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  progress: string | null;
}

const SELECT = `select b.bonus_id as "bonusId", b.advocacy, b.referral_id as "referralId", b.round,
    b.advocate_id as "advocateId", b.ats, b.application_id as "applicationId", b.share, b.amount, b.currency,
    b.hired_at as "hiredAt", b.due_at as "dueAt", b.status, b.status_reason as "statusReason",
    b.failed_in as "failedIn", b.payroll, b.paid_at as "paidAt", b.clawed_back_at as "clawedBackAt",
    b.workflow_id as "workflowId", b.run_url as "runUrl", b.created_at as "createdAt", b.updated_at as "updatedAt",
    a.name as "advocateName", nullif(concat_ws(' ', r.first_name, r.last_name), '') as "candidateName",
    q.about, q.status as "questionStatus", q.opened_at as "openedAt", q.decision, q.decided_by as "decidedBy",
    q.decided_at as "decidedAt", q.reason, q.progress
  from referral_bonuses b join referrals r using (advocacy, referral_id)
  left join advocates a on a.advocacy = b.advocacy and a.advocate_id = b.advocate_id
  left join lateral (
    select * from bonus_questions q where q.bonus_id = b.bonus_id order by q.opened_at desc, q.question_id desc limit 1
  ) q on true`;

/** Where a bonus stands when it waits for a person. */
export const BONUS_NEEDS_PERSON = [
  'failed',
  'awaiting_approval',
  'clawback_awaiting_approval',
] as const satisfies BonusStatus[];

/** Bonuses, a page at a time: those that wait for a person first, longest waiting first; then the last changed. */
export async function listBonuses(
  db: Queryable,
  filter: { statuses?: readonly BonusStatus[] | undefined; applicationId?: string | undefined },
  page: { limit: number; offset?: number },
): Promise<ListedBonus[]> {
  const { rows } = await db.query<Row>(
    `${SELECT} where ($1::text[] is null or b.status = any($1)) and ($2::text is null or b.application_id = $2)
     order by b.status <> all($5), case when b.status = any($5) then b.updated_at end, b.updated_at desc, b.bonus_id
     limit $3 offset $4`,
    [filter.statuses ?? null, filter.applicationId ?? null, page.limit, page.offset ?? 0, BONUS_NEEDS_PERSON],
  );
  return rows.map(listed);
}

export async function findListedBonus(db: Queryable, bonusId: string): Promise<ListedBonus | undefined> {
  const { rows } = await db.query<Row>(`${SELECT} where b.bonus_id = $1`, [bonusId]);
  return rows[0] && listed(rows[0]);
}

function listed(row: Row): ListedBonus {
  const { about, questionStatus: status, openedAt, decision, decidedBy, decidedAt, reason, progress, ...bonus } = row;
  const said = { status, openedAt, decision, decidedBy, decidedAt, reason, progress };
  return { ...bonus, question: about === null ? null : { about, ...said } };
}
