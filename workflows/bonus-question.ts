import { condition } from '@temporalio/workflow';
import type { BonusDecision } from '../schemas/referral-bonus.js';
import type { BonusActivities, BonusPolicy } from './bonus-activities.js';
import type { BonusNews } from './bonus-news.js';
import type { BonusSteps } from './bonus-steps.js';

/** What a question about a bonus came to. */
export type BonusAnswer = BonusDecision['decision'] | 'changed' | 'expired';

interface Question {
  bonusId: string;
  questionId: string;
  about: BonusDecision['about'];
  policy: BonusPolicy;
  /** Looks whether what is asked about is still so; undefined: that could not be told. @returns why it is not; null where it is. */
  look: () => Promise<string | null | undefined>;
  /** What is done about each answer, for people. */
  planned: Record<BonusDecision['decision'], string>;
}

interface Context {
  news: BonusNews;
  steps: BonusSteps;
  tell: Pick<BonusActivities, 'announceBonus' | 'remindOfBonus' | 'acceptBonusDecision' | 'reportBonusQuestion'>;
}

/** Asks people about a bonus, reminds them, and waits for a decision that counts. */
export async function askAboutBonus(question: Question, { news, steps, tell }: Context): Promise<BonusAnswer> {
  const { bonusId, questionId, about, policy } = question;
  // A question that could not be posted is in the console all the same, and a reminder makes up for it.
  await steps.untilTold(() => tell.announceBonus(bonusId, { questionId, about }));
  for (let waited = 0, times = 1; ;) {
    const next = nextReminder(waited, policy);
    const heard = await condition(() => news.decisions.length > 0 || news.hireUndone, next.inMs);
    const decision = news.decisions.shift();
    if (decision) {
      if (await counts(decision)) return decision.decision;
      continue;
    }
    // Not before: what was announced while the question was being posted is looked into, too.
    news.hireUndone = false;
    const why = await question.look();
    if (typeof why === 'string') {
      await close('void', why);
      return 'changed';
    }
    if (heard) continue;
    waited += next.inMs;
    if (next.then === 'expire') {
      await close('expired', 'Nobody decided in time.');
      return 'expired';
    }
    const reminder = { questionId, about, escalate: next.then === 'escalate', times };
    times += 1;
    await steps.untilTold(() => tell.remindOfBonus(bonusId, reminder));
  }

  async function close(how: 'void' | 'expired', why: string): Promise<void> {
    await steps.untilTold(() => tell.reportBonusQuestion(questionId, { close: how, progress: why }));
  }

  /** Whether a decision is about this question and may be made by whoever made it. The first that counts is the decision. */
  async function counts(decision: BonusDecision): Promise<boolean> {
    if (decision.bonusId !== bonusId || decision.about !== about) return false;
    for (;;) {
      const taken = await steps.tried('recording the decision', () => tell.acceptBonusDecision(questionId, decision));
      if (!taken) continue;
      if (!taken.accepted) return false;
      await steps.untilTold(() =>
        tell.reportBonusQuestion(questionId, { progress: question.planned[decision.decision] }),
      );
      return true;
    }
  }
}

/** The next thing that happens to a question of which nobody took notice for `waited` milliseconds. */
function nextReminder(waited: number, policy: BonusPolicy): { inMs: number; then: 'remind' | 'escalate' | 'expire' } {
  const next = [
    { at: (Math.floor(waited / policy.reminderMs) + 1) * policy.reminderMs, then: 'remind' as const },
    ...(waited < policy.escalationMs ? [{ at: policy.escalationMs, then: 'escalate' as const }] : []),
    { at: policy.expiryMs, then: 'expire' as const },
  ].reduce((first, other) => (other.at <= first.at ? other : first));
  return { inMs: Math.max(1, next.at - waited), then: next.then };
}
