import type { AttributionPeriod, RecruitingCost } from '../schemas/attribution-report.js';

/** What somebody did within the period; null for referrals whose advocate the platform has not told. */
export interface AdvocateActivity {
  advocateId: string | null;
  shares: number;
  clicks: number;
  /** Referrals that began. */
  referrals: number;
  /** Of these: those that the ATS has. */
  captured: number;
  /** Of these: those whose application has become a hire since, and is the advocate's. */
  hired: number;
}

/** A hire of the period. Instants are ISO 8601 UTC. */
export interface HireFact {
  applicationId: string;
  candidateId: string | null;
  jobId: string | null;
  source: string | null;
  /** Whom the ATS itself names. */
  advocateId: string | null;
  referralId: string | null;
  appliedAt: string | null;
  jobOpenedAt: string | null;
  hiredAt: string;
  /** The referrals whose hire it is, the largest share first; none where it is no advocate's. */
  owners: { advocateId: string | null; referralId: string }[];
}

/** A bonus that was paid, or taken back, within the period. */
export interface BonusFact {
  advocateId: string;
  what: 'paid' | 'clawed_back';
  /** Decimal text. */
  amount: string;
  currency: string;
}

/** All that a report is made of. */
export interface AttributionFacts {
  period: AttributionPeriod;
  timeZone: string;
  currency: string;
  /** The platform; null where none is connected. */
  advocacy: string | null;
  /** When the hires were read, ISO 8601 UTC, and whether the period was over then. */
  generatedAt: string;
  complete: boolean;
  notes: readonly string[];
  advocates: readonly { advocateId: string; name: string | null; active: boolean }[];
  activity: readonly AdvocateActivity[];
  hires: readonly HireFact[];
  costs: readonly RecruitingCost[];
  bonuses: readonly BonusFact[];
  /** Names of the ATS's sources by channel. */
  channels: Readonly<Record<string, readonly string[]>>;
}
