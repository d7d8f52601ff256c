import type { HireStatus } from '../schemas/hire-status.js';
import type { HoldDecision } from '../schemas/hold.js';
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

export const DECISIONS: Record<HoldDecision, string> = {
  use_offer: "use the offer's values",
  use_hris: "use the HRIS's values",
  reject: 'reject: nothing goes to payroll',
};

/** What waits for a person stands out, and so does what went wrong. */
export function hireStyle(status: HireStatus): Style | undefined {
  if (status === 'done') return 'green';
  if (status === 'failed') return 'red';
  return status === 'held' ? 'yellow' : undefined;
}
