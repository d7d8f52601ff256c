import type { HoldStatus } from '../schemas/hold.js';
import type { BonusDecision } from '../schemas/referral-bonus.js';
import type { Queryable } from './database.js';

/** A question about a bonus: whether it is paid, or taken back. */
export interface BonusQuestion {
  questionId: string;
  bonusId: string;
  about: BonusDecision['about'];
  status: HoldStatus;
  openedAt: Date;
  closedAt: Date | null;
  remindedTimes: number;
  channelId: string | null;
  messageId: string | null;
  decision: BonusDecision['decision'] | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  /** What has been done about it so far, or why it was closed. */
  progress: string | null;
}

const COLUMNS = `question_id as "questionId", bonus_id as "bonusId", about, status, opened_at as "openedAt",
  closed_at as "closedAt", reminded_times as "remindedTimes", channel_id as "channelId", message_id as "messageId",
  decision, decided_by as "decidedBy", decided_at as "decidedAt", reason, progress`;

/**
 * Opens a question; opening the same one again changes nothing. Of a bonus one is open at a time: one that a run which
 * was ended has left behind is void.
 */
export async function openBonusQuestion(
  db: Queryable,
  question: Pick<BonusQuestion, 'questionId' | 'bonusId' | 'about'>,
): Promise<void> {
  await db.query(
    `with left_behind as (
       update bonus_questions set status = 'void', progress = 'Asked anew.', closed_at = now()
       where bonus_id = $2 and question_id <> $1 and status = 'open'
     )
     insert into bonus_questions (question_id, bonus_id, about) values ($1, $2, $3) on conflict do nothing`,
    [question.questionId, question.bonusId, question.about],
  );
}

export async function findBonusQuestion(db: Queryable, questionId: string): Promise<BonusQuestion | undefined> {
  const { rows } = await db.query<BonusQuestion>(`select ${COLUMNS} from bonus_questions where question_id = $1`, [
    questionId,
  ]);
  return rows[0];
}

/** The question about a bonus that was asked last. */
export async function lastBonusQuestion(db: Queryable, bonusId: string): Promise<BonusQuestion | undefined> {
  const { rows } = await db.query<BonusQuestion>(
    `select ${COLUMNS} from bonus_questions where bonus_id = $1 order by opened_at desc, question_id desc limit 1`,
    [bonusId],
  );
  return rows[0];
}

/** Where the question was posted, to update the message later. */
export async function recordBonusMessage(
  db: Queryable,
  questionId: string,
  message: { channelId: string; messageId: string },
): Promise<void> {
  await db.query('update bonus_questions set channel_id = $2, message_id = $3 where question_id = $1', [
    questionId,
    message.channelId,
    message.messageId,
  ]);
}

export async function countBonusReminder(db: Queryable, questionId: string): Promise<void> {
  await db.query(
    `update bonus_questions set reminded_times = reminded_times + 1 where question_id = $1 and status = 'open'`,
    [questionId],
  );
}

/** Closes an open question by a person's decision. Of two decisions the first counts; the same one again changes nothing. */
export async function decideBonusQuestion(
  db: Queryable,
  questionId: string,
  decision: Pick<BonusDecision, 'decision' | 'decidedBy' | 'decidedAt' | 'reason'>,
): Promise<void> {
  await db.query(
    `update bonus_questions set status = 'decided', decision = $2, decided_by = $3, decided_at = $4, reason = $5,
       closed_at = now()
     where question_id = $1 and status = 'open'`,
    [questionId, decision.decision, decision.decidedBy, decision.decidedAt, decision.reason ?? null],
  );
}

/** Closes an open question without a decision. */
export async function closeBonusQuestion(
  db: Queryable,
  questionId: string,
  status: 'void' | 'expired',
  why: string,
): Promise<void> {
  await db.query(
    `update bonus_questions set status = $2, progress = $3, closed_at = now()
     where question_id = $1 and status = 'open'`,
    [questionId, status, why],
  );
}

export async function recordBonusProgress(db: Queryable, questionId: string, progress: string): Promise<void> {
  await db.query('update bonus_questions set progress = $2 where question_id = $1', [questionId, progress]);
}
