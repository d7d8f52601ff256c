import { daysText, money, percentText } from '../domain/attribution-summary.js';
import type { AttributionReport } from '../schemas/attribution-report.js';
import { pairLines, printable, tableLines } from './table.js';
import type { Terminal } from './terminal.js';

/** A report for people to read. */
export function reportLines(report: AttributionReport, terminal: Pick<Terminal, 'width' | 'paint'>): string[] {
  const { period, funnel, cohort, participation, currency, total } = report;
  const facts = pairLines(
    [
      ['days', `${period.from} to ${period.to}${report.complete ? '' : ', not over yet'}`],
      ['shares', funnel.shares],
      ['clicks', funnel.clicks],
      ['applications', `${funnel.applications}, ${funnel.captured} captured`],
      ['hires', `${total.hires}, ${funnel.hires} through advocates`],
      ['conversion', `${percentText(report.referralConversionRate)}: ${cohort.hired} of ${cohort.referrals} referrals`],
      [
        'participation',
        `${percentText(participation.rate)}: ${participation.active} of ${participation.eligible} advocates`,
      ],
      ['time to hire', comparison(report.timeToHire)],
      ['time to fill', comparison(report.timeToFill)],
      ['cost', `${money(total.cost)} ${currency}`],
      ['cost per hire', total.costPerHire && `${money(total.costPerHire)} ${currency}`],
    ],
    terminal,
  );
  const channels = tableLines(
    report.costPerHire,
    [
      { title: 'channel', value: ({ channel }) => channel },
      { title: 'hires', value: ({ hires }) => hires, align: 'right' },
      { title: `cost (${currency})`, value: ({ cost }) => money(cost), align: 'right' },
      { title: 'per hire', value: ({ costPerHire }) => costPerHire && money(costPerHire), align: 'right' },
    ],
    terminal,
  );
  const advocates = tableLines(
    report.topAdvocates,
    [
      { title: 'advocate', value: ({ advocateId }) => advocateId },
      { title: 'name', value: ({ name }) => name },
      { title: 'shares', value: ({ shares }) => shares, align: 'right' },
      { title: 'clicks', value: ({ clicks }) => clicks, align: 'right' },
      { title: 'applied', value: ({ applications }) => applications, align: 'right' },
      { title: 'hires', value: ({ hires }) => hires, align: 'right' },
      { title: 'bonus', value: ({ bonus }) => money(bonus), align: 'right' },
    ],
    terminal,
  );
  const hires = tableLines(
    report.hires,
    [
      { title: 'application', value: ({ applicationId }) => applicationId },
      { title: 'hired on', value: ({ hiredOn }) => hiredOn },
      { title: 'channel', value: ({ channel }) => channel },
      { title: 'advocate', value: ({ advocateId }) => advocateId },
      { title: 'days', value: ({ timeToHireDays }) => timeToHireDays, align: 'right' },
      { title: 'cost', value: ({ costShare }) => money(costShare), align: 'right' },
    ],
    terminal,
  );
  return [
    ...facts,
    ...['', ...channels],
    ...(report.topAdvocates.length > 0 ? ['', ...advocates] : []),
    ...(report.hires.length > 0 ? ['', ...hires] : []),
    ...(report.notes.length > 0 ? ['', ...report.notes.map(printable)] : []),
  ];
}

const comparison = ({ advocated, others }: AttributionReport['timeToHire']): string =>
  `advocates ${daysText(advocated)}, others ${daysText(others)}`;
