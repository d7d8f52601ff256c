import { condition } from '@temporalio/workflow';
import type { DecisionRequest } from '../schemas/hold.js';
import type { HireActivities, HirePolicy, HireRef } from './hire-activities.js';
import type { HireNews } from './hire-news.js';
import type { HireProgress } from './hire-progress.js';
import type { HireSteps } from './hire-steps.js';
import type { HeldFor } from '../schemas/hire-diff.js';

/** What people are asked about: the diff with this hash. */
export interface Asked {
  diffHash: string;
  fields: HeldFor[];
}

interface Context {
  hire: HireRef;
  progress: HireProgress;
  news: HireNews;
  steps: HireSteps;
  tell: Pick<HireActivities, 'announceHold' | 'remindOfHold' | 'reportHold'>;
  record: Pick<HireActivities, 'acceptDecision'>;
}

interface Question {
  holdId: string;
  note: string | null;
  policy: HirePolicy;
  /** Looks at what is asked about anew. */
  look: () => Promise<{ diffHash: string }>;
  /** What is done about each answer, for people. */
  planned: Record<DecisionRequest['decision'], string>;
}

/** Asks people about a held hire, reminds them, and waits for a decision that counts. */
export interface Questions {
  /** @returns the decision, or that what was asked about is not so any more. */
  ask(asked: Asked, question: Question): Promise<DecisionRequest | 'changed'>;
  /** Withdraws the question that is open, if one is. */
  withdraw(why: string): Promise<void>;
}

export function createQuestions({ hire, progress, news, steps, tell, record }: Context): Questions {
  let open: string | undefined;
  return { ask, withdraw };

  async function ask({ diffHash, fields }: Asked, question: Question): Promise<DecisionRequest | 'changed'> {
    const { holdId, note, policy } = question;
    open = holdId;
    progress.hold({ holdId, diffHash, fields });
    await steps.untilTold(() => tell.announceHold(hire, { holdId, diffHash, note }));
    for (let waited = 0, times = 1; ;) {
      const next = nextReminder(waited, policy);
      const heard = await condition(
        () => news.decisions.length > 0 || news.recordsChanged || news.termsChanged || news.rescission !== undefined,
        next.inMs,
      );
      const request = news.decisions.shift();
      if (request) {
        if (await counts(request, question)) return request;
        continue;
      }
      // Not every change is announced: a webhook gets lost, and a change that takes effect later makes none.
      if ((await question.look()).diffHash !== diffHash) {
        await close('void', 'The records changed.');
        return 'changed';
      }
      if (heard) continue;
      waited += next.inMs;
      if (next.then === 'expire') {
        await close('expired', 'Nobody decided in time.');
        await steps.failed('approval', 'Nobody decided about the hold in time.');
        return 'changed';
      }
      const reminder = { holdId, escalate: next.then === 'escalate', times };
      times += 1;
      await steps.untilTold(() => tell.remindOfHold(hire, reminder));
    }
  }

  async function withdraw(why: string): Promise<void> {
    if (open !== undefined) await close('void', why);
  }

  async function close(how: 'void' | 'expired', why: string): Promise<void> {
    const holdId = open;
    if (holdId === undefined) return;
    open = undefined;
    await steps.untilTold(() => tell.reportHold(hire, { holdId, close: how, progress: why }));
  }

  /** Whether a decision is about this hold and may be made by whoever made it. The first that counts is the decision. */
  async function counts(request: DecisionRequest, { holdId, planned }: Question): Promise<boolean> {
    if (request.holdId !== holdId) return false;
    const { accepted } = await steps.untilDone('recording the decision', () => record.acceptDecision(hire, request));
    if (!accepted) return false;
    open = undefined;
    progress.decided();
    await steps.untilTold(() => tell.reportHold(hire, { holdId, progress: planned[request.decision] }));
    return true;
  }
}

/** The next thing that happens to an open hold of which nobody took notice for `waited` milliseconds. */
function nextReminder(waited: number, policy: HirePolicy): { inMs: number; then: 'remind' | 'escalate' | 'expire' } {
  const next = [
    { at: (Math.floor(waited / policy.reminderMs) + 1) * policy.reminderMs, then: 'remind' as const },
    ...(waited < policy.escalationMs ? [{ at: policy.escalationMs, then: 'escalate' as const }] : []),
    { at: policy.expiryMs, then: 'expire' as const },
  ].reduce((first, other) => (other.at <= first.at ? other : first));
  return { inMs: Math.max(1, next.at - waited), then: next.then };
}
