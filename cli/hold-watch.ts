import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldDecision } from '../schemas/hold.js';
import { isPassing, type ApiClient } from './api-client.js';
import type { HireDetails, Hold } from './api-shapes.js';
import { printable } from './table.js';
import { holdSubject } from '../schemas/hold-subject.js';
import { DECISIONS } from './wording.js';

/** How a decision ended. */
export interface DecisionEnd {
  carriedOut: boolean;
  text: string;
}

const LOOK_EVERY_MS = 500;

/** Waits until a decision is carried out or can't be any more, and says what is done about it meanwhile. */
export async function waitUntilCarriedOut(
  api: Pick<ApiClient, 'get'>,
  wish: { hold: Hold; decision: HoldDecision; timeoutMs: number; stopped?: AbortSignal },
  say: (line: string) => void,
): Promise<DecisionEnd> {
  const { hold, decision, timeoutMs, stopped } = wish;
  const deadline = Date.now() + timeoutMs;
  let said: string | null = null;
  for (;;) {
    const seen = await look(api, hold);
    const end = seen && endOf(seen.hold, seen.hire, decision);
    if (end) return end;
    if (seen?.hold.progress && seen.hold.progress !== said) {
      said = seen.hold.progress;
      say(printable(said));
    }
    if (Date.now() > deadline) {
      const where = seen ? `the hire is ${seen.hire.status}` : 'hireline does not answer';
      return { carriedOut: false, text: `Not seen to be carried out within ${timeoutMs / 1000} s: ${where}.` };
    }
    await sleep(LOOK_EVERY_MS, undefined, stopped ? { signal: stopped } : {});
  }
}

/** Where hold and hire stand; undefined while hireline is away, as over a restart. */
async function look(
  api: Pick<ApiClient, 'get'>,
  { id, applicationId }: Pick<Hold, 'id' | 'applicationId'>,
): Promise<{ hold: Hold; hire: HireDetails } | undefined> {
  try {
    const [hold, hire] = await Promise.all([
      api.get<Hold>(`/holds/${encodeURIComponent(id)}`),
      api.get<HireDetails>(`/hires/${encodeURIComponent(applicationId)}`),
    ]);
    return { hold, hire };
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

/** How the decision ended, from where hold and hire stand; undefined while it is under way. */
export function endOf(
  hold: Pick<Hold, 'id' | 'status' | 'decision' | 'decidedBy' | 'progress'> & Partial<Pick<Hold, 'differences'>>,
  hire: Pick<HireDetails, 'status' | 'statusReason' | 'hold'>,
  decision: HoldDecision,
): DecisionEnd | undefined {
  const not = (text: string): DecisionEnd => ({ carriedOut: false, text });
  const progress = hold.progress ?? '';
  const subject = holdSubject(hold.differences ?? []);
  if (hold.status === 'void' || hold.status === 'expired') return not(`The hold is ${hold.status}: ${progress}`);
  if (hold.status === 'open') return undefined;
  if (hold.decision !== null && hold.decision !== decision) {
    return not(
      `It was decided otherwise meanwhile, by ${hold.decidedBy ?? 'somebody'}: ${DECISIONS[subject][hold.decision]}.`,
    );
  }
  if (subject === 'employment') return endOfUndoing(hire, progress);
  if (decision === 'reject') {
    return hire.status === 'rejected' ? { carriedOut: true, text: 'Carried out: nothing goes to payroll.' } : undefined;
  }
  switch (hire.status) {
    case 'done':
      return { carriedOut: true, text: `Carried out: ${progress}` };
    case 'failed':
      return not(`The hire failed: ${hire.statusReason ?? ''}`);
    case 'held':
      // Held again, so the decision came to nothing. Still the same question: it is only being taken up.
      return hire.hold && hire.hold.id !== hold.id
        ? not(`Void: ${progress} The question now is ${hire.hold.id}.`)
        : undefined;
    case 'rejected':
    case 'rescinded':
    case 'compensating':
      return not(`The hire is ${hire.status}: ${hire.statusReason ?? ''}`);
    default:
      return undefined;
  }
}

/** A rescinded hire ends as rescinded, whether it was undone or the employee was kept. */
function endOfUndoing({ status, statusReason }: Pick<HireDetails, 'status' | 'statusReason'>, progress: string) {
  switch (status) {
    case 'rescinded':
      return { carriedOut: true, text: `Carried out: ${progress}` };
    case 'failed':
      return { carriedOut: false, text: `The hire failed: ${statusReason ?? ''}` };
    default:
      return undefined;
  }
}
