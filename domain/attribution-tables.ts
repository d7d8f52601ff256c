import { Temporal } from '@js-temporal/polyfill';
import type { AttributionReport } from '../schemas/attribution-report.js';

/** A value with what it is, so that each format writes it in its own way. */
export type Cell =
  | { is: 'text'; value: string }
  | { is: 'count' | 'days'; value: number }
  /** 0 to 1. */
  | { is: 'rate'; value: number }
  /** Decimal text. */
  | { is: 'money'; value: string }
  /** YYYY-MM-DD. */
  | { is: 'date'; value: string }
  | null;

/** A table of an export: a sheet, or a part of a file. */
export interface Table {
  name: string;
  columns: { title: string; /** In characters. */ width: number }[];
  rows: Cell[][];
}

const text = (value: string | null): Cell => (value === null ? null : { is: 'text', value });
const count = (value: number): Cell => ({ is: 'count', value });
const days = (value: number | null): Cell => (value === null ? null : { is: 'days', value });
const rate = (value: number | null): Cell => (value === null ? null : { is: 'rate', value });
const money = (value: string | null): Cell => (value === null ? null : { is: 'money', value });
const date = (value: string | null): Cell => (value === null ? null : { is: 'date', value });

/** A report as tables: what spreadsheets are made of. Days are the company's. */
export function attributionTables(report: AttributionReport): Table[] {
  return [summary(report), hires(report), channels(report), advocates(report), durations(report)];
}

function summary(report: AttributionReport): Table {
  const { period, funnel, cohort, participation, total, currency } = report;
  const rows: [string, Cell, string][] = [
    ['From', date(period.from), `First day, ${report.timeZone}`],
    ['To', date(period.to), 'Last day'],
    ['Made at', text(report.generatedAt), report.complete ? 'The period was over' : 'The period was not over'],
    ['Advocacy platform', text(report.advocacy), report.advocacy === null ? 'None is connected' : ''],
    ['Shares', count(funnel.shares), ''],
    ['Clicks', count(funnel.clicks), ''],
    ['Applications', count(funnel.applications), 'Referrals that began in the period'],
    ['Captured', count(funnel.captured), 'Of these, those that the ATS has'],
    ['Hires through advocates', count(funnel.hires), 'Offers accepted in the period'],
    ['Referrals hired', count(cohort.hired), 'Of the referrals that began in the period, on whatever day'],
    ['Referral conversion rate', rate(report.referralConversionRate), 'Referrals hired of applications'],
    ['Active advocates', count(participation.active), 'With a share, a click or a referral in the period'],
    ['Advocates who may refer', count(participation.eligible), ''],
    ['Participation rate', rate(participation.rate), ''],
    ['Hires', count(total.hires), 'Through all channels'],
    [`Cost (${currency})`, money(total.cost), 'Of all channels, bonuses included'],
    [`Cost per hire (${currency})`, money(total.costPerHire), ''],
    ...report.notes.map((note): [string, Cell, string] => ['Note', text(note), '']),
  ];
  return {
    name: 'Summary',
    columns: columnsOf(['Metric', 28], ['Value', 26], ['Meaning', 60]),
    rows: rows.map(([metric, value, meaning]) => [text(metric), value, meaning === '' ? null : text(meaning)]),
  };
}

function hires({ hires: all, currency, timeZone }: AttributionReport): Table {
  return {
    name: 'Hires',
    columns: columnsOf(
      ...([
        ['Application', 16],
        ['Candidate', 16],
        ['Job', 12],
        ['Channel', 14],
        ['Advocate', 20],
      ] as const),
      ...([
        ['Referral', 26],
        ['Source', 26],
        ['Applied on', 12],
        ['Hired on', 12],
      ] as const),
      ...([
        ['Days to hire', 13],
        ['Days to fill', 13],
        [`Cost share (${currency})`, 18],
      ] as const),
    ),
    rows: all.map((hire) => [
      ...[text(hire.applicationId), text(hire.candidateId), text(hire.jobId), text(hire.channel)],
      ...[text(hire.advocateId), text(hire.referralId), text(hire.source)],
      ...[date(dayOf(timeZone, hire.appliedAt)), date(hire.hiredOn)],
      ...[days(hire.timeToHireDays), days(hire.timeToFillDays), money(hire.costShare)],
    ]),
  };
}

function channels({ costPerHire, total, currency }: AttributionReport): Table {
  return {
    name: 'Channels',
    columns: columnsOf(
      ...([
        ['Channel', 18],
        [`Costs (${currency})`, 16],
        [`Bonuses paid (${currency})`, 20],
      ] as const),
      ...([
        [`Bonuses taken back (${currency})`, 26],
        [`Cost (${currency})`, 16],
        ['Hires', 8],
      ] as const),
      [`Cost per hire (${currency})`, 20],
    ),
    rows: [
      ...costPerHire.map(({ channel, costs, bonuses, cost, hires: number, costPerHire: each }) => [
        ...[text(channel), money(costs), money(bonuses.paid), money(bonuses.clawedBack)],
        ...[money(cost), count(number), money(each)],
      ]),
      [text('All'), null, null, null, money(total.cost), count(total.hires), money(total.costPerHire)],
    ],
  };
}

function advocates({ topAdvocates, currency }: AttributionReport): Table {
  return {
    name: 'Advocates',
    columns: columnsOf(
      ...([
        ['Advocate', 20],
        ['Name', 26],
        ['Shares', 8],
        ['Clicks', 8],
        ['Applications', 13],
      ] as const),
      ...([
        ['Hires', 8],
        [`Bonus (${currency})`, 14],
      ] as const),
    ),
    rows: topAdvocates.map((one) => [
      ...[text(one.advocateId), text(one.name), count(one.shares), count(one.clicks), count(one.applications)],
      ...[count(one.hires), money(one.bonus)],
    ]),
  };
}

function durations({ timeToHire, timeToFill }: AttributionReport): Table {
  const row = (
    what: string,
    who: string,
    { count: number, medianDays, meanDays }: typeof timeToHire.others,
  ): Cell[] => [...[text(what), text(who), count(number), days(medianDays), days(meanDays)]];
  return {
    name: 'Time to hire',
    columns: columnsOf(['Measure', 34], ['Hires of', 14], ['Counted', 9], ['Median days', 13], ['Mean days', 12]),
    rows: [
      row('Application to accepted offer', 'Advocates', timeToHire.advocated),
      row('Application to accepted offer', 'Others', timeToHire.others),
      row('Job opened to accepted offer', 'Advocates', timeToFill.advocated),
      row('Job opened to accepted offer', 'Others', timeToFill.others),
    ],
  };
}

const columnsOf = (...columns: (readonly [title: string, width: number])[]): Table['columns'] =>
  columns.map(([title, width]) => ({ title, width }));

const dayOf = (timeZone: string, instant: string | null): string | null =>
  instant === null ? null : Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
