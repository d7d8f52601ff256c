import { setTimeout as sleep } from 'node:timers/promises';
import type { BonusDecision } from '../schemas/referral-bonus.js';
import { isPassing, type ApiClient } from './api-client.js';
import type { BonusItem } from './api-shapes.js';
import type { DecisionEnd } from './hold-watch.js';
import { printable } from './table.js';
import { when } from './wording.js';

/** What each decision comes to. */
export const DECIDED: Record<BonusDecision['about'], Record<BonusDecision['decision'], string>> = {
  payout: { approve: 'it is handed to payroll', reject: 'nothing is paid' },
  clawback: { approve: 'payroll takes it back', reject: 'the advocate keeps it' },
};

const LOOK_EVERY_MS = 500;

/** Waits until a decision about a bonus is carried out or can't be any more, and says what is done about it meanwhile. */
export async function waitForBonus(
  api: Pick<ApiClient, 'get'>,
  wish: Pick<BonusDecision, 'about' | 'decision'> & { path: string; timeoutMs: number; stopped?: AbortSignal },
  say: (line: string) => void,
): Promise<DecisionEnd> {
  const { path, timeoutMs, stopped } = wish;
  const deadline = Date.now() + timeoutMs;
  let said: string | null = null;
  for (;;) {
    const bonus = await look(api, path);
    const end = bonus && endOfBonus(bonus, wish);
    if (end) return end;
    const progress = bonus?.question?.progress ?? null;
    if (progress !== null && progress !== said) {
      said = progress;
      say(printable(progress));
    }
    if (Date.now() > deadline) {
      const where = bonus ? `the bonus is ${words(bonus.status)}` : 'hireline does not answer';
      return { carriedOut: false, text: `Not seen to be carried out within ${timeoutMs / 1000} s: ${where}.` };
    }
    await sleep(LOOK_EVERY_MS, undefined, stopped ? { signal: stopped } : {});
  }
}

/** The bonus as it stands; undefined while hireline is away, as over a restart. */
async function look(api: Pick<ApiClient, 'get'>, path: string): Promise<BonusItem | undefined> {
  try {
    return await api.get<BonusItem>(path);
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

/** How a decision about a bonus ended; undefined while it is under way. */
export function endOfBonus(
  { status, statusReason, paidAt, clawedBackAt, question }: BonusItem,
  { about, decision }: Pick<BonusDecision, 'about' | 'decision'>,
): DecisionEnd | undefined {
  const done = (text: string): DecisionEnd => ({ carriedOut: true, text });
  const not = (text: string): DecisionEnd => ({ carriedOut: false, text });
  const because = statusReason ?? question?.progress ?? 'it is not said why.';
  if (status === 'failed') return not(`The bonus has failed: ${because}`);
  if (status === 'void') return not(`The bonus is void, nothing is paid: ${because}`);
  if (question?.about === about && question.decision !== null && question.decision !== decision) {
    const by = question.decidedBy ?? 'somebody';
    return not(`It was decided otherwise meanwhile, by ${by}: ${DECIDED[about][question.decision]}.`);
  }
  if (question?.about === about && (question.status === 'void' || question.status === 'expired')) {
    return not(`The question is ${question.status}: ${question.progress ?? because}`);
  }
  if (about === 'payout') {
    if (status === 'rejected') return done('Carried out: nothing is paid.');
    // What was handed to payroll can have gone on from there.
    return paidAt === null ? undefined : done(`Carried out: payroll has it since ${when(paidAt) ?? ''}.`);
  }
  if (status === 'clawed_back') return done(`Carried out: payroll takes it back, ${when(clawedBackAt) ?? ''}.`);
  return status === 'settled' ? done('Carried out: the advocate keeps it.') : undefined;
}

const words = (status: string): string => status.replaceAll('_', ' ');
