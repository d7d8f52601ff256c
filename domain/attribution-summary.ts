import type { AttributionDuration, AttributionReport } from '../schemas/attribution-report.js';
import { formatAmount } from './compensation.js';
import { Money } from './attribution-costs.js';

/** So many advocates stand in a summary. */
const NAMED = 3;

/** A report in a few sentences, for the CRM and the chat. Advocates by their id: no names. */
export function summaryLines(report: AttributionReport): string[] {
  const { funnel, cohort, participation, total, currency } = report;
  const channels = report.costPerHire.filter(({ cost, hires }) => hires > 0 || !new Money(cost).isZero());
  const best = report.topAdvocates.filter(({ hires }) => hires > 0).slice(0, NAMED);
  return [
    ...(report.complete ? [] : [`The period is not over: these are the numbers of ${report.generatedAt}.`]),
    `${count(funnel.shares, 'share')}, ${count(funnel.clicks, 'click')}, ${count(funnel.applications, 'application')}, ${funnel.captured} captured, ${count(funnel.hires, 'hire')} through advocates.`,
    `Referral conversion: ${percentText(report.referralConversionRate)} (${cohort.hired} of ${count(cohort.referrals, 'referral')}).`,
    `Participation: ${percentText(participation.rate)} (${participation.active} of ${count(participation.eligible, 'advocate')}).`,
    `Time to hire: ${daysText(report.timeToHire.advocated)} advocated, ${daysText(report.timeToHire.others)} others.`,
    `Time to fill: ${daysText(report.timeToFill.advocated)} advocated, ${daysText(report.timeToFill.others)} others.`,
    `Cost: ${money(total.cost)} ${currency} for ${count(total.hires, 'hire')}${total.costPerHire === null ? '' : `, ${money(total.costPerHire)} ${currency} each`}.`,
    ...channels.map(
      ({ channel, cost, hires, costPerHire }) =>
        `${channel}: ${money(cost)} ${currency}, ${count(hires, 'hire')}${costPerHire === null ? '' : `, ${money(costPerHire)} ${currency} each`}.`,
    ),
    ...(best.length > 0
      ? [`Most hires: ${best.map(({ advocateId, hires }) => `advocate ${advocateId} (${hires})`).join(', ')}.`]
      : []),
    ...report.notes,
  ];
}

/** "2.5 %"; "–" where there is nothing it could be a part of. */
export const percentText = (rate: number | null): string =>
  rate === null ? '–' : `${Number((rate * 100).toFixed(1))} %`;

/** "12 days (median of 4)". */
export const daysText = ({ count: hires, medianDays }: AttributionDuration): string =>
  medianDays === null ? '–' : `${count(medianDays, 'day')} (median of ${hires})`;

/** To the cent. */
export const money = (amount: string): string => formatAmount(new Money(amount).toDecimalPlaces(2));

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
