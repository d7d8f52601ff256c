import type { Links } from '../../../activities/dependencies.js';
import { listAudit, type AuditRow } from '../../../ledger/audit.js';
import type { DeliveryListItem } from '../../../ledger/deliveries.js';
import { deliveriesOfHire } from '../../../ledger/delivery-lookup.js';
import { listHireEvents, type Hire, type HireEventRow } from '../../../ledger/hires.js';
import { listHolds, type Hold } from '../../../ledger/holds.js';
import { listInterviews } from '../../../ledger/interview-list.js';
import { employeeOrderKey, payrollOrderKey } from '../../../ledger/order-keys.js';
import { listScreening } from '../../../ledger/screening.js';
import { DECIDED, holdSubject, type HoldSubject } from '../../../schemas/hold-subject.js';
import type { IngressContext } from '../../context.js';
import type { TimelineEntry } from './hire-shapes.js';
import { interviewEntries } from './timeline-interviews.js';
import { screeningEntries } from './timeline-screening.js';

/** Far more than a hire comes to; a bound all the same. */
const MOST = 1_000;
const OURS = 'hireline';

/** Everything that happened to a hire in any system, oldest first. */
export async function timelineOf(
  { db, links, policy }: Pick<IngressContext, 'db' | 'links' | 'policy'>,
  hire: Hire,
): Promise<TimelineEntry[]> {
  const keys = [
    ...(hire.hris && hire.employeeId ? [employeeOrderKey(hire.hris, hire.employeeId)] : []),
    ...(hire.payroll && hire.payrollEmployeeId ? [payrollOrderKey(hire.payroll, hire.payrollEmployeeId)] : []),
  ];
  const [deliveries, events, audit, holds, screening, interviews] = await Promise.all([
    deliveriesOfHire(db, hire.workflowId, keys, MOST),
    listHireEvents(db, hire.applicationId),
    listAudit(db, { applicationId: hire.applicationId }, { limit: MOST }),
    listHolds(db, { applicationId: hire.applicationId }, MOST),
    listScreening(db, { applicationId: hire.applicationId }),
    listInterviews(db, { applicationId: hire.applicationId }, { limit: MOST }),
  ]);
  return [
    ...deliveries.map((delivery) => deliveryEntry(links, delivery)),
    ...events.map(stageEntry),
    ...audit.items.reverse().map(writeEntry),
    ...holds.flatMap((hold) => holdEntries(links, hold)),
    ...screening.flatMap(screeningEntries),
    ...interviews.flatMap((interview) => interviewEntries(links, policy.company.timeZone, interview)),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}

const BECAME: Record<DeliveryListItem['status'], string> = {
  pending: 'is about to be handed on',
  waiting: 'waits until it is known whose hire it is about',
  forwarded: 'was handed on to the run',
  ignored: 'changed nothing',
  quarantined: 'could not be understood',
};

function deliveryEntry(links: Links, delivery: DeliveryListItem): TimelineEntry {
  const { id, vendor, eventType, status, reason, workflowId, receivedAt, forwardedAt } = delivery;
  return {
    at: receivedAt,
    system: vendor,
    kind: 'delivery',
    text: `${eventType ?? 'A delivery'} arrived and ${BECAME[status]}.`,
    ...(workflowId ? { runUrl: links.run(workflowId) } : {}),
    details: { deliveryId: id, status, reason, forwardedAt },
  };
}

function stageEntry({ at, status, text, details, runUrl }: HireEventRow): TimelineEntry {
  return {
    at,
    system: OURS,
    kind: 'stage',
    text,
    ...(runUrl ? { runUrl } : {}),
    details: { status, ...(isObject(details) ? details : {}) },
  };
}

const WROTE: Record<string, string> = {
  written: 'written',
  adopted: 'was there already, adopted',
  unchanged: 'was as wanted already',
  failed: 'failed',
};

function writeEntry(row: AuditRow): TimelineEntry {
  const { at, vendor, operation, outcome, recordId, failure, sentFrom, sentTo, step, httpStatus, payloadHash } = row;
  const record = recordId ? ` (record ${recordId})` : '';
  return {
    at,
    system: vendor,
    kind: 'write',
    text: `${capital(operation)}: ${WROTE[outcome] ?? outcome}${record}${failure ? `. ${failure}` : '.'}`,
    runUrl: sentFrom,
    details: { auditId: row.id, outcome, recordId, sentTo, step, httpStatus, payloadHash },
  };
}

function holdEntries(links: Links, hold: Hold): TimelineEntry[] {
  const runUrl = links.run(hold.workflowId, hold.runId);
  const about = { system: OURS, runUrl };
  const subject = holdSubject(hold.diff.differences);
  const fields = hold.diff.differences.map(({ field }) => field).join(', ');
  const opened: TimelineEntry = {
    ...about,
    at: hold.openedAt,
    kind: 'hold',
    text: ASKED[subject](fields),
    details: { holdId: hold.id, differences: hold.diff.differences },
  };
  if (hold.decidedAt) {
    const { decision, decidedBy, reason, progress } = hold;
    const text = `${decidedBy ?? 'Somebody'} decided: ${decision ? DECIDED[subject][decision] : ''}.`;
    const details = { holdId: hold.id, decision, decidedBy, reason, progress };
    return [opened, { ...about, at: hold.decidedAt, kind: 'decision', text, details }];
  }
  if (!hold.closedAt) return [opened];
  const text = `The hold is ${hold.status}. ${hold.progress ?? ''}`.trim();
  return [opened, { ...about, at: hold.closedAt, kind: 'hold', text, details: { holdId: hold.id } }];
}

const ASKED: Record<HoldSubject, (fields: string) => string> = {
  terms: (fields) => `Payroll is held: the offer and the HRIS differ on ${fields}.`,
  screening: () => 'Payroll is held: a screening result is in an adverse action.',
  employment: () => 'The hire was rescinded after payroll had paid: a person decides whether it is undone.',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
