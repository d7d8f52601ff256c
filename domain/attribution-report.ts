import { Temporal } from '@js-temporal/polyfill';
import {
  ADVOCACY_CHANNEL,
  OTHER_CHANNEL,
  type AttributedHire,
  type AttributionDuration,
  type AttributionReport,
  type ChannelCost,
} from '../schemas/attribution-report.js';
import { topAdvocates } from './attribution-advocates.js';
import type { AdvocateActivity, AttributionFacts, BonusFact, HireFact } from './attribution-facts.js';
import { Money, moneyText, partOf, perHire, splitEvenly, sum } from './attribution-costs.js';

/** The report of a period. Pure: the same facts make the same report. */
export function attributionReport(facts: AttributionFacts): AttributionReport {
  const { period, timeZone, currency, advocacy, generatedAt, complete, activity } = facts;
  const money = ofCurrency(facts);
  const hires = facts.hires.map((hire) => withoutCost(facts, hire));
  const costPerHire = channelCosts(facts, money, hires);
  const advocated = hires.filter(({ channel }) => channel === ADVOCACY_CHANNEL);
  const others = hires.filter(({ channel }) => channel !== ADVOCACY_CHANNEL);
  const total = (field: Exclude<keyof AdvocateActivity, 'advocateId'>) =>
    activity.reduce((count, one) => count + one[field], 0);
  const cohort = { referrals: total('referrals'), hired: total('hired') };
  const cost = sum(costPerHire.map((one) => one.cost));
  return {
    ...{ period, timeZone, generatedAt, complete, currency, advocacy },
    notes: [...facts.notes, ...money.notes],
    funnel: {
      shares: total('shares'),
      clicks: total('clicks'),
      applications: cohort.referrals,
      captured: total('captured'),
      hires: advocated.length,
    },
    cohort,
    referralConversionRate: rate(cohort.hired, cohort.referrals),
    timeToHire: {
      advocated: duration(advocated.map(({ timeToHireDays }) => timeToHireDays)),
      others: duration(others.map(({ timeToHireDays }) => timeToHireDays)),
    },
    timeToFill: {
      advocated: duration(advocated.map(({ timeToFillDays }) => timeToFillDays)),
      others: duration(others.map(({ timeToFillDays }) => timeToFillDays)),
    },
    costPerHire,
    total: { cost: moneyText(cost), hires: hires.length, costPerHire: perHire(cost, hires.length) },
    participation: participation(facts),
    topAdvocates: topAdvocates(facts, money.bonuses, hires),
    hires: withCostShares(hires, costPerHire),
  };
}

/** The channel of an ATS's source: capitals and blanks around it do not matter. */
export function channelOfSource(channels: AttributionFacts['channels'], source: string | null): string {
  const key = source?.trim().toLowerCase();
  const found = Object.entries(channels).find(([, names]) => names.some((name) => name.trim().toLowerCase() === key));
  return found?.[0] ?? OTHER_CHANNEL;
}

type Line = Omit<AttributedHire, 'costShare'>;

function withoutCost({ channels, timeZone }: AttributionFacts, hire: HireFact): Line {
  const { applicationId, candidateId, jobId, source, appliedAt, jobOpenedAt, hiredAt } = hire;
  const [owner] = hire.owners;
  const channel = owner ? ADVOCACY_CHANNEL : channelOfSource(channels, source);
  // A hire of another channel is no advocate's, whatever the ATS's fields have kept.
  const named = channel === ADVOCACY_CHANNEL ? { advocateId: hire.advocateId, referralId: hire.referralId } : null;
  const attribution = owner ?? named ?? { advocateId: null, referralId: null };
  return {
    ...{ applicationId, candidateId, jobId, channel, source, appliedAt },
    ...{ advocateId: attribution.advocateId, referralId: attribution.referralId },
    hiredOn: dayOf(timeZone, hiredAt),
    timeToHireDays: daysBetween(timeZone, appliedAt, hiredAt),
    timeToFillDays: daysBetween(timeZone, jobOpenedAt, hiredAt),
  };
}

/** Amounts of another currency are never added: they are left out, and the report says so. */
function ofCurrency({ currency, costs, bonuses }: AttributionFacts) {
  const inOthers = [...costs, ...bonuses].filter((one) => one.currency !== currency).map((one) => one.currency);
  return {
    costs: costs.filter((one) => one.currency === currency),
    bonuses: bonuses.filter((one) => one.currency === currency),
    notes: [...new Set(inOthers)]
      .sort()
      .map(
        (other) =>
          `Amounts in ${other} are left out (${inOthers.filter((one) => one === other).length}): the report is in ${currency}.`,
      ),
  };
}

function channelCosts(
  { period, channels }: AttributionFacts,
  { costs, bonuses }: Pick<AttributionFacts, 'costs' | 'bonuses'>,
  hires: readonly Line[],
): ChannelCost[] {
  const names = new Set([
    ADVOCACY_CHANNEL,
    ...Object.keys(channels),
    ...costs.map(({ channel }) => channel),
    ...hires.map(({ channel }) => channel),
  ]);
  names.delete(OTHER_CHANNEL);
  return [...names, OTHER_CHANNEL].map((channel) => {
    const own = sum(costs.filter((cost) => cost.channel === channel).map((cost) => partOf(cost, period)));
    const amounts = (what: BonusFact['what']) =>
      sum(
        channel === ADVOCACY_CHANNEL ? bonuses.filter((bonus) => bonus.what === what).map(({ amount }) => amount) : [],
      );
    const [paid, clawedBack] = [amounts('paid'), amounts('clawed_back')];
    const cost = own.plus(paid).minus(clawedBack);
    const count = hires.filter((hire) => hire.channel === channel).length;
    return {
      channel,
      costs: moneyText(own),
      bonuses: { paid: moneyText(paid), clawedBack: moneyText(clawedBack) },
      cost: moneyText(cost),
      hires: count,
      costPerHire: perHire(cost, count),
    };
  });
}

function withCostShares(hires: readonly Line[], channels: readonly ChannelCost[]): AttributedHire[] {
  const parts = new Map(
    channels.map(({ channel, cost, hires: count }) => [channel, splitEvenly(new Money(cost), count)]),
  );
  return hires.map((hire) => ({
    ...hire,
    costShare: moneyText(parts.get(hire.channel)?.shift() ?? new Money(0)),
  }));
}

/** Of those who may refer: who shared, was clicked on, or referred somebody. */
function participation({ advocates, activity }: AttributionFacts): AttributionReport['participation'] {
  const eligible = new Set(advocates.filter(({ active }) => active).map(({ advocateId }) => advocateId));
  const active = activity.filter(
    ({ advocateId, shares, clicks, referrals }) =>
      advocateId !== null && eligible.has(advocateId) && shares + clicks + referrals > 0,
  ).length;
  return { active, eligible: eligible.size, rate: rate(active, eligible.size) };
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function duration(days: readonly (number | null)[]): AttributionDuration {
  const known = days.filter((one) => one !== null).sort((a, b) => a - b);
  const { length } = known;
  if (length === 0) return { count: 0, medianDays: null, meanDays: null };
  const middle = ((known[(length - 1) >> 1] ?? 0) + (known[length >> 1] ?? 0)) / 2;
  const mean = known.reduce((total, one) => total + one, 0) / length;
  return { count: length, medianDays: middle, meanDays: Math.round(mean * 10) / 10 };
}

const dayOf = (timeZone: string, instant: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Calendar days of the zone; null where the start is not known, or comes after the end. */
function daysBetween(timeZone: string, start: string | null, end: string): number | null {
  if (start === null) return null;
  const [first, last] = [
    Temporal.PlainDate.from(dayOf(timeZone, start)),
    Temporal.PlainDate.from(dayOf(timeZone, end)),
  ];
  const { days } = first.until(last, { largestUnit: 'day' });
  return days < 0 ? null : days;
}
