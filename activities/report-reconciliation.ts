import { dayIn, daysOfWindow } from '../domain/nights.js';
import { readMetrics, type Metrics } from '../ledger/metric-targets.js';
import { metricTold, untoldMetrics } from '../ledger/metric-alerts.js';
import { countOpen, type OpenItems } from '../ledger/reconciliation-queue.js';
import { failRun } from '../ledger/reconciliation-runs.js';
import { releaseTurn } from '../ledger/reconciliation-turn.js';
import type { AlertNotice } from '../schemas/notice.js';
import { RECONCILIATION_KINDS, type ReconciliationKind } from '../schemas/reconciliation.js';
import type { ReconciliationActivities, ReconciliationReport } from '../workflows/reconciliation-activities.js';
import type { ReconciliationInput, ReconciliationResult } from '../workflows/reconciliation-contract.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Tells HR ops what a reconciliation came to. Names and values stay in the console. */
export function reportReconciliationActivities(
  deps: Dependencies,
  now: () => Date = () => new Date(),
): Pick<ReconciliationActivities, 'reportReconciliation' | 'reportReconciliationStopped'> {
  const { timeZone } = deps.policy.company;

  return {
    async reportReconciliation(run, report) {
      if (report.outcome === 'failed') return tellFailure(run, report);
      if (run.dryRun) return;
      await tellResult(run, report);
      if (run.kind !== 'manual') await tellMissedTargets();
    },

    async reportReconciliationStopped(_run, why) {
      const { workflowId } = currentRun(deps);
      await failRun(deps.db, workflowId, why);
      await releaseTurn(deps.db, workflowId);
    },
  };

  function post(step: string, notice: Pick<AlertNotice, 'severity' | 'title' | 'lines'>): Promise<unknown> {
    const { runId, runUrl } = currentRun(deps);
    // A night that is run anew has the id, and with it the names of its writes, of before.
    const message = { hire: null, step: `${step}.${runId}`, channelId: deps.channels.hrOps };
    return postOnce(deps, message, {
      kind: 'alert',
      ...notice,
      runUrl,
      links: [{ label: 'Open the queue', url: deps.links.reconciliation() }],
    });
  }

  async function tellFailure(
    run: ReconciliationInput,
    { step, reason, times }: Extract<ReconciliationReport, { outcome: 'failed' }>,
  ): Promise<void> {
    const { workflowId } = currentRun(deps);
    await failRun(deps.db, workflowId, `${step}: ${reason}`);
    await releaseTurn(deps.db, workflowId);
    await post(`reconciliation.failed.${times}`, {
      severity: 'failure',
      title: `The reconciliation stopped at ${step}`,
      lines: [
        `Days: ${daysOf(run)}.`,
        `Why: ${reason}`,
        run.kind === 'manual'
          ? 'The queue is as it was. Start it anew once the cause is mended.'
          : 'The queue is as it was. It is tried again the next night, or when the run gets a retry.',
      ],
    });
  }

  async function tellResult(run: ReconciliationInput, { counts, leftOut }: ReconciliationResult): Promise<void> {
    const open = await countOpen(deps.db);
    await post('reconciliation.result', {
      severity: open.total > 0 || leftOut.length > 0 ? 'warning' : 'info',
      title: `Reconciliation: ${open.total === 0 ? 'nothing' : open.total} in the queue, ${counts.opened} new, ${counts.closed} closed by themselves`,
      lines: [
        ...(open.total > 0 ? [`In the queue: ${byKind(open.byKind)}. ${ageOf(open)}`.trim()] : []),
        `Compared ${counts.ats} hires of ${deps.ats.title} and ${counts.hris} employees of ${deps.hris.title}, days ${daysOf(run)}.`,
        ...leftOut.map((what) => `Left out: ${what}.`),
      ],
    });
  }

  async function tellMissedTargets(): Promise<void> {
    const metrics = await readMetrics(deps, now());
    const missed = missedTargets(metrics);
    const day = dayIn(timeZone, now());
    for (const metric of await untoldMetrics(deps.db, day, [...missed.keys()])) {
      const { title, lines } = missed.get(metric) ?? { title: metric, lines: [] };
      await post(`metric.${metric}.${day}`, { severity: 'warning', title, lines });
      await metricTold(deps.db, day, metric);
    }
  }

  function daysOf({ window }: ReconciliationInput): string {
    const { first, last } = daysOfWindow(timeZone, { from: new Date(window.from), to: new Date(window.to) });
    return first === last ? first : `${first} to ${last}`;
  }

  function ageOf({ oldest }: OpenItems): string {
    return oldest ? `The oldest waits since ${dayIn(timeZone, oldest)}.` : '';
  }
}

const WORDS: Record<ReconciliationKind, string> = {
  ats_only: 'only in the ATS',
  hris_only: 'only in the HRIS',
  differing: 'differing',
  doubled: 'doubled',
};

const byKind = (counts: Record<ReconciliationKind, number>): string =>
  RECONCILIATION_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${WORDS[kind]}`)
    .join(', ');

/** How many of the fields that held hires are named. */
const FIELDS_NAMED = 3;

/**
 * The metrics whose target is missed, in words. The queue has to be empty when a day ends: yesterday counts, as what
 * tonight has found nobody can have dealt with yet.
 */
export function missedTargets(metrics: Metrics): Map<string, { title: string; lines: string[] }> {
  const missed = new Map<string, { title: string; lines: string[] }>();
  const causes = metrics.payrollHoldRate.heldFields
    .slice(0, FIELDS_NAMED)
    .map(({ field, hires }) => `${field} (${hires} ${hires === 1 ? 'hire' : 'hires'})`);
  const held = causes.length > 0 ? [`What held payroll most: ${causes.join(', ')}.`] : [];
  const rate = (name: 'atsToHrisSyncFailureRate' | 'payrollHoldRate', words: string, of: string) => {
    const { value, target, met, numerator, denominator, window } = metrics[name];
    if (value === null || met !== false) return;
    missed.set(name, {
      title: `${words} is ${percent(value)}: it should stay below ${percent(target)}`,
      lines: [`${numerator ?? 0} of ${denominator ?? 0} ${of} in the last ${window.days} days.`, ...held],
    });
  };
  rate('atsToHrisSyncFailureRate', 'The failure rate of writing hires to the HRIS', 'hires failed');
  rate('payrollHoldRate', 'The rate of held payroll', 'hires were held');
  const yesterday = metrics.reconciliationQueueDepth.series.at(-2);
  if (yesterday && (yesterday.value ?? 0) > metrics.reconciliationQueueDepth.target) {
    missed.set('reconciliationQueueDepth', {
      title: `The reconciliation queue was not empty at the end of ${yesterday.date}`,
      lines: [`${yesterday.value} items were left in it.`, ...held],
    });
  }
  return missed;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
