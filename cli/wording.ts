import type { HireStatus } from '../schemas/hire-status.js';
import type { HoldDecision } from '../schemas/hold.js';
import type { HoldSubject } from '../schemas/hold-subject.js';
import type { Style } from './terminal.js';

/** An instant in the machine's time zone: "2026-11-22 00:41:08". */
export function when(instant: string | null | undefined): string | undefined {
  if (!instant) return undefined;
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The same without year and seconds, for lists: "11-22 00:41". */
export const briefly = (instant: string | null | undefined): string | undefined => when(instant)?.slice(5, 16);

const REJECT = 'reject: nothing goes to payroll';
const GO_ON = 'go on with the hire';
const KEEP = 'keep the employee';

/** What each decision comes to, by what the hold asks about. */
export const DECISIONS: Record<HoldSubject, Record<HoldDecision, string>> = {
  terms: { use_offer: "use the offer's values", use_hris: "use the HRIS's values", reject: REJECT },
  screening: { use_offer: GO_ON, use_hris: GO_ON, reject: REJECT },
  employment: { use_offer: 'undo the hire in payroll and in the HRIS', use_hris: KEEP, reject: KEEP },
};

/** What a hold asks, where it is not which side's terms count. */
export const QUESTIONS: Record<Exclude<HoldSubject, 'terms'>, string> = {
  screening: 'a screening result is in an adverse action: does the hire go on (--use-offer), or not (--reject)?',
  employment:
    'the hire was rescinded after payroll had paid: is it undone (--use-offer), or is the employee kept (--use-hris)?',
};

/** A status whose word alone does not say it. */
const STATUSES: Partial<Record<HireStatus, string>> = {
  compensating: 'compensating: what was written is being undone',
  rescinded: 'rescinded: the hire is none any more',
};
export const statusText = (status: HireStatus): string => STATUSES[status] ?? status;

/** What waits for a person stands out, and so does what went wrong. */
export function hireStyle(status: HireStatus): Style | undefined {
  if (status === 'done') return 'green';
  if (status === 'failed') return 'red';
  return status === 'held' ? 'yellow' : undefined;
}
