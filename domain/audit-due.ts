import { Temporal } from '@js-temporal/polyfill';
import type { AuditKind } from '../schemas/attribution-audit.js';

export interface AuditPolicy {
  /** IANA name. */
  timeZone: string;
  /** Milliseconds after going live at which the first audit is due. */
  auditAfter: number;
  /** Day of the month of the others. */
  auditOn: number;
  /** How many days each looks back, its last one included. */
  auditDays: number;
}

/** An audit that is due. Days are the zone's, both included. */
export interface DueAudit {
  kind: Exclude<AuditKind, 'manual'>;
  firstDay: string;
  lastDay: string;
}

/**
 * The audit that is due now: the first one, once, its time after going live; then one in each month from its day on.
 * One that was missed is made up for. The first counts for its month.
 * @param past the last day of the newest finished audit of each kind.
 */
export function auditDue(
  policy: AuditPolicy,
  liveSince: Date | null,
  past: Partial<Record<AuditKind, string>>,
  now: Date,
): DueAudit | undefined {
  if (!liveSince) return undefined;
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(policy.timeZone);
  const today = zoned.toPlainDate();
  const days = {
    firstDay: today.subtract({ days: policy.auditDays - 1 }).toString(),
    lastDay: today.toString(),
  };
  if (past.first === undefined) {
    return now.getTime() >= liveSince.getTime() + policy.auditAfter ? { kind: 'first', ...days } : undefined;
  }
  const thisMonth = today.with({ day: policy.auditOn });
  const newestDue = Temporal.PlainDate.compare(thisMonth, today) <= 0 ? thisMonth : thisMonth.subtract({ months: 1 });
  const newestMade = [past.first, past.monthly ?? past.first].toSorted().at(-1) ?? '';
  return newestMade < newestDue.toString() ? { kind: 'monthly', ...days } : undefined;
}
