import { z } from 'zod';

const Day = z.iso.date({ error: 'expected a day as YYYY-MM-DD' });
/** Decimal text with all the digits there are; rounded where it is shown. */
const Money = z.string();
const Count = z.number().int().min(0);
/** 0 to 1; null where there is nothing it could be a part of. */
const Rate = z.number().min(0).max(1).nullable();

/** Days of the company's time zone, both included. */
export const AttributionPeriod = z.strictObject({ from: Day, to: Day });
export type AttributionPeriod = z.infer<typeof AttributionPeriod>;

/** Channels that need no entry in config/recruiting-costs.yaml. */
export const ADVOCACY_CHANNEL = 'advocacy';
export const OTHER_CHANNEL = 'other';

/** Calendar days between two events, over the hires for which both are known. */
const Duration = z.object({ count: Count, medianDays: z.number().nullable(), meanDays: z.number().nullable() });
export type AttributionDuration = z.infer<typeof Duration>;

/** Hires that an advocate brought, and all others. */
const Comparison = z.object({ advocated: Duration, others: Duration });

const ChannelCost = z.object({
  channel: z.string(),
  /** Costs of the period, prorated by days. */
  costs: Money,
  bonuses: z.object({ paid: Money, clawedBack: Money }),
  /** Costs and bonuses paid, less what was taken back. */
  cost: Money,
  hires: Count,
  /** To the cent; null without hires. */
  costPerHire: Money.nullable(),
});
export type ChannelCost = z.infer<typeof ChannelCost>;

const AdvocateLine = z.object({
  advocateId: z.string(),
  name: z.string().nullable(),
  shares: Count,
  clicks: Count,
  applications: Count,
  /** Hires of the period; one that is split among advocates counts for each of them. */
  hires: Count,
  /** Paid less taken back in the period. */
  bonus: Money,
});
export type AdvocateLine = z.infer<typeof AdvocateLine>;

const AttributedHire = z.object({
  applicationId: z.string(),
  /** Null once the candidate is anonymised. */
  candidateId: z.string().nullable(),
  jobId: z.string().nullable(),
  channel: z.string(),
  advocateId: z.string().nullable(),
  referralId: z.string().nullable(),
  /** The ATS's name of the source. */
  source: z.string().nullable(),
  /** ISO 8601 UTC. */
  appliedAt: z.string().nullable(),
  /** The day the offer was accepted. */
  hiredOn: Day,
  timeToHireDays: Count.nullable(),
  timeToFillDays: Count.nullable(),
  /** Its part of what its channel cost in the period; the parts add up to the whole. */
  costShare: Money,
});
export type AttributedHire = z.infer<typeof AttributedHire>;

/** What advocacy brought in a period, beside the other channels. Every number is defined in docs/attribution.md. */
export const AttributionReport = z.object({
  period: AttributionPeriod,
  timeZone: z.string(),
  /** ISO 8601 UTC. */
  generatedAt: z.string(),
  /** Whether the period was over when the hires were read. */
  complete: z.boolean(),
  /** Of every amount. */
  currency: z.string(),
  /** The advocacy platform; null where none is connected. */
  advocacy: z.string().nullable(),
  /** What the reader has to know: what could not be read, or was left out. */
  notes: z.array(z.string()),
  funnel: z.object({ shares: Count, clicks: Count, applications: Count, captured: Count, hires: Count }),
  /** Of the referrals that began in the period: how many have become hires since, on whatever day. */
  cohort: z.object({ referrals: Count, hired: Count }),
  referralConversionRate: Rate,
  /** From application to accepted offer. */
  timeToHire: Comparison,
  /** From the job's opening to the accepted offer. */
  timeToFill: Comparison,
  costPerHire: z.array(ChannelCost),
  total: z.object({ cost: Money, hires: Count, costPerHire: Money.nullable() }),
  participation: z.object({ active: Count, eligible: Count, rate: Rate }),
  topAdvocates: z.array(AdvocateLine),
  hires: z.array(AttributedHire),
});
export type AttributionReport = z.infer<typeof AttributionReport>;

/** What a channel cost over some days. */
export interface RecruitingCost {
  channel: string;
  /** YYYY-MM-DD, both included. */
  from: string;
  to: string;
  /** Decimal text, not negative. */
  amount: string;
  /** ISO 4217. */
  currency: string;
  note: string | null;
}
