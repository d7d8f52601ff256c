import type { Policy } from '../config/policy.js';
import type { RecruitingCosts } from '../config/recruiting-costs.js';
import { windowOfDays } from '../domain/nights.js';
import { attributionReport } from '../domain/attribution-report.js';
import { periodText } from '../domain/attribution-period.js';
import type { AttributionPeriod, AttributionReport } from '../schemas/attribution-report.js';
import { readActivity, readAdvocates, readBonuses, readHires } from './attribution-facts.js';
import type { Reading } from './attribution-hires.js';
import type { Queryable } from './database.js';
import { costsWithin } from './recruiting-costs.js';

/** What a report is made from, beside the ledger. */
export interface ReportSources {
  db: Queryable;
  policy: Policy;
  recruiting: RecruitingCosts;
  /** Names of the vendors; the platform is null where none is connected. */
  ats: string;
  advocacy: string | null;
}

/** The report of a period, from what the ledger has now. @param reading when its hires were read, and what was not. */
export async function makeReport(
  { db, policy, recruiting, ats, advocacy }: ReportSources,
  period: AttributionPeriod,
  reading: Reading,
): Promise<AttributionReport> {
  const { timeZone } = policy.company;
  const window = windowOfDays(timeZone, period.from, period.to);
  const [activity, hires, costs, bonuses, advocates] = await Promise.all([
    readActivity(db, { advocacy, ats }, window),
    readHires(db, ats, window),
    costsWithin(db, period),
    readBonuses(db, window),
    advocacy === null ? [] : readAdvocates(db, advocacy),
  ]);
  return attributionReport({
    ...{ period, timeZone, advocacy, advocates, activity, hires, bonuses },
    currency: policy.bonus.currency,
    generatedAt: reading.readAt.toISOString(),
    complete: reading.readAt.toISOString() >= window.to,
    notes: reading.notes,
    costs: [...recruiting.costs, ...costs],
    channels: recruiting.channels,
  });
}

/** A report as it was told, in short. */
export interface KeptReport {
  period: AttributionPeriod;
  complete: boolean;
  referrals: number;
  referralConversionRate: number | null;
  hires: number;
  /** Decimal text. */
  cost: string;
  currency: string;
  runUrl: string;
  generatedAt: Date;
}

/** Keeps a report; one of the same period takes its place. */
export async function keepReport(db: Queryable, report: AttributionReport, runUrl: string): Promise<void> {
  const { period, complete, cohort, total, currency, generatedAt } = report;
  const hires = report.hires.map(({ candidateId: _, ...hire }) => hire);
  await db.query(
    `insert into attribution_reports (from_day, to_day, report, complete, referrals, hires, cost, currency, run_url,
       generated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (from_day, to_day) do update set report = excluded.report, complete = excluded.complete,
       referrals = excluded.referrals, hires = excluded.hires, cost = excluded.cost, currency = excluded.currency,
       run_url = excluded.run_url, generated_at = excluded.generated_at`,
    [
      ...[period.from, period.to, JSON.stringify({ ...report, hires }), complete],
      ...[cohort.referrals, total.hires, total.cost, currency, runUrl, generatedAt],
    ],
  );
}

/** Reports that were told, the newest period first. */
export async function listReports(db: Queryable, page: { limit: number; offset?: number }): Promise<KeptReport[]> {
  const { rows } = await db.query<KeptReport>(
    `select jsonb_build_object('from', from_day, 'to', to_day) as period, complete, referrals,
       (report->>'referralConversionRate')::float8 as "referralConversionRate", hires, cost, currency,
       run_url as "runUrl", generated_at as "generatedAt"
     from attribution_reports order by to_day desc, from_day desc limit $1 offset $2`,
    [page.limit, page.offset ?? 0],
  );
  return rows;
}

/**
 * Which periods need no report any more.
 * @param most how many of the newest are wanted.
 */
export async function readMade(db: Queryable, most: number): Promise<{ made: string[]; since: Date }> {
  const { rows } = await db.query<AttributionPeriod>(
    `select from_day as "from", to_day as "to" from attribution_reports where complete
     order by to_day desc, from_day desc limit $1`,
    [most],
  );
  const begun = await db.query<{ at: Date }>('select coalesce(min(created_at), now()) as at from deployment');
  return { made: rows.map(periodText), since: begun.rows[0]?.at ?? new Date() };
}
