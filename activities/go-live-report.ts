import { deploymentOf } from '../config/deployment.js';
import type { Environment } from '../config/environment.js';
import { accessChecks } from '../domain/go-live-access.js';
import { beginGoLiveRun, recordGoLiveReport } from '../ledger/go-live.js';
import type { GoLiveReport } from '../schemas/go-live.js';
import { outcomeOf, type GoLiveActivities } from '../workflows/go-live-contract.js';
import { readAccess } from './access-reading.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { currentRun } from './run.js';

/** Failed checks that one message names; the report has all of them. */
const NAMED = 10;

/** The beginning of a go-live check, the audit of the systems, and its report. */
export function goLiveReportActivities(
  deps: Dependencies,
  environment: Environment,
): Pick<GoLiveActivities, 'beginGoLive' | 'auditSystems' | 'recordGoLive' | 'tellGoLive'> {
  return {
    async beginGoLive({ goLiveId, requestedBy, write }) {
      const report: GoLiveReport = {
        ...{ goLiveId, deployment: deploymentOf(environment), write, doing: 'beginning' },
        ...{ sections: [], leftBehind: [] },
      };
      const { workflowId, runUrl } = currentRun(deps);
      await beginGoLiveRun(deps.db, { id: goLiveId, requestedBy, write, workflowId, runUrl, report });
      return report;
    },

    auditSystems: async () => ({ checks: accessChecks(await readAccess(deps)) }),

    recordGoLive: (report, finished) => recordGoLiveReport(deps.db, report, finished ? outcomeOf(report) : 'running'),

    async tellGoLive(report) {
      const failed = report.sections.flatMap(({ checks }) => checks).filter(({ status }) => status === 'failed');
      await postOnce(
        deps,
        { hire: null, step: 'go-live', channelId: deps.channels.hrOps },
        {
          kind: 'alert',
          severity: failed.length > 0 ? 'warning' : 'info',
          title: `Go-live check ${report.goLiveId}: ${failed.length === 0 ? 'passed' : `${failed.length} checks failed`}`,
          lines: [
            ...failed.slice(0, NAMED).map(({ name, detail }) => (detail ? `${name}: ${detail}` : name)),
            ...(failed.length > NAMED ? [`And ${failed.length - NAMED} more.`] : []),
            ...(report.leftBehind.length > 0
              ? ['Its test records stay in the systems, as vendors do not let them be deleted: the report names them.']
              : []),
          ],
          runUrl: currentRun(deps).runUrl,
          links: [{ label: 'Open in hireline', url: deps.links.goLive(report.goLiveId) }],
        },
      );
    },
  };
}
