import { dayIn, windowOfDays } from '../domain/nights.js';
import { duePeriods, periodText } from '../domain/attribution-period.js';
import { summaryLines } from '../domain/attribution-summary.js';
import { findReading } from '../ledger/attribution-hires.js';
import { keepReport, makeReport, readMade } from '../ledger/attribution-reports.js';
import type { AttributionPeriod, AttributionReport } from '../schemas/attribution-report.js';
import type { AlertNotice } from '../schemas/notice.js';
import type { AttributionActivities, AttributionScheduleActivities } from '../workflows/attribution-activities.js';
import type { Dependencies } from './dependencies.js';
import { postOnce } from './messages.js';
import { outboundStep } from './outbound-step.js';
import { currentRun, runRef } from './run.js';

/** Reported periods that matter for which are due. */
const PERIODS_KEPT = 100;

type Telling =
  'keepAttributionReport' | 'writeAttributionSummary' | 'tellAttributionReport' | 'reportAttributionFailure';

/** Makes the report of what was read, keeps it, and tells it. Advocates' names stay in the ledger. */
export function attributionReportActivities(
  deps: Dependencies,
  now: () => Date = () => new Date(),
): Pick<AttributionActivities, Telling> & AttributionScheduleActivities {
  const { db, policy, crm } = deps;
  const { timeZone } = policy.company;
  const windowOf = ({ from, to }: AttributionPeriod) => windowOfDays(timeZone, from, to);

  return {
    async findDueAttributionReports() {
      const { report, at } = policy.attribution;
      return duePeriods({ timeZone, report, at }, await readMade(db, PERIODS_KEPT), now());
    },

    async keepAttributionReport(period) {
      const report = await reportOf(period);
      await keepReport(db, report, currentRun(deps).runUrl);
      return { referrals: report.cohort.referrals, hires: report.total.hires };
    },

    async writeAttributionSummary(period) {
      if (!crm) return { written: false };
      const report = await reportOf(period);
      const marker = markerOf(report, dayIn(timeZone, new Date(report.generatedAt)));
      // A run of the same period, later, has the id, and with it the names of its writes, of before.
      const step = `summary ${marker}`;
      const writes = [{ step, vendor: crm.vendor, operation: 'add attribution summary' }];
      await outboundStep(deps, runRef(deps, null, null), writes, (outbound) =>
        outbound.createOnce(step, {
          find: () => crm.findSummary(marker),
          create: () =>
            crm.addSummary(
              {
                marker,
                at: report.complete ? windowOf(period).to : report.generatedAt,
                title: `Attribution report ${period.from} to ${period.to}`,
                lines: summaryLines(report),
              },
              outbound.trace,
            ),
        }),
      );
      return { written: true };
    },

    async tellAttributionReport(period) {
      const report = await reportOf(period);
      await post('attribution.report', period, {
        severity: 'info',
        title: `Attribution report ${period.from} to ${period.to}`,
        lines: summaryLines(report),
      });
    },

    async reportAttributionFailure(period, { step, reason }) {
      await post('attribution.failed', period, {
        severity: 'failure',
        title: `The attribution report stopped at ${step}`,
        lines: [
          `Days: ${period.from} to ${period.to}.`,
          `Why: ${reason}`,
          'Start it anew once the cause is mended; what the schedule has missed, it makes the next time by itself.',
        ],
      });
    },
  };

  async function reportOf(period: AttributionPeriod): Promise<AttributionReport> {
    const reading = await findReading(db, deps.ats.vendor, windowOf(period));
    if (!reading) throw new Error('the period was not read');
    const sources = { db, policy, recruiting: deps.recruiting, ats: deps.ats.vendor };
    return makeReport({ ...sources, advocacy: deps.advocacy?.vendor ?? null }, period, reading);
  }

  function post(
    step: string,
    period: AttributionPeriod,
    notice: Pick<AlertNotice, 'severity' | 'title' | 'lines'>,
  ): Promise<unknown> {
    const { runId, runUrl } = currentRun(deps);
    const message = { hire: null, step: `${step}.${runId}`, channelId: deps.channels.hrOps };
    const links = [{ label: 'Open in hireline', url: deps.links.attribution(period) }];
    return postOnce(deps, message, { kind: 'alert', ...notice, runUrl, links });
  }
}

/** What the numbers of a period that is not over are of today only: the next day's are another summary. */
function markerOf({ period, complete }: AttributionReport, today: string): string {
  return complete
    ? `hireline attribution ${periodText(period)}`
    : `hireline attribution interim ${periodText(period)} of ${today}`;
}
