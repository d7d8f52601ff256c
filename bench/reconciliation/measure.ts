import { loadConfiguration } from '../../connectors/registry.js';
import type { HrisEmployee } from '../../connectors/roles/hris.js';
import { findingOf, type Finding } from '../../domain/reconciliation.js';
import { reconciliationMap } from '../../domain/reconciliation-map.js';
import { atsRecord, hrisRecord, type ReconciliationRecord } from '../../domain/reconciliation-record.js';
import { stageSide } from '../../ledger/reconciliation-copy.js';
import { joinSides } from '../../ledger/reconciliation-join.js';
import { openStaging, type Staging } from '../../ledger/reconciliation-staging.js';
import { ACCEPTED_AT, atsSide, hrisSide, plantedFindings, type AcceptedHire } from './hires.js';

/** One reconciliation of so many hires a side, as its process saw it. */
export interface Reconciled {
  hires: number;
  /** From the first record to the last finding, without the time it took to make the records up. */
  milliseconds: number;
  /** Of these: each side's rows built and copied, and the join with its findings. */
  parts: { ats: number; hris: number; join: number };
  /** The most memory the process has held, above what it held before it began. */
  bytesAboveIdle: number;
  findings: number;
  /** What was made up and not found, and what was found and not made up. */
  missed: number;
  invented: number;
}

const ACCEPTED_DAY = { timeZone: 'America/New_York', today: '2026-11-22' };
const reconciliation = reconciliationMap(loadConfiguration({}).fieldMap);

/**
 * A process of its own, so that its memory is the reconciliation's: DATABASE_URL, HIRES, RUN_ID; the result goes to
 * its parent. The run has to be there, and its tables stay.
 */
async function main(): Promise<void> {
  const {
    DATABASE_URL: url = '',
    HIRES: hires = '',
    RUN_ID: runId = '',
    WARM_UP_RUN_ID: warmUpRunId = '',
  } = process.env;
  const warmUp = await openStaging(url, warmUpRunId);
  const staging = await openStaging(url, runId);
  const idle = process.memoryUsage().rss;
  // What the compiler has not seen yet is slow: a small reconciliation before the measured one.
  await reconcile(warmUp, 20_000);
  await warmUp.close();
  const result = await reconcile(staging, Number(hires));
  await staging.close();
  process.send?.({ ...result, bytesAboveIdle: process.resourceUsage().maxRSS * 1_024 - idle });
}

async function reconcile(staging: Staging, hires: number): Promise<Omit<Reconciled, 'bytesAboveIdle'>> {
  const making = { ms: 0 };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    making.ms = 0;
    const begun = performance.now();
    await work();
    return performance.now() - begun - making.ms;
  };
  const found = new Set<string>();
  const parts = {
    ats: await timed(() => stageSide(staging, 'ats', records(clocked(atsSide(hires), making), ofAts))),
    hris: await timed(() => stageSide(staging, 'hris', records(clocked(hrisSide(hires), making), ofHris))),
    join: await timed(async () => {
      for await (const page of joinSides(staging)) {
        for (const hire of page) {
          const finding = findingOf(reconciliation, ACCEPTED_DAY, hire);
          if (finding) found.add(lineOf(finding));
        }
      }
    }),
  };
  const planted = plantedFindings(hires);
  const missed = [...planted].filter((line) => !found.has(line)).length;
  const invented = [...found].filter((line) => !planted.has(line)).length;
  const milliseconds = parts.ats + parts.hris + parts.join;
  return { hires, milliseconds, parts, findings: found.size, missed, invented };
}

const ofAts = ({ hire, manager }: AcceptedHire) => atsRecord(reconciliation, hire, manager);
const ofHris = (employee: HrisEmployee) => hrisRecord(reconciliation, employee, ACCEPTED_AT);

async function* records<T>(
  pages: AsyncIterable<T[]>,
  toRecord: (one: T) => ReconciliationRecord | undefined,
): AsyncGenerator<ReconciliationRecord[]> {
  for await (const page of pages) yield page.flatMap((one) => toRecord(one) ?? []);
}

/** Adds up the time that making the pages takes; it is all spent before `next` returns. */
async function* clocked<T>(pages: AsyncGenerator<T>, making: { ms: number }): AsyncGenerator<T> {
  for (;;) {
    const begun = performance.now();
    const next = pages.next();
    making.ms += performance.now() - begun;
    const { done, value } = await next;
    if (done) return;
    yield value;
  }
}

/** As hires.ts writes what it has planted. */
function lineOf({ kind, applicationId, employeeIds, differences, suggestedMatch }: Finding): string {
  const record =
    kind === 'ats_only' ? [applicationId] : kind === 'hris_only' ? employeeIds : [applicationId, ...employeeIds];
  const match = suggestedMatch ? ['is', suggestedMatch.employeeId ?? suggestedMatch.applicationId] : [];
  return [kind, ...record, ...differences.map(({ field }) => field), ...match].join(' ');
}

await main();
