import { goLiveAt } from '../ledger/go-live.js';
import { listFailedRuns, type FailedRun } from '../ledger/run-errors.js';
import { ERROR_CAUSES, type ErrorCause } from '../domain/error-cause.js';
import type { OperationsActivities } from '../workflows/operations-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

const DAY_MS = 86_400_000;
/** Runs that one message names; `hireline errors` has all of them. */
const NAMED = 12;
const MOST = 500;

/** The daily review of errors in the days after going live. */
export function errorReviewActivity(
  deps: Dependencies,
  now: () => Date = () => new Date(),
): Pick<OperationsActivities, 'reviewErrors'> {
  return {
    async reviewErrors() {
      const to = now();
      const since = await goLiveAt(deps.db);
      if (!since || to.getTime() > since.getTime() + deps.policy.goLive.reviewFor) return { reviewed: null };
      const failed = await listFailedRuns(deps.db, { from: new Date(to.getTime() - DAY_MS), to }, MOST);
      const open = failed.filter((run) => run.open).length;
      await postOnce(
        deps,
        { hire: null, step: 'error-review', channelId: deps.channels.hrOps },
        {
          kind: 'alert',
          severity: open > 0 ? 'warning' : 'info',
          title:
            failed.length === 0
              ? 'Error review: no run failed in the last 24 hours'
              : `Error review: ${failed.length} failed in the last 24 hours, ${open} still open`,
          lines: [...byCause(failed), ...failed.slice(0, NAMED).map(inOneLine), ...more(failed.length)],
          runUrl: currentRun(deps).runUrl,
          links: failed
            .slice(0, NAMED)
            .flatMap(({ workflowId, runId }) =>
              workflowId ? [{ label: workflowId, url: deps.links.run(workflowId, runId ?? undefined) }] : [],
            ),
        },
      );
      return { reviewed: failed.length };
    },
  };
}

const WORDS: Readonly<Record<ErrorCause, string>> = {
  field_mismatch: 'field mismatch',
  vendor: 'vendor',
  identity: 'identity',
  policy: 'policy',
  program: 'hireline itself',
};

function byCause(failed: readonly FailedRun[]): string[] {
  const counted = ERROR_CAUSES.map((cause) => ({ cause, count: failed.filter((run) => run.cause === cause).length }));
  const found = counted.filter(({ count }) => count > 0);
  return found.length === 0
    ? []
    : [`By cause: ${found.map(({ cause, count }) => `${WORDS[cause]} ${count}`).join(', ')}.`];
}

const inOneLine = ({ what, step, cause, message, open }: FailedRun): string =>
  `${WORDS[cause]}: ${what}, ${step}: ${message}${open ? '' : ' (mended since)'}`;

const more = (count: number): string[] => (count > NAMED ? [`And ${count - NAMED} more: npx hireline errors`] : []);
