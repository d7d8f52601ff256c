import type { Finding } from '../../domain/reconciliation.js';
import { findingOf } from '../../domain/reconciliation.js';
import { reconciliationMap } from '../../domain/reconciliation-map.js';
import { atsRecord, hrisRecord, type ReconciliationRecord } from '../../domain/reconciliation-record.js';
import { stageSide } from '../../ledger/reconciliation-copy.js';
import { joinSides } from '../../ledger/reconciliation-join.js';
import { startRun, type ReconciliationRun } from '../../ledger/reconciliation-runs.js';
import { openStaging, type Staging } from '../../ledger/reconciliation-staging.js';
import type { HireFields } from '../../schemas/hire.js';
import { defaultMap } from '../domain/map.js';
import type { TestDatabase } from '../support/database.js';

export const map = reconciliationMap(defaultMap());
export const DAY = { timeZone: 'America/New_York', today: '2026-11-22' };

const MANAGER = { id: '101' };

/** What both sides say of a hire, unless told otherwise. */
const fieldsOf = (id: string): HireFields => ({
  firstName: 'Ada',
  lastName: `Lovelace ${id}`,
  personalEmail: `ada.${id}@mail.example`,
  startDate: '2026-12-07',
  jobTitle: 'Engineer',
  compensation: { amount: '130000', currency: 'USD', period: 'year' },
});

/** The ATS's record of application `id`. */
export function ats(id: string, change: HireFields = {}): ReconciliationRecord {
  const record = atsRecord(
    map,
    {
      ...{
        applicationId: id,
        candidateId: 'c',
        jobId: 'j',
        offerId: 'o',
        offerVersion: 1,
        url: undefined,
        problems: [],
      },
      ...{ offerStatus: 'accepted', applicationStatus: 'hired', acceptedAt: '2026-11-20T15:00:00Z' },
      fields: { ...fieldsOf(id), ...change },
    },
    change.manager ?? MANAGER,
  );
  if (!record) throw new Error('not a hire');
  return record;
}

/** The HRIS's record of an employee for application `id`. */
export function hris(
  employeeId: string,
  id: string | null,
  change: HireFields = {},
  terminated = false,
): ReconciliationRecord {
  return hrisRecord(
    map,
    {
      ...{ employeeId, status: undefined, terminated, url: undefined, problems: [] },
      fields: {
        ...fieldsOf(id ?? employeeId),
        ...{ manager: MANAGER, employmentType: 'Full-time', employeeId, atsApplicationId: id ?? undefined },
        ...change,
      },
    },
    '2026-11-20T18:00:00Z',
  );
}

export async function* inBatches<T>(records: readonly T[], size = 2): AsyncGenerator<T[]> {
  for (let from = 0; from < records.length; from += size) yield records.slice(from, from + size);
}

export const WINDOW = { from: '2026-11-15T05:00:00Z', to: '2026-11-22T05:00:00Z' };

/** Begins a run, and stages both sides. */
export async function stageRun(
  database: TestDatabase,
  id: string,
  sides: { ats: readonly ReconciliationRecord[]; hris: readonly ReconciliationRecord[] },
): Promise<{ run: ReconciliationRun; staging: Staging }> {
  const run = await startRun(database.pool, { id, kind: 'nightly', window: WINDOW, dryRun: false });
  const staging = await openStaging(database.url, id);
  await stageSide(staging, 'ats', inBatches(sides.ats));
  await stageSide(staging, 'hris', inBatches(sides.hris));
  return { run, staging };
}

/** All that a staged run finds, in the order of its causes. */
export async function findingsOf(staging: Staging): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const page of joinSides(staging))
    findings.push(...page.flatMap((hire) => findingOf(map, DAY, hire) ?? []));
  return findings.sort((one, other) => one.cause.localeCompare(other.cause));
}

/** A finding in one line. */
export const lineOf = ({ cause, employeeIds, differences, suggestedMatch }: Finding): string =>
  [
    cause,
    ...(employeeIds.length > 1 ? [employeeIds.join('+')] : []),
    ...differences.map(({ field }) => field),
    ...(suggestedMatch ? [`is ${suggestedMatch.applicationId ?? suggestedMatch.employeeId}`] : []),
  ].join(' ');
