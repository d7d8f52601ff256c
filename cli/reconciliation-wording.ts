import type { ReconciliationItem, ReconciliationKind } from '../schemas/reconciliation.js';

export const KINDS: Record<ReconciliationKind, string> = {
  ats_only: 'only in the ATS',
  hris_only: 'only in the HRIS',
  differing: 'differing',
  doubled: 'doubled',
};

export const OWNERS: Record<ReconciliationItem['owner'], string> = { recruiting: 'recruiting', hr_ops: 'HR ops' };

/** "40 s", "12 min", "5 h", "3 d". */
export function age(seconds: number): string {
  const [amount, unit] =
    seconds < 60
      ? [seconds, 's']
      : seconds < 3_600
        ? [seconds / 60, 'min']
        : seconds < 86_400
          ? [seconds / 3_600, 'h']
          : [seconds / 86_400, 'd'];
  return `${Math.floor(amount)} ${unit}`;
}
