import { dayIn } from '../domain/nights.js';
import { watchReconciliation } from '../ledger/reconciliation-overdue.js';
import {
  findSilence,
  recordSilence,
  silenceTold,
  silenceToTell,
  type Silence,
  type SilentRun,
} from '../ledger/silent-runs.js';
import type { WatchdogActivities } from '../workflows/reconciliation-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** How many runs one message names; the list has all of them. */
const NAMED = 10;

/** Lists what has gone silent, and tells HR ops once of each. */
export function watchdogActivity(deps: Dependencies, now: () => Date = () => new Date()): WatchdogActivities {
  const { company, watchdog, hris, payroll, reconciliation } = deps.policy;

  return {
    async watchForSilence() {
      const lookedAt = now();
      const found = await findSilence(
        deps.db,
        {
          silence: watchdog.silence,
          hrisEventWait: hris.eventWait,
          onboardingPoll: payroll.onboardingPoll,
        },
        lookedAt,
      );
      const overdue = await overdueReconciliation(lookedAt);
      const known = new Set((await silenceToTell(deps.db)).map(({ id }) => id));
      await recordSilence(deps.db, [...found, ...overdue]);
      const untold = await silenceToTell(deps.db);
      // After an outage of the workers everything looks silent for a moment: only what still is at the next look counts.
      const silent = untold.filter(({ id, kind }) => kind !== 'reconciliation' && known.has(id));
      const late = untold.filter(({ kind }) => kind === 'reconciliation');
      if (silent.length > 0) await tellSilent(silent);
      for (const run of late) await tellOverdue(run);
      return { silent: found.length + overdue.length, told: silent.length + late.length };
    },
  };

  /** One a day, for as long as it lasts. */
  async function overdueReconciliation(at: Date): Promise<Silence[]> {
    const { overdue, lastFinishedAt, since } = await watchReconciliation(deps.db, reconciliation.overdueAfter, at);
    if (!overdue) return [];
    const day = dayIn(company.timeZone, at);
    return [
      {
        ...{ kind: 'reconciliation', subject: day, workflowId: null },
        reason: lastFinishedAt
          ? `The last one came to its end at ${lastFinishedAt.toISOString()}.`
          : 'None has come to its end yet.',
        silentSince: lastFinishedAt ?? new Date(since.getTime() - reconciliation.overdueAfter),
      },
    ];
  }

  async function tellSilent(runs: readonly SilentRun[]): Promise<void> {
    const more = runs.length - NAMED;
    await postOnce(
      deps,
      { hire: null, step: `silent.${runs[0]?.id}`, channelId: deps.channels.hrOps },
      {
        kind: 'alert',
        severity: 'warning',
        title: runs.length === 1 ? 'A run has gone silent' : `${runs.length} runs have gone silent`,
        lines: [
          ...runs
            .slice(0, NAMED)
            .map(
              ({ kind, subject, reason, silentSince }) =>
                `${kind}${subject === kind ? '' : ` ${subject}`}: ${reason} Nothing since ${silentSince.toISOString()}.`,
            ),
          ...(more > 0 ? [`And ${more} more.`] : []),
        ],
        runUrl: currentRun(deps).runUrl,
        links: runs
          .slice(0, NAMED)
          .flatMap(({ workflowId }) => (workflowId ? [{ label: workflowId, url: deps.links.run(workflowId) }] : [])),
      },
    );
    await silenceTold(
      deps.db,
      runs.map(({ id }) => id),
    );
  }

  async function tellOverdue({ id, reason }: SilentRun): Promise<void> {
    const hours = Math.round(reconciliation.overdueAfter / 3_600_000);
    await postOnce(
      deps,
      { hire: null, step: `overdue.${id}`, channelId: deps.channels.hrOps },
      {
        kind: 'alert',
        severity: 'failure',
        title: `The daily reconciliation has not run for ${hours} hours`,
        lines: [
          reason,
          'Without it nobody notices a hire that fell through. See whether its schedule is there and not paused, and what its last run says.',
        ],
        runUrl: currentRun(deps).runUrl,
        links: [],
      },
    );
    await silenceTold(deps.db, [id]);
  }
}
