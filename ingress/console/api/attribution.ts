import { z } from 'zod';
import { attributionTables } from '../../../domain/attribution-tables.js';
import { lastDays, daysOf, periodText } from '../../../domain/attribution-period.js';
import { dayIn, windowOfDays } from '../../../domain/nights.js';
import { findReading, type Reading } from '../../../ledger/attribution-hires.js';
import { listReports, makeReport } from '../../../ledger/attribution-reports.js';
import { loadRecruitingCosts } from '../../../config/recruiting-costs.js';
import { AttributionReport, type AttributionPeriod } from '../../../schemas/attribution-report.js';
import type { IngressContext } from '../../context.js';
import { csvOf } from '../export/csv.js';
import { XLSX_TYPE, xlsxOf } from '../export/xlsx.js';
import { RunFailed, startReport, waitForReport } from './attribution-run.js';
import { Refusal } from './refusal.js';
import { Reply } from './reply.js';
import { route, type ApiRoute } from './route.js';
import { Before, Instant, Limit, name, nextOf, oneOf, page } from './schemas.js';

/** Without days asked for: these last ones, today included. */
const USUAL_DAYS = 30;
/** A longer period costs the vendors more than it can be worth. */
const MOST_DAYS = 366;
/** A period that is not over changes by the minute; downloads one after the other are of the same numbers. */
const CURRENT_FOR_MS = 15_000;
/** Late words about a period that is over are read a day later at the latest. */
const OVER_FOR_MS = 86_400_000;

const Day = z.iso.date({ error: 'expected a day as YYYY-MM-DD' });
const ReportQuery = z.strictObject({
  from: Day.optional().meta({ description: "The first day, of the company's time zone; 30 days back unless said." }),
  to: Day.optional().meta({
    description:
      'The last day, included; today unless said, and where it has not come. The report is then not complete.',
  }),
  format: oneOf(['json', 'csv', 'xlsx'])
    .default('json')
    .meta({ description: 'csv: text/csv, all tables one below the other; xlsx: a workbook.' }),
});
const NewReportBody = name(
  'NewAttributionReport',
  z.strictObject({ from: Day.meta({ description: 'The first day.' }), to: Day.meta({ description: 'The last day.' }) }),
);
const Started = name('AttributionReportStarted', z.object({ runId: z.string(), runUrl: z.string() }));
const ReportShape = name('AttributionReport', AttributionReport);
const KeptReportPage = name(
  'KeptAttributionReportPage',
  page(
    z.object({
      period: z.object({ from: z.string(), to: z.string() }),
      complete: z.boolean().meta({ description: 'Whether the period was over.' }),
      referrals: z.number(),
      referralConversionRate: z.number().nullable(),
      hires: z.number(),
      cost: z.string(),
      currency: z.string(),
      runUrl: z.string(),
      generatedAt: Instant,
    }),
  ),
);

/** What advocacy brings, and what hires cost. */
export function attributionRoutes(context: IngressContext): ApiRoute[] {
  const { db, links, policy, systems, connectors } = context;
  const { timeZone } = policy.company;
  const recruiting = loadRecruitingCosts(context.environment, policy.bonus.currency);
  const sources = () => ({
    ...{ db, policy, recruiting },
    ats: systems.roles.ats,
    advocacy: connectors.advocacy?.vendor ?? null,
  });

  /** What was read of the period, if that is not too old; else it is read now. Undefined when that takes too long. */
  async function reading(period: AttributionPeriod): Promise<Reading | { runId: string }> {
    const window = windowOfDays(timeZone, period.from, period.to);
    const find = () => findReading(db, systems.roles.ats, window);
    const known = await find();
    if (known && isFresh(known, window)) return known;
    const runId = await startReport(context, { ...period, tell: false }, 'somebody who looks at it');
    if (!(await waitForReport(context, runId))) return { runId };
    return (await find()) ?? { runId };
  }

  return [
    route({
      method: 'get',
      path: '/attribution',
      summary:
        'What advocacy brought in a period, and what hires cost by channel; as JSON, CSV or a workbook. 202 with the run while the ATS is still being read.',
      role: 'viewer',
      query: ReportQuery,
      answer: { status: 200, schema: ReportShape },
      refusals: [422],
      async handle({ query: { from, to, format } }) {
        const period = periodOf(from, to);
        const found = await reading(period).catch(refuseFailedRun);
        if ('runId' in found) {
          return new Reply(202, { status: 'reading', runId: found.runId, runUrl: links.run(found.runId) });
        }
        const report = await makeReport(sources(), period, found);
        return format === 'json' ? report : fileOf(report, format);
      },
    }),
    route({
      method: 'get',
      path: '/attribution/reports',
      summary: 'Reports that were kept and told, the newest period first.',
      role: 'viewer',
      query: z.strictObject({ limit: Limit, before: Before }),
      answer: { status: 200, schema: KeptReportPage },
      async handle({ query: { limit, before = 0 } }) {
        const items = await listReports(db, { limit, offset: before });
        return { items, next: nextOf(items.length === limit ? before + limit : null) };
      },
    }),
    route({
      method: 'post',
      path: '/attribution/reports',
      summary: 'Makes the report of some days now, keeps it, and tells it to the CRM and to HR ops.',
      role: 'operator',
      body: NewReportBody,
      answer: { status: 202, schema: Started },
      refusals: [422],
      async handle({ body, session }) {
        const runId = await startReport(context, { ...periodOf(body.from, body.to), tell: true }, session.user);
        return { runId, runUrl: links.run(runId) };
      },
    }),
  ];

  function periodOf(from: string | undefined, to: string | undefined): AttributionPeriod {
    const today = dayIn(timeZone, new Date());
    const last = to === undefined || to > today ? today : to;
    const period = { from: from ?? lastDays(last, USUAL_DAYS).from, to: last };
    const refusal = whyNot(period, today, timeZone);
    if (refusal) throw new Refusal(422, refusal);
    return period;
  }
}

function isFresh({ readAt }: Reading, window: { to: string }): boolean {
  const age = Date.now() - readAt.getTime();
  return age < (readAt.toISOString() >= window.to ? OVER_FOR_MS : CURRENT_FOR_MS);
}

function whyNot(period: AttributionPeriod, today: string, timeZone: string): string | undefined {
  if (period.from > today) return `The first day (${period.from}) has not come: today is ${today} in ${timeZone}.`;
  if (period.from > period.to) return `The first day (${period.from}) comes after the last one (${period.to}).`;
  const days = daysOf(period);
  return days > MOST_DAYS ? `These are ${days} days: a report is of at most ${MOST_DAYS}.` : undefined;
}

function refuseFailedRun(error: unknown): never {
  if (error instanceof RunFailed) throw new Refusal(503, `The ATS could not be read: ${error.runUrl} says why.`);
  throw error;
}

async function fileOf(report: AttributionReport, format: 'csv' | 'xlsx'): Promise<Reply> {
  const tables = attributionTables(report);
  const headers = {
    'Content-Disposition': `attachment; filename="attribution-${periodText(report.period).replace('..', '-to-')}.${format}"`,
  };
  if (format === 'csv') {
    return new Reply(200, Buffer.from(csvOf(tables)), {
      ...headers,
      'Content-Type': 'text/csv; charset=utf-8; header=present',
    });
  }
  return new Reply(200, await xlsxOf(tables), { ...headers, 'Content-Type': XLSX_TYPE });
}
