import type { AttributionPeriod } from '../schemas/attribution-report.js';

/** What attributionReport is started with. */
export interface AttributionInput extends AttributionPeriod {
  /** Whether the report is kept and told; else the ledger is only brought up to date for somebody who looks. */
  tell: boolean;
}

/** What a step could not do, in sentences without personal data, for whoever reads the report. */
export interface StepNotes {
  notes: string[];
}

export interface AttributionScheduleActivities {
  /** Periods that are over and have no report, oldest first. */
  findDueAttributionReports(): Promise<AttributionPeriod[]>;
}

/** The steps of an attribution report. All of them are safe to repeat. */
export interface AttributionActivities {
  /** Brings the ledger's list of advocates up to date with the platform's. */
  pullAdvocates(period: AttributionPeriod): Promise<StepNotes>;
  /** Holds the number of the platform's referrals against the ledger's. */
  countReferrals(period: AttributionPeriod): Promise<StepNotes>;
  /** Reads the hires of the period, and what has become of the period's referrals, from the ATS. */
  pullAttributedHires(period: AttributionPeriod): Promise<StepNotes & { readAt: string }>;
  /** Records that the period was read, and when. */
  finishAttributionReading(period: AttributionPeriod, reading: { readAt: string; notes: string[] }): Promise<void>;
  /** Makes the report and keeps it; one of the same period takes its place. */
  keepAttributionReport(period: AttributionPeriod): Promise<{ referrals: number; hires: number }>;
  /** Writes the report's summary to the CRM, once a period; a period that is not over has one a day. */
  writeAttributionSummary(period: AttributionPeriod): Promise<{ written: boolean }>;
  /** Tells HR ops that there is a report. */
  tellAttributionReport(period: AttributionPeriod): Promise<void>;
  /** Alerts HR ops that a report could not be made. */
  reportAttributionFailure(period: AttributionPeriod, failure: { step: string; reason: string }): Promise<void>;
}
