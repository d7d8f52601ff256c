import type pg from 'pg';
import type { BonusStatus } from '../schemas/referral-bonus.js';
import { transaction, type Queryable } from './database.js';
import type { ReferralKey } from './referrals.js';

/** What an advocate is paid, or was to be paid, for a referral. */
export interface Bonus extends ReferralKey {
  bonusId: string;
  /** Counts the times the candidate was hired, from 1. */
  round: number;
  advocateId: string;
  ats: string;
  applicationId: string;
  candidateId: string | null;
  /** Decimal text: the part of the candidate that is this advocate's. */
  share: string;
  /** Decimal text with two places: what the whole candidate is worth, and this part of it. */
  wholeAmount: string;
  amount: string;
  currency: string;
  hiredAt: Date;
  dueAt: Date | null;
  status: BonusStatus;
  /** Where it stood before it failed; null where it has not. */
  failedIn: BonusStatus | null;
  statusReason: string | null;
  undone: boolean;
  payroll: string | null;
  payrollEmployeeId: string | null;
  paymentId: string | null;
  deductionId: string | null;
  paymentTries: number;
  deductionTries: number;
  paidAt: Date | null;
  clawedBackAt: Date | null;
  workflowId: string;
  runUrl: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `bonus_id as "bonusId", advocacy, referral_id as "referralId", round, advocate_id as "advocateId", ats,
  application_id as "applicationId", candidate_id as "candidateId", share, whole_amount as "wholeAmount", amount,
  currency, hired_at as "hiredAt", due_at as "dueAt", status, failed_in as "failedIn", status_reason as "statusReason",
  undone, payroll, payroll_employee_id as "payrollEmployeeId", payment_id as "paymentId",
  deduction_id as "deductionId", payment_tries as "paymentTries", deduction_tries as "deductionTries",
  paid_at as "paidAt", clawed_back_at as "clawedBackAt", workflow_id as "workflowId", run_url as "runUrl",
  created_at as "createdAt", updated_at as "updatedAt"`;

/** Bonuses of which nothing more comes. */
const ENDED: readonly BonusStatus[] = ['void', 'rejected', 'clawed_back', 'settled'];
export const hasEnded = ({ status }: Pick<Bonus, 'status'>): boolean => ENDED.includes(status);

export type NewBonus = Pick<
  Bonus,
  | ('advocacy' | 'referralId' | 'advocateId' | 'ats' | 'applicationId' | 'candidateId' | 'share' | 'wholeAmount')
  | ('amount' | 'currency' | 'workflowId')
> & {
  /** ISO 8601 with zone. */
  hiredAt: string;
};

/**
 * Means a bonus, once: one that is meant already stays as it is, whatever has become of it, unless it ended because the
 * hire was undone; then there is another round.
 * @param idOf the bonus's id, by its round.
 */
export async function meanBonus(pool: pg.Pool, bonus: NewBonus, idOf: (round: number) => string): Promise<Bonus> {
  return transaction(pool, async (client) => {
    // One referral's bonuses are meant one after the other.
    await client.query('select from referrals where advocacy = $1 and referral_id = $2 for update', [
      bonus.advocacy,
      bonus.referralId,
    ]);
    const last = await latestBonus(client, bonus);
    if (last && !(hasEnded(last) && last.undone && last.status !== 'settled')) return last;
    const round = (last?.round ?? 0) + 1;
    const { rows } = await client.query<Bonus>(
      `insert into referral_bonuses (bonus_id, advocacy, referral_id, round, advocate_id, ats, application_id,
         candidate_id, share, whole_amount, amount, currency, hired_at, workflow_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning ${COLUMNS}`,
      [
        ...[idOf(round), bonus.advocacy, bonus.referralId, round, bonus.advocateId, bonus.ats, bonus.applicationId],
        ...[bonus.candidateId, bonus.share, bonus.wholeAmount, bonus.amount, bonus.currency, bonus.hiredAt],
        bonus.workflowId,
      ],
    );
    const [meant] = rows;
    if (!meant) throw new Error('referral_bonuses: the insert returned no row');
    return meant;
  });
}

async function latestBonus(db: Queryable, { advocacy, referralId }: ReferralKey): Promise<Bonus | undefined> {
  const { rows } = await db.query<Bonus>(
    `select ${COLUMNS} from referral_bonuses where advocacy = $1 and referral_id = $2 order by round desc limit 1`,
    [advocacy, referralId],
  );
  return rows[0];
}

export async function findBonus(db: Queryable, bonusId: string): Promise<Bonus | undefined> {
  const { rows } = await db.query<Bonus>(`select ${COLUMNS} from referral_bonuses where bonus_id = $1`, [bonusId]);
  return rows[0];
}

/** Bonuses of an application's referrals of which something may still come. */
export async function openBonusesOf(db: Queryable, ats: string, applicationId: string): Promise<Bonus[]> {
  const { rows } = await db.query<Bonus>(
    `select ${COLUMNS} from referral_bonuses
     where ats = $1 and application_id = $2 and status <> all($3) order by bonus_id`,
    [ats, applicationId, ENDED],
  );
  return rows;
}

/** Records that a run is at a bonus, which goes on where it failed. */
export async function resumeBonus(
  db: Queryable,
  bonusId: string,
  run: { runId: string; runUrl: string },
): Promise<Bonus | undefined> {
  const { rows } = await db.query<Bonus>(
    `update referral_bonuses set run_id = $2, run_url = $3, status = coalesce(failed_in, status), failed_in = null,
       status_reason = case when failed_in is null then status_reason end,
       updated_at = case when failed_in is null then updated_at else now() end
     where bonus_id = $1 returning ${COLUMNS}`,
    [bonusId, run.runId, run.runUrl],
  );
  return rows[0];
}

/** What a step has found out or done; absent fields stay as they are. */
export interface BonusPatch {
  reason?: string;
  undone?: boolean;
  dueAt?: string;
  share?: string;
  amount?: string;
  payroll?: string;
  payrollEmployeeId?: string;
  paymentId?: string;
  deductionId?: string;
}

/** Records where a bonus stands. One that has ended stays as it ended. */
export async function recordBonus(
  db: Queryable,
  bonusId: string,
  status: BonusStatus,
  patch: BonusPatch = {},
): Promise<void> {
  await db.query(
    `update referral_bonuses set status = $2, failed_in = null, status_reason = $3, undone = coalesce($4, undone),
       due_at = coalesce($5, due_at), share = coalesce($6, share), amount = coalesce($7, amount),
       payroll = coalesce($8, payroll), payroll_employee_id = coalesce($9, payroll_employee_id),
       payment_id = coalesce($10, payment_id), deduction_id = coalesce($11, deduction_id),
       paid_at = case when $2 = 'paid' then coalesce(paid_at, now()) else paid_at end,
       clawed_back_at = case when $2 = 'clawed_back' then coalesce(clawed_back_at, now()) else clawed_back_at end,
       updated_at = now()
     where bonus_id = $1 and status <> all($12)`,
    [
      ...[bonusId, status, patch.reason ?? null, patch.undone ?? null, patch.dueAt ?? null, patch.share ?? null],
      ...[patch.amount ?? null, patch.payroll ?? null, patch.payrollEmployeeId ?? null, patch.paymentId ?? null],
      ...[patch.deductionId ?? null, ENDED],
    ],
  );
}

/** Lists a bonus as failed; a retry goes on where it stood. */
export async function failBonus(db: Queryable, bonusId: string, reason: string): Promise<void> {
  await db.query(
    `update referral_bonuses set failed_in = coalesce(failed_in, status), status = 'failed', status_reason = $2,
       updated_at = now()
     where bonus_id = $1 and status <> all($3)`,
    [bonusId, reason, ENDED],
  );
}

/**
 * A person has looked, and payroll does not have it: what is handed over next is another one.
 * @param tries the number of such words, this one included; an earlier one changes nothing.
 */
export async function countPayrollTry(
  db: Queryable,
  bonusId: string,
  about: 'payout' | 'clawback',
  tries: number,
): Promise<void> {
  const column = about === 'payout' ? 'payment_tries' : 'deduction_tries';
  await db.query(
    `update referral_bonuses set ${column} = greatest(${column}, $2), updated_at = now() where bonus_id = $1`,
    [bonusId, tries],
  );
}
