import { findingOf, type Calendar, type Finding } from '../domain/reconciliation.js';
import { dayIn, dueNights, eachDay } from '../domain/nights.js';
import { reconciliationMap } from '../domain/reconciliation-map.js';
import { hrisRecord, type ReconciliationRecord } from '../domain/reconciliation-record.js';
import { erasedApplications } from '../ledger/candidates.js';
import { stageSide } from '../ledger/reconciliation-copy.js';
import { closeDisappeared, recordFindings } from '../ledger/reconciliation-items.js';
import { joinSides } from '../ledger/reconciliation-join.js';
import { checkedItems } from '../ledger/reconciliation-look-ups.js';
import { readNights } from '../ledger/reconciliation-nights.js';
import { findRun, finishRun, startRun, type ReconciliationRun, type RunCounts } from '../ledger/reconciliation-runs.js';
import { countStaged } from '../ledger/reconciliation-staged.js';
import { dropAbandonedStaging, dropStaging, openStaging } from '../ledger/reconciliation-staging.js';
import { keepTurn, releaseTurn } from '../ledger/reconciliation-turn.js';
import { RECONCILIATION_KINDS, type ReconciliationKind } from '../schemas/reconciliation.js';
import { reconciliationWorkflowId } from '../workflows/contract.js';
import type { NightActivities, ReconciliationActivities } from '../workflows/reconciliation-activities.js';
import type { FoundMismatch, ReconciliationResult } from '../workflows/reconciliation-contract.js';
import type { Dependencies } from './dependencies.js';
import { createAtsRecords, readableList, type ListEnd } from './reconciliation-records.js';
import { addressOf, ownTurn, runStep } from './reconciliation-run.js';

/** Of what was found, so much is shown with the run itself; the queue has all of it. */
const SAMPLE = 100;
/** Completed nights that matter for which are due. */
const NIGHTS_KEPT = 10;

type ReconcileActivities = NightActivities &
  Pick<ReconciliationActivities, 'beginReconciliation' | 'readAtsSide' | 'readHrisSide' | 'compareSides'>;

/** Compares what the ATS and the HRIS say of a window's hires. */
export function reconcileActivities(deps: Dependencies, now: () => Date = () => new Date()): ReconcileActivities {
  const { timeZone } = deps.policy.company;
  const reconciliation = reconciliationMap(deps.fieldMap);

  return {
    async findDueNights() {
      const { at, days } = deps.policy.reconciliation;
      const { completed, ...past } = await readNights(deps.db, NIGHTS_KEPT);
      const nights = completed.map((id) => id.slice(reconciliationWorkflowId('').length));
      return dueNights({ timeZone, at, days }, { ...past, completed: nights }, now());
    },

    async beginReconciliation({ kind, window, dryRun }) {
      const runId = await ownTurn(deps);
      await startRun(deps.db, { id: runId, kind, window, dryRun });
      await dropAbandonedStaging(deps.db);
      // What an earlier try has left would be taken for what this one has read.
      await dropStaging(deps.db, runId);
      const total = eachDay(timeZone, window).length;
      await keepTurn(deps.db, runId, {
        ...{ ats: 0, hris: 0, atsRead: false },
        ...{ days: { done: 0, total }, lookUps: { done: 0, total: 0 } },
      });
      const staging = await openStaging(addressOf(deps), runId);
      await staging.close();
    },

    async readAtsSide({ window }) {
      return runStep(deps, async ({ staging, signal, progress }) => {
        const end: ListEnd = { leftOut: null };
        const record = createAtsRecords(deps, reconciliation);
        let ats = 0;
        const pages = readableList(deps.ats, deps.ats.listAcceptedHires(window), signal, end);
        const records = async function* (): AsyncGenerator<ReconciliationRecord[], void> {
          for await (const hires of pages) {
            const read = await Promise.all(hires.map(record));
            progress({ ats: (ats += hires.length) });
            yield read.filter((one) => one !== undefined);
          }
        };
        await stageSide(staging, 'ats', records(), signal);
        progress({ ats, atsRead: true });
        return end;
      });
    },

    async readHrisSide({ window }) {
      return runStep(deps, async ({ staging, signal, progress }) => {
        const days = eachDay(timeZone, window);
        const leftOut: string[] = [];
        let hris = 0;
        // The HRIS does not say when somebody was created: only that it was within a window, which is a day then.
        const records = async function* (): AsyncGenerator<ReconciliationRecord[], void> {
          for (const [done, day] of days.entries()) {
            progress({ hris, days: { done, total: days.length } });
            const end: ListEnd = { leftOut: null };
            for await (const page of readableList(deps.hris, deps.hris.listCreatedEmployees(day), signal, end)) {
              progress({ hris: (hris += page.length) });
              yield page.map((employee) => hrisRecord(reconciliation, employee, day.from));
            }
            if (end.leftOut !== null) leftOut.push(end.leftOut);
          }
        };
        await stageSide(staging, 'hris', records(), signal);
        progress({ hris, days: { done: days.length, total: days.length } });
        return { leftOut: leftOut.length === 0 ? null : leftOut.join('; ') };
      });
    },

    async compareSides({ dryRun }, leftOut) {
      return runStep(deps, async ({ runId, staging }) => {
        const run = await requireRun(runId);
        if (run.outcome === 'completed' && run.counts) return { counts: run.counts, sample: [], leftOut };
        const staged = await countStaged(staging);
        const calendar: Calendar = { timeZone, today: dayIn(timeZone, now()) };
        const found = noneFound();
        const sample: FoundMismatch[] = [];
        let [opened, closed] = [0, 0];
        for await (const page of joinSides(staging)) {
          const findings = await withoutErased(page.flatMap((hire) => findingOf(reconciliation, calendar, hire) ?? []));
          for (const { kind } of findings) found[kind] += 1;
          sample.push(...findings.slice(0, SAMPLE - sample.length).map(withoutPersonalData));
          if (!dryRun) opened += await recordFindings(deps.db, run, findings);
        }
        if (!dryRun) {
          for await (const ids of checkedItems(staging)) closed += await closeDisappeared(deps.db, run, ids);
        }
        const counts: RunCounts = { ats: staged.ats, hris: staged.hris, found, opened, closed };
        await finishRun(deps.db, runId, counts);
        return { counts, sample, leftOut: [...leftOut, ...notLookedUp(staged.lookUps.failed)] };
      }).then(ended);
    },
  };

  /** Of an anonymised candidate the two sides can't agree any more, and who they were must not come back. */
  async function withoutErased(findings: readonly Finding[]): Promise<Finding[]> {
    const erased = await erasedApplications(
      deps.db,
      findings.flatMap(({ applicationId }) => applicationId ?? []),
    );
    return findings.filter(({ applicationId }) => applicationId === null || !erased.has(applicationId));
  }

  async function requireRun(runId: string): Promise<ReconciliationRun> {
    const run = await findRun(deps.db, runId);
    if (!run) throw new Error(`there is no reconciliation run ${runId}`);
    return run;
  }

  /** Makes room for the next run; what is left behind otherwise, the next one removes. */
  async function ended(result: ReconciliationResult): Promise<ReconciliationResult> {
    const runId = await ownTurn(deps);
    await dropStaging(deps.db, runId);
    await releaseTurn(deps.db, runId);
    return result;
  }
}

const noneFound = (): RunCounts['found'] =>
  Object.fromEntries(RECONCILIATION_KINDS.map((kind) => [kind, 0])) as Record<ReconciliationKind, number>;

const withoutPersonalData = ({ kind, applicationId, employeeIds, differences }: Finding): FoundMismatch => ({
  kind,
  applicationId,
  employeeIds,
  fields: differences.map(({ field }) => field),
});

const notLookedUp = (failed: number): string[] =>
  failed === 0 ? [] : [`${failed} records could not be looked up on the other side`];
